import { entityName } from '../lookup/entity-name.ts';
import { planLookup } from '../lookup/plan.ts';
import { forgetRecord } from '../online/forget.ts';
import { WritePermit } from '../online/permit.ts';
import type { KeyText } from '../rpc/online-api.ts';
import { definitionOf, projectOf, type OpenStores } from './open-stores.ts';
import type { OpenWorkspace } from './open-workspaces.ts';

/** Removes one entity's record from a view. Throws `online_unconfirmed` where the environment's name is not given. */
export async function forgetOne(
  open: OpenWorkspace,
  stores: OpenStores,
  view: string,
  entity: readonly KeyText[],
  confirm: string | null,
): Promise<{ removed: boolean }> {
  const permit = WritePermit.of(definitionOf(open).environment ?? null, confirm);
  return stores.use(open, 'write', async (store) => {
    const project = projectOf(open);
    const states = await store.views(project);
    const [planned] = planLookup(open.workspace.definitions, states, [{ view, feature: '*' }]);
    const given = Object.fromEntries(entity.map(({ name, value }) => [name, value]));
    const wanted = { view, entity: entityName(planned!, given) };
    return { removed: (await forgetRecord(store, project, wanted, permit)) !== null };
  });
}
