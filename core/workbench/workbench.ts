import { filesOf, type AskContext } from '../ask/context.ts';
import { openedBy } from '../ask/joined.ts';
import { OpenStores } from '../ask/open-stores.ts';
import { askProfile } from '../ask/profile.ts';
import { askTrainingSet, printTrainingSet, writeTrainingSet } from '../ask/training-set.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import { distribution } from '../leakage/distribution.ts';
import { delayCurve } from '../leakage/delay-curve.ts';
import { modelCost } from '../leakage/model/model-cost.ts';
import type { Pairs } from '../leakage/pairs.ts';
import { findEntity } from '../leakage/rows/find-entity.ts';
import { neighbour } from '../leakage/rows/neighbour.ts';
import { profileColumns } from '../profile/profile.ts';
import { timeline } from '../leakage/rows/timeline.ts';
import { whyWindowed } from '../leakage/rows/why-windowed.ts';
import { Results } from '../results/results.ts';
import type { Handlers } from '../rpc/contract.ts';
import { trainingRows } from '../training-set/rows.ts';
import { askHandlers } from './ask-handlers.ts';
import { notebookUses } from './notebook-uses.ts';
import { notebookHandlers } from './notebook-handlers.ts';
import { onlineHandlers } from './online/handlers.ts';
import { OpenWorkspaces } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';
import type { HeldAnswer, HeldRows } from './held.ts';
import { diffWithFile } from './diff-with-file.ts';
import { openEntry } from './entries.ts';
import { keptHandlers } from './kept-handlers.ts';
import { leakageHandlers } from './leakage-handlers.ts';
import { guessFiles, previewRoles } from './roles.ts';
import { saveDefinitions } from './save.ts';
import { skewHandlers } from './skew-handlers.ts';
import { sqlHandlers } from './sql-handlers.ts';

/** One page's workbench: what it has open and which answers it holds. */
export interface PageWorkbench {
  handlers: Handlers;
  /** Lets go of everything that is held. */
  close(): Promise<void>;
}

/** Answers every call of the contract over the ports: the same in the host process and in a page without one. */
export function createWorkbench(parts: WorkbenchParts): PageWorkbench {
  const { engine, offline, files, lessons, place, version, start } = parts;
  const workspaces = new OpenWorkspaces(parts);
  const results = new Results<HeldAnswer>(engine, parts.room);
  const stores = new OpenStores(parts.online);

  const contextOf = (id: string): AskContext => {
    const open = workspaces.get(id);
    const { workspace, text, now, snapshot } = open;
    const expressions = () => Promise.resolve(engine);
    const { root } = snapshot;
    return {
      ...{ engine, expressions, offline, workspace, text, online: stores.of(open), now, version },
      ...(root !== null && { notebooks: () => notebookUses(parts.notebooks, root) }),
    };
  };
  /** Over plain files; null where there are none. */
  const plainContextOf = (id: string): AskContext | null => {
    const { plain } = workspaces.get(id);
    return plain && { ...contextOf(id), workspace: plain };
  };

  const joinedOf = (result: string): HeldRows => {
    const answer = results.get(result);
    if ('joined' in answer) return answer;
    throw new AsofError('stale_result');
  };

  const handlers: Handlers = {
    about() {
      const { name, version: engineVersion, threads } = engine.info;
      return Promise.resolve({ asof: version, engine: name, engineVersion, threads, place, start });
    },
    lessons: () => Promise.resolve(lessons.all.map(({ id, title, summary }) => ({ id, title, summary }))),
    listFolder: ({ path }) => files.listFolder(path),

    async openWorkspace(ref, run) {
      const snapshot = await workspaces.open(ref, run);
      if (ref.kind !== 'lesson') await parts.kept.remember({ name: snapshot.name, ref });
      // A new copy has a store of its own.
      if (ref.kind === 'lesson' && ref.afresh) await stores.drop(snapshot.id);
      return snapshot;
    },
    trustFolder: ({ workspace }, run) => workspaces.trust(workspace, run),
    async distrustFolder({ workspace }, run) {
      const snapshot = await workspaces.distrust(workspace, run);
      // Nor does a connection that is open go on.
      await stores.drop(snapshot.id);
      return snapshot;
    },
    definitionsDiff: ({ workspace }) => diffWithFile(workspaces.get(workspace), parts),
    openTable: ({ workspace, table }, run) => openEntry(workspaces.get(workspace).workspace, table, run),
    guessRoles: (input, run) => guessFiles(parts, input.files, run),
    previewRoles: ({ roles }, run) => previewRoles(parts, roles, run),
    async saveWorkspace({ workspace, folder }) {
      const path = await saveDefinitions(workspaces.get(workspace), folder, parts);
      // Its definitions are the user's own.
      await parts.trust.trust(folder);
      return { path };
    },
    recentWorkspaces: () => parts.kept.list(),
    async forgetWorkspace(ref) {
      await parts.kept.forget(ref);
      return null;
    },

    profile: ({ workspace, ...asked }, run) => askProfile(contextOf(workspace), asked, run),

    arrange: (asked, run) => results.arrange(asked, run),
    page: (asked, run) => results.rows(asked, run),
    locate: (asked, run) => results.locate(asked, run),
    async columnProfile({ column, ...asked }, run) {
      const step = stepOf(run, 'profiling', column);
      const relation = await results.columns(asked, [column], step);
      const { rows, columns } = await profileColumns(engine, { relation }, step);
      return { rows, ...columns[0]! };
    },
    find: (asked, run) => results.find(asked, run),
    timeline: async ({ result, row, view }, run) => timeline(engine, joinedOf(result).joined, row, view, run),
    whyWindowed: async ({ result, ...asked }, run) => whyWindowed(engine, joinedOf(result).joined, asked, run),
    neighbour: async ({ result, row, move }, run) => neighbour(engine, joinedOf(result), row, move, run),
    findEntity: async ({ result, typed }, run) => findEntity(engine, joinedOf(result).joined, typed, run),
    async distribution({ result, view, feature }, run) {
      const { pairs, paired } = findFeature(joinedOf(result).pairs, view, feature);
      return { view, feature, ...(await distribution(engine, pairs, paired, run)) };
    },
    async delayCurve({ result, of }, run) {
      const { pairs } = joinedOf(result);
      if (!pairs) throw new AsofError('stale_result');
      return delayCurve(engine, pairs, of, run);
    },
    async modelCost({ result, split }, run) {
      const { pairs, report } = joinedOf(result);
      if (!pairs || !report) throw new AsofError('stale_result');
      return modelCost(engine, pairs, report, split, run);
    },

    async trainingSet({ workspace, owner, name, ...asked }, run) {
      const seconds = stopwatch();
      const { joined, columns, coverage, notComputed } = await askTrainingSet(contextOf(workspace), asked, run);
      try {
        const plain = plainContextOf(workspace);
        const sql = plain && (await printTrainingSet(plain, asked, run));
        const tables = { rows: trainingRows(joined, columns) };
        const held = { answer: { joined, pairs: null, report: null }, tables, scratches: [joined.scratch] };
        const result = await results.hold({ owner, name }, held, run);
        const files = filesOf(openedBy(joined.plan));
        return { result, files, rows: joined.rows, columns, coverage, notComputed, sql, seconds: seconds() };
      } catch (error) {
        await joined.scratch.drop();
        throw error;
      }
    },
    async exportTrainingSet({ workspace, path, ...asked }, run) {
      const context = plainContextOf(workspace) ?? contextOf(workspace);
      const out = files.resolve(context.workspace.root, path);
      const { rows, columns, bytes, seconds } = await writeTrainingSet(context, asked, out, run);
      return { path: out, rows, columns, bytes, seconds, content: files.written(out) };
    },

    async release({ owner }) {
      await results.release(owner);
      return null;
    },
    ...leakageHandlers(parts, workspaces, results, contextOf),
    ...notebookHandlers(parts, workspaces),
    ...keptHandlers(parts, workspaces),
    ...onlineHandlers(parts, workspaces, stores, contextOf),
    ...askHandlers(parts, results, contextOf),
    ...skewHandlers(parts, results, contextOf),
    ...sqlHandlers(parts, results, contextOf),
  };
  return {
    handlers,
    async close() {
      await results.releaseAll();
      await stores.closeAll();
    },
  };
}

function findFeature(pairs: Pairs | null, view: string, feature: string) {
  const paired = pairs?.features.find((one) => one.viewName === view && one.name === feature);
  if (pairs && paired) return { pairs, paired };
  const known = pairs?.features.map((one) => `${one.viewName}:${one.name}`);
  throw unknownName('feature of this result', `${view}:${feature}`, known);
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
