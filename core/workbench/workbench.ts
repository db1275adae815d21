import type { AskContext } from '../ask/context.ts';
import { askLeakage, peeksOf } from '../ask/leakage.ts';
import { OpenStores } from '../ask/open-stores.ts';
import { profileOf } from '../ask/profile.ts';
import { askTrainingSet, printTrainingSet, writeTrainingSet } from '../ask/training-set.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { distribution } from '../leakage/distribution.ts';
import { newDefinitions } from '../model/write.ts';
import type { Handlers } from '../rpc/contract.ts';
import { arrangementSql, countRows } from './arrange.ts';
import { findExample } from '../leakage/rows/example.ts';
import { findEntity } from '../leakage/rows/find-entity.ts';
import { gridColumns } from '../leakage/rows/grid.ts';
import { neighbour } from '../leakage/rows/neighbour.ts';
import { notebookHandlers } from './notebook-handlers.ts';
import { onlineHandlers } from './online-handlers.ts';
import { OpenWorkspaces } from './open-workspaces.ts';
import { locateRow, readPage } from './page.ts';
import type { WorkbenchParts } from './ports.ts';
import { Results, type Result } from './results.ts';
import { guessFiles, previewRoles } from './roles.ts';
import { definitionsToSave } from './save.ts';
import { skewHandlers } from './skew-handlers.ts';
import { SkewResults } from './skew-results.ts';
import { timeline } from '../leakage/rows/timeline.ts';

/** One page's workbench: what it has open and which answers it holds. */
export interface Workbench {
  handlers: Handlers;
  /** Lets go of everything that is held. */
  close(): Promise<void>;
}

/** Answers every call of the contract over the ports: the same in the host process and in a page without one. */
export function createWorkbench(parts: WorkbenchParts): Workbench {
  const { engine, files, lessons, place, version, start } = parts;
  const workspaces = new OpenWorkspaces(parts);
  const results = new Results(engine);
  const skews = new SkewResults(engine);
  const stores = new OpenStores(parts.online);

  const contextOf = (id: string): AskContext => {
    const open = workspaces.get(id);
    const { workspace, text, now } = open;
    return { engine, workspace, text, online: stores.of(open), now, version };
  };
  /** Over plain files; null where there are none. */
  const plainContextOf = (id: string): AskContext | null => {
    const { plain } = workspaces.get(id);
    return plain && { ...contextOf(id), workspace: plain };
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
    guessRoles: (input, run) => guessFiles(parts, input.files, run),
    previewRoles: ({ roles }, run) => previewRoles(parts, roles, run),
    async saveWorkspace({ workspace, folder }) {
      const path = files.inside(folder, 'asof.yaml');
      await files.writeNew(path, newDefinitions(definitionsToSave(workspaces.get(workspace), folder, files)));
      // Its definitions are the user's own.
      await parts.trust.trust(folder);
      return { path };
    },

    profile: ({ workspace, table }, run) => profileOf(contextOf(workspace), table, run),

    async leakage({ workspace, ...asked }, run) {
      const seconds = stopwatch();
      const context = contextOf(workspace);
      const found = await askLeakage(context, asked, run);
      const { report, joined, pairs } = found;
      const counting = stepOf(run, 'counting how far it peeked', 1, 1);
      try {
        const answer = {
          report,
          peeks: await peeksOf(context, found, counting),
          grid: gridColumns(pairs),
          example: await findExample(engine, pairs, report, counting),
          counts: await countRows(engine, pairs, counting),
        };
        const { id } = await results.hold({ joined, pairs, scratches: [pairs.scratch, joined.scratch] });
        return { result: id, ...answer, seconds: seconds() };
      } catch (error) {
        await found.drop();
        throw error;
      }
    },
    async arrange({ result: id, filter, sort }, run) {
      const result = results.get(id);
      if (!result.pairs) throw new AsofError('not_here', { what: 'ordering rows', where: 'in a training set' });
      const query = arrangementSql(result.pairs, filter, sort);
      const { id: arrangement, rows } = await results.arrange(result, query, run);
      return { arrangement, rows };
    },
    page: ({ arrangement, from, count }, run) => readPage(engine, results.arrangement(arrangement), from, count, run),
    locate: ({ arrangement, row }, run) => locateRow(engine, results.arrangement(arrangement).arrangement, row, run),
    timeline: ({ result, row, view }, run) => timeline(engine, results.get(result).joined, row, view, run),
    neighbour: ({ result, row, move }, run) => neighbour(engine, results.get(result), row, move, run),
    findEntity: ({ result, typed }, run) => findEntity(engine, results.get(result).joined, typed, run),
    async distribution({ result, view, feature }, run) {
      const { pairs, paired } = findFeature(results.get(result), view, feature);
      return { view, feature, ...(await distribution(engine, pairs, paired, run)) };
    },

    async trainingSet({ workspace, ...asked }, run) {
      const seconds = stopwatch();
      const { joined, columns, coverage } = await askTrainingSet(contextOf(workspace), asked, run);
      const result = await results.hold({ joined, pairs: null, scratches: [joined.scratch] });
      const { id: arrangement } = await results.arrange(result, null, run);
      const { rows } = joined;
      const plain = plainContextOf(workspace);
      const sql = plain && (await printTrainingSet(plain, asked, run));
      return { result: result.id, arrangement, rows, columns, coverage, sql, seconds: seconds() };
    },
    async exportTrainingSet({ workspace, path, ...asked }, run) {
      const context = plainContextOf(workspace) ?? contextOf(workspace);
      const out = files.resolve(context.workspace.root, path);
      const { rows, columns, bytes, seconds } = await writeTrainingSet(context, asked, out, run);
      return { path: out, rows, columns, bytes, seconds, content: files.written(out) };
    },

    async release({ result }) {
      await results.release(result);
      await skews.release(result);
      return null;
    },
    ...notebookHandlers(parts, workspaces),
    ...onlineHandlers(parts, workspaces, stores, contextOf),
    ...skewHandlers(parts, skews, contextOf),
  };
  return {
    handlers,
    async close() {
      await results.releaseAll();
      await skews.releaseAll();
      await stores.closeAll();
    },
  };
}

function findFeature({ pairs }: Result, view: string, feature: string) {
  const paired = pairs?.features.find((one) => one.viewName === view && one.name === feature);
  if (pairs && paired) return { pairs, paired };
  const known = pairs?.features.map((one) => `${one.viewName}:${one.name}`).join(', ') ?? '';
  throw new AsofError('unknown_name', { what: 'feature of this result', name: `${view}:${feature}`, known });
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
