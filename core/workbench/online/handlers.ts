import type { AskContext } from '../../ask/context.ts';
import { askForget } from '../../ask/forget.ts';
import { lookUpEntity, lookupChoices } from '../../ask/look-up-entity.ts';
import { askMaterialize } from '../../ask/materialize.ts';
import type { OpenStores } from '../../ask/open-stores.ts';
import { planRuns } from '../../ask/plan-runs.ts';
import type { Handlers } from '../../rpc/contract.ts';
import type { OnlineApi } from '../../rpc/online-api.ts';
import { connectionOf, giveSecret, saveConnection, testConnection } from './connection.ts';
import { onlineRecords, onlineState } from './state.ts';
import type { OpenWorkspaces } from '../open-workspaces.ts';
import type { WorkbenchParts } from '../ports.ts';

/** Answers the calls about the online store. */
export function onlineHandlers(
  parts: WorkbenchParts,
  workspaces: OpenWorkspaces,
  stores: OpenStores,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, keyof OnlineApi> {
  const { online } = parts;
  const state = (workspace: string) => onlineState(workspaces.get(workspace), stores, online);
  return {
    onlineState: ({ workspace }) => state(workspace),
    onlineRecords: ({ workspace, view, whole }, run) =>
      onlineRecords(workspaces.get(workspace), stores, view, whole, run),
    connection: ({ workspace }) => connectionOf(workspaces.get(workspace), online),
    testConnection: ({ workspace, target }) => testConnection(workspaces.get(workspace), online, target),
    async saveConnection({ workspace, target, keep }, run) {
      const open = workspaces.get(workspace);
      await saveConnection(open, parts, target, keep);
      await stores.drop(workspace);
      await workspaces.open(open.ref, run);
      return state(workspace);
    },
    async giveSecret({ workspace, password, keep }) {
      await giveSecret(workspaces.get(workspace), online, password, keep);
      await stores.drop(workspace);
      return state(workspace);
    },
    materializePlan: ({ workspace, ...asked }, run) => planRuns(contextOf(workspace), asked, run),
    async materialize({ workspace, view, ...asked }, run) {
      const [done] = await askMaterialize(contextOf(workspace), { ...asked, views: [view] }, run);
      return done!;
    },
    lookupChoices: ({ workspace }, run) => lookupChoices(contextOf(workspace), run),
    lookup: ({ workspace, ...asked }, run) => lookUpEntity(contextOf(workspace), asked, run),
    async forget({ workspace, ...asked }, run) {
      const { views } = await askForget(contextOf(workspace), asked, run);
      return { removed: views.some(({ records }) => records > 0) };
    },
  };
}
