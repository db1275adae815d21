import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError, toLine } from '../errors/asof-error.ts';
import { joinedSetSql, runJoin } from '../join/join.ts';
import type { JoinPlan } from '../join/request.ts';
import { changedDefinitions } from '../training-set/changed-definitions.ts';
import { compareSets } from '../training-set/compare-sets.ts';
import { hashInputs } from '../training-set/export.ts';
import { placeIn } from '../training-set/places.ts';
import { readProvenance, type Recorded } from '../training-set/read-provenance.ts';
import { saidDefinitions } from '../training-set/said-definitions.ts';
import { areSame, type VerifiedInput, type VerifiedValues, type VerifyReport } from '../training-set/verify-report.ts';
import type { Relation, Tables } from '../table/relation.ts';
import { planJoin } from '../workspace/plan-join.ts';
import { verifyOpened, type AskContext } from './context.ts';
import { openedBy } from './joined.ts';

/**
 * Makes a training set again from its provenance, with the definitions that it was made with, of the files that there
 * are now, and says what differs. Throws where the file is no training set of Asof's; that it cannot be made again is
 * an answer.
 */
export async function askVerify(context: AskContext, { set }: { set: string }, run: Run): Promise<VerifyReport> {
  const { workspace, text } = context;
  const relation = await workspace.tables.open(set, { root: workspace.root }, run);
  const recorded = readProvenance(relation, set);
  const now = text === null ? null : saidDefinitions(text, placeIn(workspace.root));
  const { labels, features = [] } = recorded.asked;
  const definitions = changedDefinitions(recorded.definitions, now, { labels, features });
  // Where nothing changed, asof.yaml also knows where files outside its folder are.
  const then = definitions.length === 0 ? workspace : workspace.under(recorded.definitions, `${set}, its definitions`);
  const { plan, why } = await planAgain(then, recorded, run);
  const inputs = await compareInputs(context, recorded, plan, run);
  const values = plan && (await makeAgain(context, plan, relation, run));
  const isSame =
    definitions.length === 0 && inputs.every(({ state }) => state === 'same') && values !== null && areSame(values);
  return { set, made_by: `asof ${recorded.asof}, ${recorded.engine}`, same: isSame, inputs, definitions, values, why };
}

async function planAgain(
  workspace: AskContext['workspace'],
  { asked }: Recorded,
  run: Run,
): Promise<{ plan: JoinPlan | null; why: string | null }> {
  try {
    return { plan: await planJoin(workspace, asked, stepOf(run, 'opening', 'the tables', 0, 0)), why: null };
  } catch (error) {
    if (!isOfFiles(error)) throw error;
    return { plan: null, why: toLine(error) };
  }
}

async function compareInputs(
  { workspace: { root, tables } }: AskContext,
  { inputs }: Recorded,
  plan: JoinPlan | null,
  run: Run,
): Promise<VerifiedInput[]> {
  const place = placeIn(root);
  const hashes = new Map<string, string | null>();
  const opened = plan ? openedBy(plan).map(({ relation }) => relation) : [];
  for (const { path, sha256 } of await hashInputs(tables, opened, run)) hashes.set(place(path), sha256);
  for (const path of plan ? [] : new Set(inputs.map(({ path }) => path)))
    if (await tables.isThere(path, root)) hashes.set(path, await hashOf(tables, path, root, run));
  const known = inputs.map(({ path, sha256 }): VerifiedInput => {
    const found = hashes.get(path);
    return { path, state: found === undefined ? 'missing' : found === sha256 ? 'same' : 'changed' };
  });
  const named = new Set(inputs.map(({ path }) => path));
  const more = [...hashes.keys()].filter((path) => !named.has(path));
  return [...known, ...more.map((path): VerifiedInput => ({ path, state: 'new' }))];
}

/** Null where it is no file that can be read: one was there. */
async function hashOf(tables: Tables, path: string, root: string, run: Run): Promise<string | null> {
  try {
    const [file] = await tables.hash({ files: await tables.find(path, root) }, run);
    return file!.sha256;
  } catch (error) {
    if (isOfFiles(error)) return null;
    throw error;
  }
}

/** What the files of today do not allow is no fault of who asks. */
function isOfFiles(error: unknown): error is AsofError {
  return error instanceof AsofError && (error.kind === 'input' || error.kind === 'data');
}

async function makeAgain(context: AskContext, plan: JoinPlan, set: Relation, run: Run): Promise<VerifiedValues> {
  const { engine, offline } = context;
  const joined = await runJoin(engine, plan, run, 'values', offline);
  try {
    const values = await compareSets(engine, set, joinedSetSql(joined), stepOf(run, 'comparing', set.name, 0, 0));
    await verifyOpened(context, [...openedBy(plan), { relation: set, inferred: [] }]);
    return values;
  } finally {
    await joined.scratch.drop();
  }
}
