import type { PickRule } from '../../../../core/join/pick.ts';
import type { NaiveStrategy } from '../../../../core/join/request.ts';
import type { Timeline } from '../../../../core/rpc/host-api.ts';
import { readAt } from '../../../state/reading.ts';
import { beginWith, fitTime } from './scale.ts';

/** A stretch of time. */
export interface Stretch {
  from: bigint;
  to: bigint;
}

/** All that there is to see of an entity, and the stretch that is seen at first. */
export function sightOf(timeline: Timeline, rule: PickRule, strategy: NaiveStrategy): { all: Stretch; first: Stretch } {
  const { rows, label } = timeline;
  const at = label.at ?? rows[0]?.t ?? 0n;
  const all = fitTime(rows, at, rule.ttl);
  // Which rows are picked does not depend on the feature that is drawn.
  const { picked, naive, future, verdicts } = readAt(timeline, 0, at, rule, strategy);
  const matters = [at];
  if (rule.ttl !== null) matters.push(at - rule.ttl);
  for (const index of [picked, naive]) if (index !== null) matters.push(rows[index]!.t);
  const known = naive === null ? null : rows[naive]!.a;
  if (future && rule.available && known !== null) matters.push(known);
  rows.forEach((row, i) => verdicts[i] === 'unknown_yet' && i > (picked ?? -1) && matters.push(row.t));
  return { all, first: beginWith(all, matters) };
}
