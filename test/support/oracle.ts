import type { NaiveStrategy } from '../../core/join/request.ts';
import type { Boundary } from '../../core/view/moment.ts';

/** What stands for infinity among times, and for a span without an end. */
export const infinity = 9_223_372_036_854_775_807n;

/**
 * A slow, obvious reading of spec section 3, row by row. It shares nothing with the program. Times are
 * microseconds, or plus or minus infinity.
 */
export interface OracleLabel {
  keys: (string | number | null)[];
  at: bigint | null;
  target: number | null;
}

export interface OracleRow {
  /** In the order of the view's `on`. */
  keys: (string | number | null)[];
  t: bigint | null;
  c: bigint | null;
  a: bigint | null;
  values: (string | number | null)[];
}

export interface OracleView {
  /** Which of the label's keys it is joined on; none where its history is everybody's. */
  on: number[];
  rows: OracleRow[];
  ttl: bigint | null;
  available: boolean;
  boundary: Boundary;
  embargo: bigint;
}

export type OracleStatus = 'matched' | 'expired' | 'unknown_yet' | 'no_history';

/** The winner among a label's candidates, and how the label fared. */
export function oracleJoin(label: OracleLabel, view: OracleView): { row: OracleRow | null; status: OracleStatus } {
  const mine = entityRows(label, view);
  const early = mine.filter((row) => isEarly(row, label, view));
  const known = early.filter((row) => !view.available || (row.a !== null && row.a <= minus(label.at!, view.embargo)));
  const fresh = known.filter((row) => view.ttl === null || row.t! >= minus(label.at!, view.ttl));
  if (fresh.length > 0) return { row: lastOf(fresh), status: 'matched' };
  if (known.length > 0) return { row: null, status: 'expired' };
  return { row: null, status: early.length > 0 ? 'unknown_yet' : 'no_history' };
}

export function oracleNaive(label: OracleLabel, view: OracleView, strategy: NaiveStrategy): OracleRow | null {
  const mine = entityRows(label, view);
  if (strategy === 'latest') return mine.length ? lastOf(mine) : null;
  if (label.at === null) return null;
  if (strategy === 'event-time') return oracleJoin(label, { ...view, available: false }).row;
  if (strategy === 'same-day') {
    const day = (at: bigint): number =>
      Math.floor(at === infinity || at === -infinity ? Number(at) : Number(at) / 86_400e6);
    const today = mine.filter((row) => day(row.t!) <= day(label.at!));
    return today.length ? lastOf(today) : null;
  }
  let best: OracleRow[] = [];
  let least: bigint | null = null;
  for (const row of mine) {
    const distance = row.t! > label.at ? row.t! - label.at : label.at - row.t!;
    if (least === null || distance < least) [best, least] = [[], distance];
    if (distance === least) best.push(row);
  }
  const past = best.filter((row) => row.t! <= label.at!);
  if (past.length) return lastOf(past);
  return best.length ? lastOf(best) : null;
}

/** Microseconds past the label of a value that leaks; null where it does not. */
export function oraclePeek(label: OracleLabel, row: OracleRow | null, view: OracleView): bigint | null {
  if (row === null || label.at === null) return null;
  const eventAfter = view.boundary === 'strict' ? row.t! >= label.at : row.t! > label.at;
  const knownAfter = view.available && row.a !== null && row.a > label.at;
  if (!eventAfter && !knownAfter) return null;
  const later = view.available && row.a !== null && row.a > row.t! ? row.a : row.t!;
  if (later === label.at) return 0n;
  return later === infinity || label.at === -infinity ? infinity : later - label.at;
}

/** By counting pairs: one for each positive above a negative, a half for a tie. */
export function oracleAuc(values: (number | null)[], target: (number | null)[]): number | null {
  const of = (kind: number): number[] =>
    values.filter((value, i): value is number => value !== null && target[i] === kind);
  const [positives, negatives] = [of(1), of(0)];
  let wins = 0;
  for (const v of positives) for (const w of negatives) wins += v > w ? 1 : v === w ? 0.5 : 0;
  return positives.length && negatives.length ? wins / (positives.length * negatives.length) : null;
}

export function oracleQuantile(values: number[], q: number): number {
  const sorted = [...values].sort((x, y) => x - y);
  const place = (sorted.length - 1) * q;
  const [low, high] = [Math.floor(place), Math.ceil(place)];
  if (low === high || sorted[low] === Infinity) return sorted[low]!;
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (place - low);
}

/** Whether the label's entity has a row that some label might be joined to. */
export function oracleFound(label: OracleLabel, view: OracleView): boolean {
  return label.at !== null && entityRows(label, view).some((row) => !view.available || row.a !== null);
}

function keysOf(label: OracleLabel, view: OracleView): (string | number | null)[] {
  return view.on.map((i) => label.keys[i]!);
}

function entityRows(label: OracleLabel, view: OracleView): OracleRow[] {
  const keys = keysOf(label, view);
  if (keys.includes(null)) return [];
  return (entities(view).get(JSON.stringify(keys)) ?? []).filter((row) => row.t !== null);
}

/** Infinity less anything is infinity. */
function minus(at: bigint, span: bigint): bigint {
  return at === infinity || at === -infinity ? at : at - span;
}

const byEntity = new WeakMap<OracleRow[], Map<string, OracleRow[]>>();

/** The rows of each entity, in the view's order: looked up, so that thousands of inputs take seconds. */
function entities(view: OracleView): Map<string, OracleRow[]> {
  let found = byEntity.get(view.rows);
  if (!found) {
    found = new Map();
    for (const row of view.rows) {
      if (row.keys.includes(null)) continue;
      const key = JSON.stringify(row.keys);
      found.set(key, [...(found.get(key) ?? []), row]);
    }
    byEntity.set(view.rows, found);
  }
  return found;
}

function isEarly(row: OracleRow, label: OracleLabel, view: OracleView): boolean {
  if (label.at === null) return false;
  const until = minus(label.at, view.embargo);
  return view.boundary === 'strict' ? row.t! < until : row.t! <= until;
}

/** The last by event, then created (null is least), then the order of the rows. */
export function lastOf(rows: OracleRow[]): OracleRow {
  let winner = rows[0]!;
  for (const row of rows.slice(1)) {
    if (row.t! !== winner.t!) {
      if (row.t! > winner.t!) winner = row;
    } else if (row.c === winner.c) winner = row;
    else if (winner.c === null || (row.c !== null && row.c > winner.c)) winner = row;
  }
  return winner;
}
