import type { Run } from '../engine/engine.ts';
import { timeColumn } from '../join/join.ts';
import { allViews, defaultJoinOptions } from '../join/request.ts';
import { viewsOf } from '../model/feature-ref.ts';
import { splitRefs } from '../model/on-demand.ts';
import type { AuditQuestion } from '../question/audit.ts';
import { planLog, type LogPlan } from '../skew/plan-log.ts';
import type { BoundLabels } from '../table/bound.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What is audited, all names resolved. The set is a log of what somebody's join gave at each label's time. */
export interface AuditPlan extends LogPlan {
  labels: BoundLabels;
  /** Columns of the set that are nothing of it. */
  rest: string[];
}

/** Resolves all names of a request. Throws what `planLog` throws, and `bad_option` for a column that is mapped to no feature of it. */
export async function planAudit(workspace: Workspace, request: AuditQuestion, run?: Run): Promise<AuditPlan> {
  const options = { ...defaultJoinOptions, ...request.options };
  const refs = workspace.features(request);
  run?.progress?.({ phase: 'opening', of: request.labels });
  const { stored, read } = splitRefs(workspace.definitions, refs);
  const labels = await workspace.labels(request.labels, viewsOf([...stored, ...read]), run);
  const columns = { mapped: request.map, like: labels };
  const { log, views, onDemand } = await planLog(workspace, request.set, refs, options, columns, run);
  const known = new Set([
    ...labels.relation.columns.map(({ name }) => name),
    ...log.labels.keys.map(({ column }) => column),
    log.labels.timestamp.column,
    ...log.served.flatMap((one) => one.columns.map(({ name }) => name)),
    ...log.request,
    ...allViews({ views, onDemand }).map(timeColumn),
  ]);
  const rest = log.labels.relation.columns.map(({ name }) => name).filter((name) => !known.has(name));
  // What a set says of its own rows is no proof.
  const served = log.served.map((one) => ({ ...one, time: null }));
  return { labels, log: { ...log, served }, views, onDemand, options, rest };
}
