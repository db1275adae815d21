import type { DefinitionChange, DiffReport, FeatureChange, FieldChange } from '../../diff/report.ts';
import { diffSentence } from '../../diff/sentence.ts';
import { oneLine } from '../../text/one-line.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

type Painting = Pick<Terminal, 'leak' | 'bold'>;
const marks = { added: '+', removed: '-', changed: '~' };

/** The sentence, then a paragraph for each definition that changes, what breaks, and what to do. */
export function diffText(report: DiffReport, terminal: Painting): string {
  const sentence = diffSentence(report).map((phrase) => paint(phrase, terminal));
  const { definitions, store, breaks, materialize, notes } = report;
  const rewriting = materialize.flatMap(({ view, why, commands }) => [`${view}: ${why}`, ...commands.map(indent)]);
  const parts = [
    [sentence.join('')],
    ...definitions.map((one) => paragraph(one, terminal)),
    ...titled('the online store', store.map(fieldText), terminal),
    ...titled('breaks', breaks, terminal),
    ...titled('to materialize again', rewriting, terminal),
    ...titled('not compared', notes, terminal),
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function titled(title: string, lines: readonly string[], { bold }: Painting): string[][] {
  return lines.length === 0 ? [] : [[bold(title), ...lines.map(indent)]];
}

function paragraph({ kind, name, change, fields, features, training, online }: DefinitionChange, { bold }: Painting) {
  return [
    `${marks[change]} ${kind} ${bold(name)}`,
    ...fields.map(fieldText).map(indent),
    ...features.flatMap(featureText).map(indent),
    ...(training === null ? [] : [`  training: ${training}`]),
    ...(online === null ? [] : [`  online: ${online}`]),
  ];
}

function featureText({ feature, change, fields }: FeatureChange): string[] {
  return [`${marks[change]} ${feature}`, ...fields.map(fieldText).map(indent)];
}

function fieldText({ field, old, new: now }: FieldChange): string {
  return oneLine(`${field}: ${old ?? '(not said)'} -> ${now ?? '(not said)'}`);
}

function indent(line: string): string {
  return `  ${line}`;
}
