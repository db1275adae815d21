import { isOfRows, isOnDemand } from '../join/planned-kinds.ts';
import { allViews, type JoinPlan, type PlannedOnDemand, type PlannedView } from '../join/request.ts';
import { formatFeatureRef } from '../model/feature-ref.ts';
import type { BoundKey } from '../table/bound.ts';
import type { ComparedInput, ComparedView } from './pairs.ts';
import type { LogPlan } from './plan-log.ts';
import type { Computed } from './report.ts';

/** A view with the features that a log is compared with, and its place among all that has picks. */
export type LogView = { place: number } & (
  { planned: PlannedView; computed: null } | { planned: ComparedView; computed: Computed }
);

/** What a log is compared with, view by view; what is only read to compute others is none of it. */
export function comparedViews(plan: LogPlan): LogView[] {
  return allViews(plan).flatMap((planned, place): LogView[] => {
    const served = plan.log.served[place]!.features;
    if (served.length === 0) return [];
    if (isOfRows(planned)) {
      const features = planned.features.filter((one) => served.includes(one));
      return [{ place, planned: { ...planned, features }, computed: null }];
    }
    const view = { name: planned.view.name, keys: keysOf(plan, planned) };
    return [{ place, planned: { view, features: served }, computed: isOnDemand(planned) ? 'on_demand' : 'windows' }];
  });
}

/** Each once, of all that a view reads. */
function keysOf(plan: Pick<JoinPlan, 'views' | 'onDemand'>, planned: PlannedView | PlannedOnDemand): BoundKey[] {
  if (!isOnDemand(planned)) return planned.view.keys;
  const keys = planned.inputs.flatMap(({ view }) => keysOf(plan, allViews(plan)[view]!));
  return keys.filter(({ name }, i) => keys.findIndex((other) => other.name === name) === i);
}

/** Per feature of a view what else is compared, in `tables`, of that which it is computed from; through what is computed itself, and is not compared. */
export function comparedInputs(
  plan: LogPlan,
  { place, planned }: LogView,
  tables: readonly { planned: ComparedView; table: ComparedInput['table'] }[],
): ComparedInput[][] {
  return planned.features.map(({ name }) => inputsOf(place, name));

  function inputsOf(view: number, feature: string): ComparedInput[] {
    const computed = allViews(plan)[view]!;
    if (!isOnDemand(computed)) return [];
    const reads = computed.features.find(({ name }) => name === feature)!.reads.map((i) => computed.inputs[i]!);
    return reads.flatMap((input) => {
      const read = allViews(plan)[input.view]!.view.name;
      const found = tables.find((one) => one.planned.view.name === read);
      const at = found?.planned.features.findIndex(({ name }) => name === input.feature.name) ?? -1;
      const name = formatFeatureRef({ view: read, feature: input.feature.name });
      return at < 0 ? inputsOf(input.view, input.feature.name) : [{ name, table: found!.table, feature: at }];
    });
  }
}
