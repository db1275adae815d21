import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { lookUp, type LookedUp, type LookupStatus } from '../lookup/lookup.ts';
import { plainValue } from '../lookup/plain-value.ts';
import { planLookup } from '../lookup/plan-lookup.ts';
import type { EntityKeys } from '../question/field.ts';
import { lookup as question, type LookupQuestion } from '../question/lookup.ts';
import { meant } from '../question/question.ts';
import { formatIso } from '../time/instant.ts';
import type { StoreContext } from './context.ts';

export interface FoundOnline {
  /** The moment that TTLs were counted from. */
  now: bigint;
  entities: readonly EntityKeys[];
  /** Of each entity its features by output name. */
  found: Record<string, LookedUp>[];
}

/** The online values of entities; no engine is needed for it, and no file opened. */
export async function askLookup(context: StoreContext, asked: LookupQuestion, run: Run): Promise<FoundOnline> {
  const { workspace } = context;
  const { entities: named, defaults, now: at, ...which } = meant(question, asked);
  const now = at ?? context.now();
  const refs = workspace.features(which);
  for (const { view } of refs) workspace.featureView(view);
  return context.online.use('read', async (store) => {
    const { project, definitions } = workspace;
    const views = planLookup(definitions, await store.views(project), refs);
    const isKeyed = views.some(({ columns }) => columns.length > 0);
    if (named.length === 0 && isKeyed) {
      const expected = 'name one: --entity customer_id=c1';
      throw new AsofError('bad_option', { message: 'no entity is asked for', expected });
    }
    // Views without join keys have one answer, for everybody.
    const entities = named.length === 0 ? [{}] : named;
    return { now, entities, found: await lookUp(store, views, entities, { project, now, defaults }, run) };
  });
}

/** How many values have each status. */
export function countStatuses(found: readonly Record<string, LookedUp>[]): Record<LookupStatus, number> {
  const counts = { present: 0, null: 0, missing: 0, expired: 0 };
  for (const { status } of found.flatMap((one) => Object.values(one))) counts[status]++;
  return counts;
}

/** Spec section 6, `lookup --json`. */
export function lookupReport({ entities, found, now }: FoundOnline) {
  const results = entities.map((entity, i) => {
    const features = Object.entries(found[i]!).map(([output, { value, type, status, eventTimestamp }]) => {
      const time = eventTimestamp === null ? null : formatIso(eventTimestamp);
      return [output, { value: plainValue(value, type), status, event_timestamp: time }] as const;
    });
    return { entity, features: Object.fromEntries(features) };
  });
  return { now: formatIso(now), results };
}
