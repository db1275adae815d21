import { naivePick } from '../../core/join/naive-pick.ts';
import { explain, type PickRule, type Verdict } from '../../core/view/pick.ts';
import type { Timeline, TimelineRow } from '../../core/rpc/host-api.ts';
import type { Answering } from './run.svelte.ts';
import type { InspectTarget, Workbench } from './workbench.svelte.ts';

export type ValueTarget = Extract<InspectTarget, { kind: 'value' }>;

/** One source row of the entity, and what the join made of it. */
export interface WhyRow {
  row: TimelineRow;
  /** The feature's value as text; null is null. */
  value: string | null;
  verdict: Verdict;
  /** The naive join took this one. */
  naive: boolean;
}

export interface Explanation {
  timeline: Timeline;
  /** Which of the timeline's is explained. */
  feature: string;
  /** What was asked for is computed on demand, and reads that. */
  readBy: boolean;
  rule: PickRule;
  /** Of a windowed feature, microseconds; null is `lifetime`, and of no meaning elsewhere. */
  window: bigint | null;
  /** The value that the as-of join gives; null is null. */
  value: string | null;
  /** The label's time, or where it was dragged to. */
  at: bigint;
  picked: WhyRow | null;
  naive: WhyRow | null;
  /** The latest first. */
  candidates: WhyRow[];
}

/** Why a cell of a result holds what it holds. */
export class Why {
  readonly timeline: Answering<Timeline>;
  readonly #workbench: Workbench;
  /** What `timeline` is of: what was asked last, once its rows are here. */
  #target = $state.raw<ValueTarget | null>(null);

  /** Null until the rows are there, and where the label row has no time; the one before, while the next are on their way. */
  readonly explanation = $derived.by(() => {
    const timeline = this.timeline.value;
    return timeline && this.#target ? toExplanation(timeline, this.#target) : null;
  });

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.timeline = workbench.run('why this value');
  }

  /** What is explained. */
  get target(): ValueTarget | null {
    return this.#target;
  }

  /** Another feature, or the same label at another moment, asks nobody. */
  async ask(target: ValueTarget): Promise<void> {
    const { result, row, view } = target;
    const now = this.timeline.state.status === 'done' ? this.#target : null;
    const same = now?.result === result && now.row === row && now.view === view;
    const asked = { result, row, view };
    if (same || (await this.timeline.start((doing) => this.#workbench.host.call('timeline', asked, doing))))
      this.#target = target;
  }
}

/** What became of every row of the entity at the label's time, or where it was dragged to, by the same rules as the join. */
export function toExplanation(
  timeline: Timeline,
  target: Pick<ValueTarget, 'view' | 'feature' | 'naive' | 'options' | 'at'>,
): Explanation | null {
  const at = target.at ?? timeline.label.at;
  if (at === null) return null;
  const { boundary, ttl, embargo } = target.options;
  const rule = { boundary, ttl: ttl ? timeline.ttl : null, available: timeline.hasAvailable, embargo };
  // Of what is computed on demand, the timeline is of the first view that it reads.
  const readBy = timeline.view !== target.view;
  const column = readBy ? 0 : timeline.features.findIndex((feature) => feature.name === target.feature);
  const naive = timeline.computed ? null : naivePick(timeline.rows, at, target.naive, rule);
  const verdicts = explain(timeline.rows, at, rule);
  const candidates = timeline.rows.map((row, i) => ({
    row,
    value: row.texts[column] ?? null,
    verdict: verdicts[i]!,
    naive: i === naive,
  }));
  const picked = candidates.find((candidate) => candidate.verdict === 'picked') ?? null;
  const windowed = timeline.computed?.windows[column];
  return {
    timeline,
    feature: timeline.features[column]?.name ?? target.feature,
    readBy,
    rule,
    window: windowed?.window ?? null,
    value: picked ? picked.value : (windowed?.empty ?? null),
    at,
    picked,
    naive: naive === null ? null : candidates[naive]!,
    candidates: candidates.toReversed(),
  };
}
