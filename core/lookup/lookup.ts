import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { OnlineStore } from '../online/online-store.ts';
import type { EntityKeys } from '../question/field.ts';
import { checkGiven, entityName } from './entity-name.ts';
import { foundRows, type FoundColumn, type LookedUp } from './found-column.ts';
import type { LookupView } from './plan-lookup.ts';
import { ViewColumns, type LookupOptions } from './read-columns.ts';

/** `lookUpColumns`, entity by entity, each with its features by output name. */
export async function lookUp(
  store: OnlineStore,
  views: readonly LookupView[],
  entities: readonly EntityKeys[],
  options: LookupOptions,
  run?: Run,
): Promise<Record<string, LookedUp>[]> {
  return foundRows(await lookUpColumns(store, views, entities, options, run), entities.length);
}

/**
 * The online features of entities, a column each, by output name, in one question to the store. Throws
 * `bad_option` for an entity that lacks a key, or has one that no view knows.
 */
export async function lookUpColumns(
  store: OnlineStore,
  views: readonly LookupView[],
  entities: readonly EntityKeys[],
  options: LookupOptions,
  run?: Run,
): Promise<Map<string, FoundColumn>> {
  const known = new Set(views.flatMap(({ columns }) => columns));
  for (const entity of entities) checkKeys(views, known, entity);
  const wanted = entities.flatMap((entity) =>
    views.map((view) => ({ view: view.name, entity: entityName(view, entity) })),
  );
  const records = await store.get(options.project, wanted, run);
  const found = new Map<string, FoundColumn>();
  views.forEach((view, v) => {
    const of = entities.map((_, e) => records[e * views.length + v]!);
    const columns = new ViewColumns(view, of, options);
    for (const feature of view.features) found.set(feature.output, columns.column(feature));
  });
  return found;
}

function checkKeys(views: readonly LookupView[], known: ReadonlySet<string>, entity: EntityKeys): void {
  for (const { name, columns } of views) checkGiven(name, columns, entity);
  for (const name of Object.keys(entity)) {
    if (known.has(name)) continue;
    const near = nearest(name, [...known]);
    const expected = near ? `did you mean ${near}?` : `their keys are: ${[...known].join(', ')}`;
    throw new AsofError('bad_option', { message: `none of the views has a join key "${name}"`, expected });
  }
}
