/** An event as its file has it, or one version of it: when it was true, and when it was known, in milliseconds. */
export interface EventVersion<Row> {
  id: number;
  at: number;
  known: number;
  row: Row;
}

/** What a window that ends at a moment holds, by brute force: as it was known then, or by all that was known in the end. */
export type Knowledge = 'then' | 'in the end';

/** Of one entity's events those of the hours up to the moment, each as its last version has it. */
export function inWindow<Row>(
  events: readonly EventVersion<Row>[],
  moment: number,
  hours: number,
  knowledge: Knowledge,
): EventVersion<Row>[] {
  const last = new Map<number, EventVersion<Row>>();
  for (const event of events) {
    if (event.at <= moment - hours * 3_600_000 || event.at > moment) continue;
    if (knowledge === 'then' && event.known > moment) continue;
    if ((last.get(event.id)?.known ?? -Infinity) <= event.known) last.set(event.id, event);
  }
  return [...last.values()];
}

/** Null of nothing. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A value both ways at a label, and whether it counted something that was not known then. */
export interface CountedTwice {
  positive: boolean;
  then: number | null;
  inTheEnd: number | null;
  leaks: boolean;
}

/** Of all pairs of a positive and another those in the right order, over the rows with a value both ways. */
export function bothAreas(rows: readonly CountedTwice[]): { rows: number; then: number; inTheEnd: number } {
  const common = rows.filter((row) => row.then !== null && row.inTheEnd !== null);
  return { rows: common.length, then: areaOf(common, 'then'), inTheEnd: areaOf(common, 'inTheEnd') };
}

function areaOf(rows: readonly CountedTwice[], side: 'then' | 'inTheEnd'): number {
  const [positives, others] = [rows.filter((row) => row.positive), rows.filter((row) => !row.positive)];
  let right = 0;
  for (const one of positives)
    for (const other of others) right += one[side]! > other[side]! ? 1 : one[side] === other[side] ? 0.5 : 0;
  return right / (positives.length * others.length);
}
