import type { Handlers } from '../rpc/contract.ts';
import type { OnlineApi } from '../rpc/online-api.ts';
import { connectionOf, giveSecret, saveConnection, testConnection } from './online-connection.ts';
import { forgetOne } from './online-forget.ts';
import { lookUp, lookupChoices } from './online-lookup.ts';
import { materializeOne, planMaterialize } from './online-materialize.ts';
import { onlineRecords, onlineState } from './online-state.ts';
import type { OpenStores } from './open-stores.ts';
import type { OpenWorkspaces } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

/** Answers the calls about the online store. */
export function onlineHandlers(
  parts: WorkbenchParts,
  workspaces: OpenWorkspaces,
  stores: OpenStores,
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
    materializePlan: ({ workspace, ...interval }, run) =>
      planMaterialize(parts, workspaces.get(workspace), stores, interval, run),
    materialize: (request, run) => materializeOne(parts, workspaces.get(request.workspace), stores, request, run),
    lookupChoices: ({ workspace }, run) => lookupChoices(parts, workspaces.get(workspace), stores, run),
    lookup: ({ workspace, entity, at }, run) => lookUp(parts, workspaces.get(workspace), stores, entity, at, run),
    forget: ({ workspace, view, entity, confirm }) =>
      forgetOne(workspaces.get(workspace), stores, view, entity, confirm),
  };
}
