import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { distribution } from '../leakage/distribution.ts';
import type { JoinPlan } from '../join/request.ts';
import { newDefinitions } from '../model/write.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { AnalysisRequest } from '../rpc/host-api.ts';
import type { Tables } from '../table/relation.ts';
import { exportTrainingSet } from '../training-set/export.ts';
import { joinText } from '../training-set/provenance.ts';
import { planJoin } from '../workspace/plan.ts';
import { arrangementSql } from './arrange.ts';
import { findEntity } from './find-entity.ts';
import { answerLeakage } from './leakage-answer.ts';
import { neighbour } from './neighbour.ts';
import { onlineHandlers } from './online-handlers.ts';
import { OpenStores } from './open-stores.ts';
import { OpenWorkspaces, type OpenWorkspace } from './open-workspaces.ts';
import { locateRow, readPage } from './page.ts';
import type { WorkbenchParts } from './ports.ts';
import { profileOf } from './profile.ts';
import { Results, type Result } from './results.ts';
import { guessFiles, previewRoles } from './roles.ts';
import { definitionsToSave } from './save.ts';
import { skewHandlers } from './skew-handlers.ts';
import { SkewResults } from './skew-results.ts';
import { timeline } from './timeline.ts';
import { answerTrainingSet } from './training-set-answer.ts';

/** One page's workbench: what it has open and which answers it holds. */
export interface Workbench {
  handlers: Handlers;
  /** Lets go of everything that is held. */
  close(): Promise<void>;
}

/** Answers every call of the contract over the ports: the same in the host process and in a page without one. */
export function createWorkbench(parts: WorkbenchParts): Workbench {
  const { engine, tables, plainTables, files, lessons, place, version, start } = parts;
  const workspaces = new OpenWorkspaces(parts);
  const results = new Results(engine);
  const skews = new SkewResults(engine);
  const stores = new OpenStores(parts.online);

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

    profile: ({ workspace, table }, run) => profileOf(engine, workspaces.get(workspace).workspace, table, run),

    async leakage({ naive, ...request }, run) {
      const seconds = stopwatch();
      const { workspace } = workspaces.get(request.workspace);
      const plan = await planJoin(workspace, request, opening(run));
      const answer = await answerLeakage(engine, results, plan, naive, () => verify(tables, plan), run);
      return { ...answer, seconds: seconds() };
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
    timeline: ({ result, row, view }, run) => timeline(engine, results.get(result), row, view, run),
    neighbour: ({ result, row, move }, run) => neighbour(engine, results.get(result), row, move, run),
    findEntity: ({ result, typed }, run) => findEntity(engine, results.get(result), typed, run),
    async distribution({ result, view, feature }, run) {
      const { pairs, paired } = findFeature(results.get(result), view, feature);
      return { view, feature, ...(await distribution(engine, pairs, paired, run)) };
    },

    async trainingSet(request, run) {
      const seconds = stopwatch();
      const open = workspaces.get(request.workspace);
      const plan = await planJoin(open.workspace, request, opening(run));
      const answer = await answerTrainingSet(engine, results, plan, () => verify(tables, plan), run);
      return { ...answer, sql: await printedSql(open, request, run), seconds: seconds() };
    },
    async exportTrainingSet({ path, ...request }, run) {
      const open = workspaces.get(request.workspace);
      const out = files.resolve(open.snapshot.root ?? '', path);
      const plan = await planJoin(open.plain ?? open.workspace, request, opening(run));
      const said = { version, definitions: open.text, root: open.snapshot.root ?? '' };
      const written = await exportTrainingSet(engine, plainTables ?? tables, plan, out, said, run);
      const { rows, columns, bytes, seconds } = written;
      return { path: out, rows, columns, bytes, seconds, content: files.written(out) };
    },

    async release({ result }) {
      await results.release(result);
      await skews.release(result);
      return null;
    },
    ...onlineHandlers(parts, workspaces, stores),
    ...skewHandlers(parts, workspaces, stores, skews),
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

/** Throws `file_changed` where an answer would be about two versions of a file. */
async function verify(tables: Tables, plan: JoinPlan): Promise<void> {
  for (const { relation } of [plan.labels, ...plan.views.map(({ view }) => view)]) await tables.verify(relation);
}

async function printedSql(open: OpenWorkspace, request: AnalysisRequest, run: Run): Promise<string | null> {
  return open.plain && joinText(await planJoin(open.plain, request, opening(run)));
}

function findFeature({ pairs }: Result, view: string, feature: string) {
  const paired = pairs?.features.find((one) => one.viewName === view && one.name === feature);
  if (pairs && paired) return { pairs, paired };
  const known = pairs?.features.map((one) => `${one.viewName}:${one.name}`).join(', ') ?? '';
  throw new AsofError('unknown_name', { what: 'feature of this result', name: `${view}:${feature}`, known });
}

function opening(run: Run): Run {
  return stepOf(run, 'opening the tables', 0, 0);
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
