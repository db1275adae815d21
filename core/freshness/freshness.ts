import type { Run } from '../engine/engine.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import { throwIfCancelled } from '../online/cancelled.ts';
import type { OnlineStore, ViewState } from '../online/online-store.ts';
import { formatIso } from '../time/instant.ts';
import { isEndless } from '../time/span.ts';
import { declaresFreshness, judgeFreshness, type RunFreshness } from './judge.ts';
import type { FreshnessReport, ViewFreshness } from './report.ts';

export interface FreshnessOptions {
  project: string;
  now: bigint;
  /** Entities of a view whose event timestamps are looked at, at most. */
  sample: number;
}

/** Names in one question to the store. */
const namesAtOnce = 500;

/** How old what is online of some views is. Throws what the store throws, and what of a view is damaged there. */
export async function measureFreshness(
  store: OnlineStore,
  views: readonly FeatureView[],
  { project, now, sample }: FreshnessOptions,
  run?: Run,
): Promise<FreshnessReport> {
  const states = await store.views(project);
  const names = views.map(({ name }) => name);
  const damaged = states.find(({ view, damage }) => damage && names.includes(view));
  if (damaged) throw damaged.damage!;
  const entities = await store.sample(project, names, sample, run);
  const found: ViewFreshness[] = [];
  for (const [i, view] of views.entries()) {
    run?.progress?.({ phase: 'reading', of: view.name, done: i, total: views.length });
    const times = await timesOf(store, project, view.name, entities[i]!, run);
    const state = states.find((one) => one.view === view.name);
    found.push(ofView(view, state, times, now));
  }
  const judged = found.filter((_, i) => declaresFreshness(views[i]!.freshness));
  const countOf = (is: (one: ViewFreshness) => boolean) => (judged.length === 0 ? null : judged.filter(is).length);
  return {
    now: formatIso(now),
    overdue: countOf(({ state }) => state !== 'fresh' && state !== 'approaching'),
    approaching: countOf(({ state }) => state === 'approaching'),
    views: found,
  };
}

/** Event timestamps, the oldest first. */
async function timesOf(
  store: OnlineStore,
  project: string,
  view: string,
  entities: readonly string[],
  run?: Run,
): Promise<bigint[]> {
  const times: bigint[] = [];
  for (let from = 0; from < entities.length; from += namesAtOnce) {
    throwIfCancelled(run);
    const wanted = entities.slice(from, from + namesAtOnce).map((entity) => ({ view, entity }));
    for (const record of await store.get(project, wanted, run)) if (record) times.push(record.t);
  }
  return times.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function ofView(view: FeatureView, state: ViewState | undefined, times: readonly bigint[], now: bigint): ViewFreshness {
  const { maxStaleness, alertThreshold } = view.freshness ?? {};
  const judged = state?.untoldRuns ? untold : judgeFreshness(state?.lastRun ?? null, view.freshness, now);
  // The share p of the records is at most so old.
  const ageAt = (p: number) => inSeconds(ageOf(times[times.length - Math.ceil(p * times.length)]!, now));
  return {
    view: view.name,
    state: judged.state,
    run_age_seconds: inSeconds(judged.age),
    event_age_seconds: times.length === 0 ? null : { median: ageAt(0.5), p95: ageAt(0.95), max: ageAt(1) },
    max_staleness_seconds: inSeconds(maxStaleness),
    alert_threshold_seconds: inSeconds(alertThreshold),
    sampled: times.length,
    last_run: judged.from === null ? null : formatIso(judged.from),
    breaches_at: judged.breachesAt === null ? null : formatIso(judged.breachesAt),
    note: noteOf(state, times.length, now),
  };
}

function inSeconds(span: bigint | null | undefined): number | null {
  return span == null || isEndless(span) ? null : Number(span) / 1e6;
}

/** From what is infinite to now it is endless. */
function ageOf(t: bigint, now: bigint): bigint {
  return isEndless(t) ? -t : now - t;
}

/** Of a store of Feast that is read without its registry. */
const untold: RunFreshness = { state: null, from: null, age: null, breachesAt: null };

function noteOf(state: ViewState | undefined, sampled: number, now: bigint): string | null {
  const lastRun = state?.lastRun ?? null;
  if (state?.untoldRuns)
    return 'when it was last materialized only the registry of Feast knows, which online_store does not name, or which cannot be read';
  if (lastRun === null) return sampled > 0 ? 'records are there, and no run was finished' : null;
  const { end, finished, entities } = lastRun;
  if (end > now && finished > now)
    return `its last run ends at ${formatIso(end)}, which is in the future: clocks disagree, or --now is before it`;
  if (end > finished)
    return `its last run ends at ${formatIso(end)}, later than it finished: it is as old as when that run finished`;
  if (sampled === 0 && entities > 0) return 'none of its records was met: they are gone, or few beside the rest';
  return null;
}
