import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { defaultJoinOptions, type JoinOptions, type PlannedOnDemand, type PlannedView } from '../join/request.ts';
import { viewsOf } from '../model/feature-ref.ts';
import { splitRefs } from '../model/on-demand.ts';
import { isPath } from '../model/path.ts';
import type { SkewQuestion } from '../question/skew.ts';
import { planViews } from '../workspace/plan-join.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { planLog, type ServedLog } from './plan-log.ts';

/** What is compared, all names resolved. */
export interface SkewPlan {
  project: string;
  views: PlannedView[];
  /** What is computed from these; none against the store, which has what it is computed from. */
  onDemand: PlannedOnDemand[];
  options: JoinOptions;
  /** Null against the online store. */
  log: ServedLog | null;
}

/**
 * Resolves all names of a request. A log's values are in columns called `view__feature` or `feature`. Throws
 * what `planJoin` throws, `column_missing` for features that the log has not got, and `bad_option` for a
 * view that is not online or has no entities.
 */
export async function planSkew(
  workspace: Workspace,
  request: Pick<SkewQuestion, 'features' | 'service' | 'log' | 'options'>,
  run?: Run,
): Promise<SkewPlan> {
  const options = { ...defaultJoinOptions, ...request.options };
  const refs = workspace.features(request);
  const { project } = workspace;
  const { stored, read } = splitRefs(workspace.definitions, refs);
  for (const name of viewsOf([...stored, ...read])) checkKeyed(workspace, name);
  if (request.log == null) {
    for (const name of viewsOf(refs)) checkOnline(workspace, name);
    const views = await planViews(workspace, refs, null, options, run);
    return { project, views, onDemand: [], options, log: null };
  }
  return { project, options, ...(await planLog(workspace, request.log, refs, options, {}, run)) };
}

/** Pairs are told apart by their entities. */
function checkKeyed({ definitions }: Workspace, name: string): void {
  if (definitions.featureViews.find((view) => view.name === name)?.entities.length !== 0) return;
  const message = `the feature view ${name} has no entities, which skew cannot compare yet`;
  throw new AsofError('bad_option', { message, expected: 'leave it out' });
}

function checkOnline({ definitions }: Workspace, name: string): void {
  const definition = definitions.featureViews.find((view) => view.name === name);
  if (definition?.online) return;
  // What there is no definition of is told when it is looked for.
  if (!definition && !isPath(name)) return;
  const expected = definition
    ? 'compare another view, or take online: false out of its definition'
    : 'define it in asof.yaml, or compare a log: --against LOG';
  throw new AsofError('bad_option', { message: `the feature view ${name} is not online`, expected });
}
