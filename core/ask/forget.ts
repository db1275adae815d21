import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import { entityName } from '../lookup/entity-name.ts';
import { storedKeys } from '../lookup/plan-lookup.ts';
import { forgetRecord, forgetViews, type Forgotten } from '../online/forget.ts';
import type { OnlineStore } from '../online/online-store.ts';
import { forget, type ForgetQuestion } from '../question/forget.ts';
import { meant } from '../question/question.ts';
import type { StoreContext } from './context.ts';
import { permitOf, requireWritable } from './materialize.ts';

export interface Forgot {
  views: Forgotten[];
  /** Where one record was to be forgotten: what its view calls the entity, and its event time, null where there was none. */
  record: { entity: string; at: bigint | null } | null;
}

/** Throws `online_unconfirmed` where the environment's name is not given, and `unknown_name` for a view that nobody knows. */
export async function askForget(context: StoreContext, asked: ForgetQuestion, run: Run): Promise<Forgot> {
  const { view, entity, project: all, confirm, dryRun } = meant(forget, asked);
  if (entity !== null && view === null) throw bad('--entity needs a --view', 'name the view of the record');
  if ((view === null) === !all) throw bad('say what is to be forgotten', 'a --view, or the whole --project');
  requireWritable(context.workspace);
  const permit = dryRun ? null : permitOf(context, confirm, 'forget');
  const { project } = context.workspace;
  return context.online.use('write', async (store) => {
    const known = await knownViews(context, store, view);
    if (view === null || entity === null) {
      const views = await forgetViews(store, project, known, permit, run);
      if (all && permit) await store.forgetProject(project, permit);
      return { views, record: null };
    }
    const keys = await keysIn(context, store, view);
    const columns = keys.map((key) => key.name);
    const other = Object.keys(entity).find((name) => !columns.includes(name));
    if (other) throw bad(`${view} has no join key ${other}`, `its keys are: ${columns.join(', ')}`);
    const name = entityName({ name: view, keys, columns }, entity);
    const at = await forgetRecord(store, project, { view, entity: name }, permit);
    return { views: [{ view, records: at === null ? 0 : 1 }], record: { entity: name, at } };
  });
}

/** Those of the definitions and those that the store has, for a view may have gone from asof.yaml; or of them the one that is named. */
async function knownViews({ workspace }: StoreContext, store: OnlineStore, named: string | null): Promise<string[]> {
  const stored = (await store.views(workspace.project)).map(({ view }) => view);
  const known = [...new Set([...workspace.onlineViews, ...stored])];
  if (named === null) return known;
  if (known.includes(named)) return [named];
  throw unknownName('online feature view', named, known);
}

async function keysIn({ workspace: { definitions, project } }: StoreContext, store: OnlineStore, view: string) {
  const state = (await store.views(project)).find((one) => one.view === view);
  const defined = definitions.featureViews.find(({ name }) => name === view);
  return defined ? storedKeys(definitions, defined, state) : (state?.schema?.keys ?? []);
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
