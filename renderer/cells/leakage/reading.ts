import { isFuture, naivePick, peek } from '../../../core/join/naive-pick.ts';
import { explain, type PickRule, type Verdict } from '../../../core/view/pick.ts';
import { reasonOf, type EventReason } from '../../../core/view/windows/reasons.ts';
import type { NaiveStrategy } from '../../../core/join/request.ts';
import type { Timeline, TimelineRow } from '../../../core/rpc/host-api.ts';

/** What both joins would pick at one moment, and why not the other rows. Indices are into `timeline.rows`. */
export interface MomentReading {
  at: bigint;
  verdicts: readonly Verdict[];
  /** Of windows: what becomes of each event of `timeline.computed`. Else empty. */
  reasons: readonly EventReason[];
  /** The as-of pick; null where no row qualifies. */
  picked: number | null;
  /** The naive pick; null where there are no rows, and of windows, which have none. */
  naive: number | null;
  /** The naive pick's row is from the future: it happened, or became known, after the moment. */
  future: boolean;
  /** It is, and its value is not null. */
  leaks: boolean;
  /** How far it reaches past the moment, microseconds; less than zero where it does not. */
  peek: bigint;
}

/** Reads one feature of an entity at a moment: the two joins of spec section 3, row by row. */
export function readAt(
  timeline: Pick<Timeline, 'rows' | 'computed'>,
  feature: number,
  at: bigint,
  rule: PickRule,
  strategy: NaiveStrategy,
): MomentReading {
  const verdicts = explain(timeline.rows, at, rule);
  const picked = verdicts.indexOf('picked');
  const naive = timeline.computed ? null : naivePick(timeline.rows, at, strategy, rule);
  const row: TimelineRow | null = naive === null ? null : timeline.rows[naive]!;
  const future = row !== null && isFuture(row, at, rule);
  return {
    at,
    verdicts,
    reasons: reasonsAt(timeline, feature, at, rule),
    picked: picked < 0 ? null : picked,
    naive,
    future,
    leaks: future && row !== null && (row.texts[feature] ?? null) !== null,
    peek: row === null ? 0n : peek(row, at, rule),
  };
}

function reasonsAt(
  { computed }: Pick<Timeline, 'computed'>,
  feature: number,
  at: bigint,
  rule: PickRule,
): EventReason[] {
  const { window } = computed?.windows[feature] ?? {};
  if (!computed || window === undefined) return [];
  const { boundary, embargo } = rule;
  const windowed = { window, boundary, embargo, available: computed.available };
  return computed.events.map((event) => reasonOf(event, event.seen[feature]!, at, windowed));
}
