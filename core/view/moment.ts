import type { PickOptions } from '../question/joined.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { isEndless } from '../time/span.ts';

/** Whether a row of the very moment counts (rule 1 of spec section 3). */
export type Boundary = PickOptions['boundary'];

/** What decides which rows count at a moment. */
export interface Moment {
  /** Microseconds since 1970. */
  asOf: bigint;
  /** `ttl`: whether the view's own counts. */
  options: { boundary: Boundary; ttl: boolean };
}

/** Of a view's rows, those that count at a moment by rules 1 to 3. */
export function countsAt(view: BoundView, moment: Moment): Sql {
  const oldest = oldestMoment(view, moment);
  const rules = [
    sql`t <= ${lastMoment(moment)}`,
    ...(oldest ? [sql`t >= ${oldest}`] : []),
    ...(view.available ? [sql`a <= ${instantLiteral(moment.asOf)}`] : []),
  ];
  return join(rules, ' AND ');
}

/** The last event time that counts. Instants are whole microseconds. */
export function lastMoment({ asOf, options }: Moment): Sql {
  return instantLiteral(options.boundary === 'strict' ? asOf - 1n : asOf);
}

/** The first event time that counts; null where there is no limit. */
export function oldestMoment(view: BoundView, { asOf, options }: Moment): Sql | null {
  return options.ttl && view.ttl !== null ? instantLiteral(asOf - view.ttl) : null;
}

/** Microseconds since 1970 as TIMESTAMP; infinite where `endless`. */
export function instantLiteral(micros: bigint): Sql {
  if (isEndless(micros)) return micros > 0n ? sql`'infinity'::TIMESTAMP` : sql`'-infinity'::TIMESTAMP`;
  return sql`make_timestamp(${micros})`;
}
