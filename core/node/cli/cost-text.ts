import type { CostReport, ViewCost } from '../../cost/report.ts';
import { costSentence } from '../../cost/sentence.ts';
import { bytes, count, percent } from '../../text/figures.ts';
import { textTable, type PrintedColumn } from '../../text/text-table.ts';
import { paint } from './leakage-text.ts';
import type { Terminal } from './terminal.ts';

/** What is online takes, for a terminal: the sentence, a line a view, a line a feature, an entity's, and what could be saved. */
export function costText(report: CostReport, terminal: Pick<Terminal, 'leak' | 'bold'>): string {
  const { views, entities, savings, store } = report;
  const sentence = costSentence(report).map((phrase) => paint(phrase, terminal));
  const features = views.flatMap((view) => view.features.filter(() => view.record_bytes !== null));
  const notes = views.flatMap(({ view, note }) => (note === null ? [] : [`${view}: ${note}`]));
  const whole =
    store.bytes === null
      ? 'what the store as a whole takes, it does not tell'
      : `the store as a whole: ${bytes(store.bytes)}`;
  return [
    `${sentence.join('')}\n`,
    textTable(columnsOf(['view', 'read by'], viewTitles), views.map(viewRow)),
    ...(features.length > 0
      ? [
          '',
          textTable(
            columnsOf(['feature', 'type', 'read by'], ['of a record', 'of all']),
            features.map((one) => [
              `${one.view}:${one.feature}`,
              one.type,
              one.read_by.join(', ') || 'none',
              mean(one.record_bytes),
              bytes(one.bytes),
            ]),
          ),
        ]
      : []),
    ...(savings.length > 0
      ? [
          '',
          textTable(
            columnsOf(['what would save', 'view', 'feature'], ['bytes'], ['because']),
            savings.map(({ kind, view, feature, bytes: saved, detail }) => [
              kind,
              view,
              feature ?? '-',
              bytes(saved),
              detail,
            ]),
          ),
        ]
      : []),
    '',
    ...entities.map(
      ({ join_keys, views: of, bytes: all }) =>
        `${join_keys.length > 0 ? `an entity of ${join_keys.join()}` : 'what has no key'}, with a record of each of ${of.join(', ')}: ${bytes(all)}`,
    ),
    whole,
    ...notes,
  ].join('\n');
}

const viewTitles = ['records', 'measured', 'of a record', 'name', 'values', 'rest', 'greatest', 'expired', 'of all'];

function viewRow({
  view,
  read_by,
  records,
  counted,
  sampled,
  record_bytes: of,
  expired_rate,
  bytes: all,
}: ViewCost): string[] {
  const parts = [of?.all, of?.name, of?.values, of?.rest, of?.greatest].map((one) =>
    one === undefined ? '-' : mean(one),
  );
  return [
    view,
    read_by.join(', ') || 'none',
    `${counted ? '' : '~'}${count(records)}`,
    count(sampled),
    ...parts,
    expired_rate === null ? '-' : percent(expired_rate),
    all === null ? 'unknown' : bytes(all),
  ];
}

/** A mean of a few bytes has a digit more than so many megabytes. */
function mean(n: number): string {
  return n < 1000 ? `${Number(n.toFixed(1))} B` : bytes(n);
}

function columnsOf(left: readonly string[], right: readonly string[], more: readonly string[] = []): PrintedColumn[] {
  const of =
    (align: PrintedColumn['align']) =>
    (title: string): PrintedColumn => ({ title, align });
  return [...left.map(of('left')), ...right.map(of('right')), ...more.map(of('left'))];
}
