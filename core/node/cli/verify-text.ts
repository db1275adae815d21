import { allOf, count, plural } from '../../text/figures.ts';
import { oneLine } from '../../text/one-line.ts';
import {
  areSame,
  type VerifiedInput,
  type VerifiedValues,
  type VerifyReport,
} from '../../training-set/verify-report.ts';
import type { Terminal } from './terminal.ts';

/** What a verification found: in a sentence, and a line for each thing that differs. */
export function verifyText(report: VerifyReport, { bold }: Pick<Terminal, 'bold'>): string {
  const { set, made_by, same, inputs, definitions, values, why } = report;
  const name = `${set} (made by ${made_by})`;
  if (same) return `${name} is what the same inputs and definitions make: ${sayRows(values!.rows.set)}.`;
  const changed = inputs.filter(({ state }) => state !== 'same');
  return [
    `${name} ${bold(verdict(report))}${why === null ? '' : `: ${why}`}`,
    ...some(changed, 'input', ({ path, state }) => `${path} ${sayState[state]}`),
    ...some(definitions, 'definition', ({ definition, field, was, is }) => {
      return `${definition}: ${field} was ${was ?? 'not said'}, and is ${is ?? 'not said'}`;
    }),
    ...(values ? sayValues(values) : []),
  ]
    .map(oneLine)
    .join('\n');
}

function verdict({ values }: VerifyReport): string {
  if (!values) return 'cannot be made again';
  if (!areSame(values)) return 'is not what its definitions make of the files that there are';
  return 'has the values that its definitions make, but not all is as it was';
}

function sayRows(rows: number): string {
  if (rows === 0) return 'there is no row in it';
  return `${allOf(rows, 'row')} ${rows === 1 ? 'is' : 'are'} the same`;
}

const sayState: Record<VerifiedInput['state'], string> = {
  same: 'is the same',
  changed: 'has changed',
  missing: 'is missing',
  new: 'was not there',
};

function sayValues({ rows, columns, differing }: VerifiedValues): string[] {
  return [
    ...(rows.set === rows.again ? [] : [`  it has ${plural(rows.set, 'row')}, made again ${count(rows.again)}`]),
    ...some(columns.only_set, 'column', (name) => `${name} is in the set alone`),
    ...some(columns.only_again, 'column', (name) => `${name} is not in the set`),
    ...some(columns.retyped, 'column', ({ column, set, again }) => `${column} is ${set}, made again ${again}`),
    ...some(differing, 'column', ({ column, rows: n, examples: [first] }) => {
      const said = (value: string | null) => (value === null ? 'null' : `"${value}"`);
      return `${column} differs in ${plural(n, 'row')}: in row ${first!.row} it is ${said(first!.set)}, made again ${said(first!.again)}`;
    }),
  ];
}

/** A stranger's set may name any number of them. */
const most = 20;

/** A line each, and one for all beyond `most`. */
function some<T>(list: readonly T[], one: string, say: (item: T) => string): string[] {
  const lines = list.slice(0, most).map((item) => `  ${say(item)}`);
  const rest = list.length - lines.length;
  return rest > 0 ? [...lines, `  and ${plural(rest, `more ${one}`)}; --json has all`] : lines;
}
