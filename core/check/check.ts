import type { Run } from '../engine/engine.ts';
import { AsofError, toLine, type Where } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { Defined } from '../model/defined.ts';
import type { Inference } from '../model/definitions.ts';
import { byJoin, everyFeature, type FeatureRef } from '../model/feature-ref.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { formatInstant } from '../time/instant.ts';
import { computesWindows } from '../view/windows/view-at.ts';
import { matchKeys } from '../workspace/match-keys.ts';
import { joinedView } from '../workspace/plan-join.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { countClasses, countTies, readFacts, type Facts } from './facts.ts';
import { onDemandProblems, requestWarnings } from './on-demand.ts';
import { strictProblems } from './strict.ts';
import { classLimit, reachWarnings, secretWritten, tableWarnings, targetWarnings, viewWarnings } from './warnings.ts';

/** Spec section 6, `check --json`. */
export interface CheckReport {
  /** Errors first. */
  problems: CheckProblem[];
  tables: CheckedTable[];
}

export interface CheckProblem {
  /** An error keeps something from being joined; a warning is allowed and most likely a mistake. */
  severity: 'error' | 'warning';
  /** One line: where, what, what to do. */
  message: string;
  where: Where | null;
}

/** A table that can be read. */
export interface CheckedTable {
  name: string;
  kind: 'label table' | 'feature view';
  /** The files, as they were found. */
  files: string[];
  rows: number;
  join_keys: string[];
  timestamp_field: string;
  /** The first and the last event timestamp, in UTC; null where there are none. */
  first: string | null;
  last: string | null;
  inferred: Inference[];
}

/** What is wrong with a workspace's definitions, as they are written; `strict` as `strictProblems` has it. */
export function checkDefined(workspace: Defined, strict: boolean): CheckReport {
  return { problems: written(workspace, strict).sorted(), tables: [] };
}

/**
 * Validates a workspace's definitions against its data too: every file, column, type and timestamp that
 * they name, and what in the data is most likely a mistake. All problems at once.
 */
export async function checkTables(workspace: Workspace, run?: Run, strict = false): Promise<CheckReport> {
  const findings = written(workspace, strict);
  const { labels, featureViews } = workspace.definitions;
  const steps = labels.length + featureViews.length;
  const tables: CheckedTable[] = [];
  const step = (name: string): void =>
    run?.progress?.({ phase: 'checking', of: name, done: tables.length, total: steps });

  const soundLabels: { bound: BoundLabels; facts: Facts }[] = [];
  for (const { name } of labels) {
    step(name);
    const { value: bound, problems } = await workspace.tryLabels(name, [], run);
    problems.forEach((problem) => findings.error(problem));
    if (!bound) continue;
    const facts = await checkLabels(workspace, bound, findings, run);
    soundLabels.push({ bound, facts });
    tables.push(checked('label table', bound, facts));
  }
  const soundViews = new Map<string, BoundView>();
  for (const { name } of featureViews) {
    step(name);
    const { value: bound, problems } = await workspace.tryView(name, null, run);
    problems.forEach((problem) => findings.error(problem));
    if (!bound) continue;
    const facts = await checkView(workspace, bound, findings, run);
    soundViews.set(name, bound);
    tables.push(checked('feature view', bound, facts));
    for (const one of soundLabels) await checkPair(workspace, [one.bound, one.facts], [bound, facts], findings, run);
  }
  for (const problem of await onDemandProblems(workspace, soundViews)) findings.error(problem);
  findings.warn(
    requestWarnings(
      workspace.definitions,
      soundLabels.map(({ bound }) => bound),
    ),
  );
  await checkServices(
    workspace,
    soundLabels.map(({ bound }) => bound),
    soundViews,
    findings,
    run,
  );
  return { problems: findings.sorted(), tables };
}

function written(workspace: Defined, strict: boolean): Findings {
  const findings = new Findings();
  workspace.problems.forEach((problem) => findings.error(problem));
  if (strict) strictProblems(workspace).forEach((problem) => findings.error(problem));
  for (const where of workspace.secrets) findings.warn([secretWritten], where);
  return findings;
}

async function checkLabels(workspace: Workspace, labels: BoundLabels, findings: Findings, run?: Run): Promise<Facts> {
  const { engine } = workspace;
  const facts = await readFacts(engine, labels.relation, labels.keys, [labels.timestamp], run);
  findings.warn(tableWarnings(labels.name, facts));
  const isNamed = labels.target && !labels.inferred.some(({ what }) => what === 'target');
  if (isNamed && facts.rows > 0)
    findings.warn(targetWarnings(labels, await countClasses(engine, labels, classLimit, run)));
  return facts;
}

async function checkView(workspace: Workspace, view: BoundView, findings: Findings, run?: Run): Promise<Facts> {
  const available = view.available?.after === undefined ? view.available : null;
  const times = [view.created, available].filter((time) => time !== null);
  const facts = await readFacts(workspace.engine, view.relation, view.keys, [view.timestamp, ...times], run);
  // A correction of an event was created later, and counts beside it.
  const alike = computesWindows(view) ? { ...view, created: null } : view;
  const ties = view.dedupeBy ? 0 : await countTies(workspace.engine, alike, run);
  findings.warn(viewWarnings(view, facts, ties));
  return facts;
}

/** A label table and a view that have the join keys to be joined. */
async function checkPair(
  workspace: Workspace,
  [labels, labelFacts]: [BoundLabels, Facts],
  [view, viewFacts]: [BoundView, Facts],
  findings: Findings,
  run?: Run,
): Promise<void> {
  const columns = labels.relation.columns.map((column) => column.name);
  if (!view.keys.every((key) => columns.includes(key.name))) return;
  try {
    await matchKeys(workspace.engine, labels, [view], false, run);
  } catch (error) {
    if (!(error instanceof AsofError)) throw error;
    findings.error(error);
  }
  findings.warn(reachWarnings(labels, labelFacts, view, viewFacts));
}

/** Features that a service names and no column has, of views that do not list theirs; views that it joins on other columns. */
async function checkServices(
  workspace: Workspace,
  labels: readonly BoundLabels[],
  views: ReadonlyMap<string, BoundView>,
  findings: Findings,
  run?: Run,
): Promise<void> {
  for (const service of workspace.definitions.featureServices) {
    const where = workspace.place('feature service', service.name)('features');
    for (const [ref] of byJoin(service.features)) {
      const view = views.get(ref.view);
      if (view && (ref.as !== undefined || ref.on))
        await checkJoined(workspace, labels, { view, ref, where }, findings, run);
    }
    for (const ref of service.features) {
      const names = views.get(ref.view)?.features.map((feature) => feature.name);
      if (!names || ref.feature === everyFeature || names.includes(ref.feature)) continue;
      findings.error(unknownName(`feature of ${ref.view}`, ref.feature, names, where));
    }
  }
}

/** A view under a name of its own: some label table has to have the columns that it is joined on, in types that compare. */
async function checkJoined(
  workspace: Workspace,
  labels: readonly BoundLabels[],
  { view, ref, where }: { view: BoundView; ref: FeatureRef; where?: Where },
  findings: Findings,
  run?: Run,
): Promise<void> {
  try {
    const joined = joinedView(view, ref);
    const lacked = ({ relation }: BoundLabels) =>
      joined.keys.find((key) => !relation.columns.some((column) => column.name === key.name));
    const able = labels.filter((table) => !lacked(table));
    for (const table of able) await matchKeys(workspace.engine, table, [joined], false, run);
    if (labels.length === 0 || able.length > 0) return;
    const key = lacked(labels[0]!)!.name;
    const message = `no label table has the column "${key}", on which "${joined.name}" joins ${view.name}`;
    const expected = `say on: {${view.keys[joined.keys.findIndex(({ name }) => name === key)]!.name}: a column of the labels}`;
    throw new AsofError('definitions_invalid', { message, expected }, where && { where });
  } catch (error) {
    if (!(error instanceof AsofError)) throw error;
    findings.error(error);
  }
}

function checked(kind: CheckedTable['kind'], table: BoundLabels | BoundView, facts: Facts): CheckedTable {
  return {
    name: table.name,
    kind,
    files: table.relation.files.map((file) => file.path),
    rows: facts.rows,
    join_keys: table.keys.map((key) => key.name),
    timestamp_field: table.timestamp.column,
    first: facts.first === null ? null : formatInstant(facts.first),
    last: facts.last === null ? null : formatInstant(facts.last),
    inferred: table.inferred,
  };
}

/** Problems, each said once: views on one source share its. */
class Findings {
  readonly #found = new Map<string, CheckProblem>();

  error(error: AsofError): void {
    this.#add({ severity: 'error', message: toLine(error), where: error.where ?? null });
  }

  warn(messages: readonly string[], where?: Where): void {
    const place = where ? `${where.file}:${where.line}: ` : '';
    for (const message of messages)
      this.#add({ severity: 'warning', message: `${place}${message}`, where: where ?? null });
  }

  sorted(): CheckProblem[] {
    const all = [...this.#found.values()];
    return [...all.filter((one) => one.severity === 'error'), ...all.filter((one) => one.severity === 'warning')];
  }

  #add(problem: CheckProblem): void {
    if (!this.#found.has(problem.message)) this.#found.set(problem.message, problem);
  }
}
