import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { checkRows, type PushedColumns } from '../materialize/pushed-rows.ts';
import { readPushed } from '../materialize/pushed-values.ts';
import { entityName } from '../lookup/entity-name.ts';
import type { OnlineRecord } from '../online/online-store.ts';
import type { WritePermit } from '../online/permit.ts';
import { clock } from './clock.ts';
import type { StoreContext } from './context.ts';

/**
 * Writes rows of a view that are in no file yet, by the rules of a run: none replaces a newer one. A run does not know
 * of them, and reads them again when they are in the file. Throws `unknown_name`, and `bad_option` for a view that
 * computes or was never materialized, and for rows that are none of its.
 */
export async function askPush(
  context: StoreContext,
  { view: name, columns }: { view: string; columns: PushedColumns },
  permit: WritePermit,
  run: Run,
): Promise<number> {
  const { workspace } = context;
  const view = workspace.onlineView(name);
  if (view.aggregations) throw bad(`${name} is computed from events`, 'write them to its source, and materialize it');
  const source = workspace.definitions.sources.find((one) => one.name === view.source);
  const { project } = workspace;
  return context.online.use('write', async (store) => {
    const state = (await store.views(project)).find((one) => one.view === name);
    if (!state?.schema) throw bad(`of which types ${name} is, is not known yet`, 'materialize it once before');
    const { schema } = state;
    const rows = checkRows(name, columns, schema, source);
    const values = await readPushed(await context.expressions(), rows, schema.features, run);
    const columnsOfKeys = schema.keys.map((key) => key.name);
    const records = rows.times.map((time, r): OnlineRecord => {
      const keys = Object.fromEntries(columnsOfKeys.map((key) => [key, rows.keys[key]![r]!]));
      const entity = entityName({ name, keys: schema.keys, columns: columnsOfKeys }, keys);
      return { entity, ...time, values: values[r]! };
    });
    const writer = await store.begin({ project, view: name, schema, written: clock() }, permit);
    return (await writer.put(records, run)).written;
  });
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
