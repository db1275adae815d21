import { parseDuration } from '../../core/time/duration.ts';
import { parseInstant } from '../../core/time/instant.ts';
import type { Value } from './bind-rows.ts';
import type { WindowCase } from './bind-events.ts';
import { exactly, nearestDouble } from './exact-double.ts';
import { infinity } from './oracle.ts';

type Row = Record<string, Value>;
type Aggregation = WindowCase['view']['aggregations'][number];

/** A slow, obvious reading of spec 2.1: of each label row its values, in the order of the aggregations. It shares nothing with the program. */
export function windowsByHand(known: WindowCase): (number | string | null)[][] {
  return ofLabels(known, (one, at, mine) => aggregate(known, one, at, mine));
}

/**
 * Of each label row, by an `event-time` join, which takes all for known: of what each aggregation counts that was not known by
 * then, when the last became known, microseconds; null where all was.
 */
export function unknownByHand(known: WindowCase): (bigint | null)[][] {
  const { available_at: a } = known.view;
  return ofLabels({ ...known, view: { ...known.view, available_at: null } }, (one, at, mine) => {
    const when = countedOf(known, one, at, mine).map((row) => instant(row[a!]));
    const late = when.filter((each): each is bigint => each !== null && each > at!);
    return late.length === 0 ? null : late.reduce((x, y) => (x > y ? x : y));
  });
}

function ofLabels<T>(known: WindowCase, of: (one: Aggregation, at: bigint | null, mine: Row[]) => T): T[][] {
  const embargo = known.embargo === undefined ? 0n : parseDuration(known.embargo)!;
  return known.labels.map((label) => {
    const time = instant(label.event_timestamp);
    const at = time === null || isEndless(time) ? time : time - embargo;
    const mine =
      at === null
        ? []
        : inForce(known, at).filter((row) =>
            known.join_keys.every((key) => row[key] != null && row[key] === label[key]),
          );
    return known.view.aggregations.map((one) => of(one, at, mine));
  });
}

/** Of the rows that are known, each event's last version. */
function inForce({ view, dedupe_by: id }: WindowCase, at: bigint): Row[] {
  const known = view.rows.filter((row) => {
    const a = view.available_at === null ? null : instant(row[view.available_at]);
    return view.available_at === null || (a !== null && a !== infinity && a <= at);
  });
  if (id === undefined) return known;
  const created = (row: Row): bigint =>
    (view.created_timestamp_field ? instant(row[view.created_timestamp_field]) : null) ?? -infinity - 1n;
  return known.filter(
    (row, i) =>
      row[id] == null ||
      !known.some(
        (other, j) =>
          other[id] === row[id] && (created(other) > created(row) || (created(other) === created(row) && j > i)),
      ),
  );
}

/** What an aggregation counts, or observes. */
function countedOf({ view, boundary }: WindowCase, one: Aggregation, at: bigint | null, rows: Row[]): Row[] {
  const window = one.window === 'lifetime' ? null : parseDuration(one.window)!;
  const counted = rows.filter((row) => {
    const t = instant(row[view.timestamp_field]);
    if (t === null || t === infinity || at === null) return false;
    const started = boundary === 'strict' ? t < at : t <= at;
    if (!started || window === null) return started;
    if (t === -infinity || isEndless(at)) return false;
    return boundary === 'strict' ? t >= at - window : t > at - window;
  });
  return counted.filter((row) => passes(row, one.filter) && (one.column === undefined || row[one.column] != null));
}

function aggregate(known: WindowCase, one: Aggregation, at: bigint | null, rows: Row[]): number | string | null {
  const { view } = known;
  const held = countedOf(known, one, at, rows);
  if (one.column === undefined) return held.length;
  const order = (row: Row): bigint[] => [
    instant(row[view.timestamp_field])!,
    (view.created_timestamp_field ? instant(row[view.created_timestamp_field]) : null) ?? -infinity - 1n,
    BigInt(view.rows.indexOf(row)),
  ];
  const rowsInOrder = held.sort((a, b) => compare(order(a), order(b)));
  return over(
    one,
    view.columns[one.column]!,
    rowsInOrder.map((row) => row[one.column!] as string | number),
  );
}

function over({ function: fn }: Aggregation, type: string, values: (string | number)[]): number | string | null {
  if (fn === 'count') return values.length;
  if (fn === 'first') return plainOf(values[0], type);
  if (fn === 'last') return plainOf(values.at(-1), type);
  if (fn === 'count_distinct')
    return new Set(values.map((value) => (type === 'VARCHAR' ? value : numberOf(value) + 0))).size;
  const numbers = values.map(numberOf);
  if (fn === 'min' || fn === 'max') {
    if (type === 'VARCHAR')
      return values.length === 0 ? null : ([...values].sort()[fn === 'min' ? 0 : values.length - 1] as string);
    const found = numbers.filter((value) => !Number.isNaN(value));
    return found.length === 0 ? null : Math[fn](...found) + 0;
  }
  if (numbers.length === 0) return null;
  const sum = sumOf(numbers, type);
  if (fn === 'sum') return sum;
  if (fn === 'mean') return sum / numbers.length;
  if (numbers.length < 2) return null;
  if (numbers.some((value) => !Number.isFinite(value))) return NaN;
  const n = BigInt(numbers.length);
  const exact = numbers.map(exactly);
  const total = exact.reduce((a, b) => a + b, 0n);
  // n times each distance from the mean, squared and added up, is n cubed times the variance's sum.
  const squares = exact.reduce((all, value) => all + (n * value - total) ** 2n, 0n);
  return rootOf(squares / (n * n * (n - 1n)));
}

/** The root of a whole multiple of 2^-2148. */
function rootOf(square: bigint): number {
  if (square === 0n) return 0;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return nearestDouble(root);
    root = next;
  }
}

function sumOf(numbers: number[], type: string): number {
  if (type.startsWith('DECIMAL'))
    return Number(numbers.reduce((all, value) => all + BigInt(Math.round(value * 100)), 0n)) / 100;
  if (numbers.some((value) => !Number.isFinite(value)))
    return numbers.filter((value) => !Number.isFinite(value)).reduce((a, b) => a + b);
  return nearestDouble(numbers.map(exactly).reduce((a, b) => a + b, 0n));
}

function numberOf(value: string | number): number {
  return Number(String(value).replace('infinity', 'Infinity').replace('nan', 'NaN')) * (Object.is(value, -0) ? -1 : 1);
}

/** The filters that random cases have. */
function passes(row: Row, filter: string | undefined): boolean {
  switch (filter) {
    case undefined:
      return true;
    case "status = 'completed'":
      return row.status === 'completed';
    case 'qty > 0 OR amount IS NULL':
      return (row.qty != null && Number(row.qty) > 0) || row.amount == null;
    default:
      throw new Error(`no reading of ${filter}`);
  }
}

function plainOf(value: string | number | undefined, type: string): string | number | null {
  if (value === undefined) return null;
  return type === 'VARCHAR' ? value : numberOf(value);
}

function instant(text: Value | undefined): bigint | null {
  if (text == null) return null;
  if (text === 'infinity' || text === '-infinity') return text === 'infinity' ? infinity : -infinity;
  return parseInstant(String(text));
}

function isEndless(at: bigint): boolean {
  return at === infinity || at === -infinity;
}

function compare(a: bigint[], b: bigint[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : a[i]! < b[i]! ? -1 : 1;
}
