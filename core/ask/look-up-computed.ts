import type { Run } from '../engine/engine.ts';
import { AsofError, toLine, toWire } from '../errors/asof-error.ts';
import { computeOnDemand } from '../lookup/compute.ts';
import type { LookedUp } from '../lookup/found-column.ts';
import { columnsOfRow, foundRows } from '../lookup/found-column.ts';
import { requestFields } from '../lookup/request-fields.ts';
import type { Definitions } from '../model/definitions.ts';
import { everyFeature } from '../model/feature-ref.ts';
import { splitRefs, type SplitRefs } from '../model/on-demand.ts';
import { nowField, type OnDemandView, type RequestField } from '../model/views/on-demand-view.ts';
import type { EntityKeys } from '../question/field.ts';
import type { StoreContext } from './context.ts';
import { besideEachOther, type LookedUpFeature, type OfflineStatus, type ShownSide } from './looked-up-feature.ts';
import { valueText } from './value-text.ts';

/** An on-demand view's features, computed from what is online and once more from the rows of the files. */
export interface ComputedView {
  view: string;
  features: LookedUpFeature[];
  /** Features that could not be computed on one side, and are null there. */
  failed: string[];
  /** Why there are no features: one line. */
  problem: string | null;
}

/** What one entity has by output name, in the store and in those of the files that can be read. */
export interface BothSides {
  online: Record<string, LookedUp>;
  offline: Record<string, LookedUp>;
}

/** The on-demand views that read no other stored views than these. */
export function computedFrom(
  definitions: Pick<Definitions, 'onDemandViews'>,
  views: readonly string[],
): { view: OnDemandView; split: SplitRefs }[] {
  return definitions.onDemandViews
    .map((view) => ({ view, split: splitRefs(definitions, [{ view: view.name, feature: everyFeature }]) }))
    .filter(({ split }) => split.read.every((ref) => views.includes(ref.view)));
}

/** What somebody has to give for these views to be computed, each field once. */
export function requestOf(computed: readonly { split: SplitRefs }[]): RequestField[] {
  const fields = computed.flatMap(({ split }) => split.onDemand.flatMap(({ request }) => request));
  return fields.filter(({ name }, i) => name !== nowField && fields.findIndex((field) => field.name === name) === i);
}

/** Each on-demand view that can be computed from what was found; one that cannot says why. */
export async function lookUpComputed(
  context: Pick<StoreContext, 'expressions'>,
  computed: ReturnType<typeof computedFrom>,
  found: BothSides,
  given: { request: EntityKeys; now: bigint },
  run: Run,
): Promise<ComputedView[]> {
  const views: ComputedView[] = [];
  for (const { view, split } of computed) {
    try {
      const lacking = split.read.find((ref) => !Object.hasOwn(found.online, `${ref.view}__${ref.feature}`));
      if (lacking)
        throw new AsofError('bad_option', {
          message: `it reads ${lacking.view}:${lacking.feature}, which the store has no record of`,
          expected: `materialize ${lacking.view}`,
        });
      const both = await computeBoth(context, view, split, found, given, run);
      views.push({ view: view.name, ...both, problem: null });
    } catch (error) {
      const wire = toWire(error);
      if (wire.kind === 'cancelled') throw error;
      views.push({ view: view.name, features: [], failed: [], problem: toLine(wire) });
    }
  }
  return views;
}

async function computeBoth(
  context: Pick<StoreContext, 'expressions'>,
  view: OnDemandView,
  { onDemand, read }: SplitRefs,
  { online, offline }: BothSides,
  { request: given, now }: { request: EntityKeys; now: bigint },
  run: Run,
): Promise<Pick<ComputedView, 'features' | 'failed'>> {
  const engine = await context.expressions();
  const fields = onDemand.flatMap(({ request }) => request.map(({ name }) => name));
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => fields.includes(name)));
  const request = await requestFields(engine, onDemand, [own], now, run);
  const typeOf = (output: string) => offline[output]?.type ?? null;
  const failed = new Set<string>();
  const compute = async (found: Record<string, LookedUp>): Promise<Record<string, LookedUp>> => {
    const columns = columnsOfRow(found);
    const lacking = await computeOnDemand(engine, onDemand, columns, { typeOf, request, entities: 1 }, run);
    for (const output of lacking.keys()) failed.add(output);
    return foundRows(columns, 1)[0]!;
  };
  const there = await compute(online);
  const isRead = read.every((ref) => Object.hasOwn(offline, `${ref.view}__${ref.feature}`));
  const files = isRead ? await compute(offline) : null;
  const named = view.features.map(({ name }) => ({ name, output: `${view.name}__${name}` }));
  const features = named.map(({ name, output }) => {
    const [mine, theirs] = [there[output]!, files?.[output] ?? null];
    const type = mine.type ?? theirs?.type ?? null;
    return besideEachOther(name, type, sideOf(mine, mine.status), theirs && sideOf(theirs, offlineStatus(theirs)));
  });
  return { features, failed: named.flatMap(({ name, output }) => (failed.has(output) ? [name] : [])) };
}

function sideOf<Status>({ value, type }: LookedUp, status: Status): ShownSide<Status> {
  return { text: valueText(value, type), status };
}

function offlineStatus({ status }: LookedUp): OfflineStatus {
  return status === 'missing' ? 'none' : status;
}
