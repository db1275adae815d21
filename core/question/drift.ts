import { AsofError } from '../errors/asof-error.ts';
import { formatShortIso, parseInstant } from '../time/instant.ts';
import { share, text, texts } from './field.ts';
import type { Asked } from './question.ts';

const side =
  'a table of asof.yaml or a file, or a stretch of its time: NAME@START..END, without END itself; or online: what is in the store now';

/** Whose distributions moved between two tables, or two stretches of time; spec section 8. */
export const drift = {
  reference: text({ placeholder: 'R', help: `what to compare with: ${side}`, names: 'tables' }),
  current: text({ placeholder: 'C', help: `what is compared: ${side}`, names: 'tables' }),
  features: texts({ or: [], placeholder: 'f,...', help: 'these features alone; all that both sides have without it' }),
  psi: share({ or: 0.1, placeholder: 'X', help: 'a PSI up to this is no drift; 0.1 without it' }),
  ks: share({ or: 0.1, placeholder: 'X', help: 'a KS statistic up to this is no drift; 0.1 without it' }),
  nullRate: share({
    or: 0.01,
    placeholder: 'X',
    help: 'a change of the share of nulls up to this is no drift; 0.01 without it',
  }),
};
export type DriftQuestion = Asked<typeof drift>;

/** Whatever is online: a view's records, or those of each view that a training set has features of. */
export const onlineSide = 'online';

/** A table, or a stretch of its time: from `from` up to, and without, `to`; null is no limit. */
export interface TableRange {
  table: string;
  from: bigint | null;
  to: bigint | null;
}

/** The inverse of reading one. */
export function formatTableRange({ table, from, to }: TableRange): string {
  if (from === null && to === null) return table;
  const [start, end] = [from, to].map((at) => (at === null ? '' : formatShortIso(at)));
  return `${table}@${start}..${end}`;
}

/** `NAME`, or `NAME@START..END`, of which one end may be left out. Throws `bad_timestamp` and `bad_option`. */
export function parseTableRange(text: string): TableRange {
  const [, table = text.trim(), start = '', end = ''] = /^\s*(.+)@([^@]*?)\.\.([^@]*?)\s*$/s.exec(text) ?? [];
  const [from, to] = [start, end].map((one) => (one.trim() === '' ? null : parseInstant(one.trim())));
  if (from != null && to != null && from >= to)
    throw new AsofError('bad_option', {
      message: `"${text}" ends before it begins`,
      expected: 'write NAME@START..END, the earlier time first',
    });
  return { table, from: from ?? null, to: to ?? null };
}
