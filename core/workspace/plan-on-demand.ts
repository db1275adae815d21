import type { Run } from '../engine/engine.ts';
import { AsofError, type Where } from '../errors/asof-error.ts';
import type { JoinPlan, PlannedInput, PlannedOnDemand } from '../join/request.ts';
import { allViews } from '../join/request.ts';
import { labelColumn } from '../join/spine.ts';
import type { RequestField } from '../model/views/on-demand-view.ts';
import { readOf, type AskedOnDemand } from '../model/on-demand.ts';
import { nowField } from '../model/views/on-demand-view.ts';
import { ident, sql, typeName, type Sql } from '../sql/sql.ts';
import { duckdbType } from '../types/feast-dtype.ts';
import { bindComputed } from '../view/on-demand/computed.ts';
import { findColumn } from './columns.ts';
import { outputOf } from './outputs.ts';
import type { Workspace } from './workspace.ts';

/**
 * Finds what on-demand views read: features of the plan's views, and for the request the labels' columns. Throws
 * `definitions_invalid` for an expression that is none over these, `column_missing` for a field that the labels have
 * not, and `bad_option` for one that is not of its type, and for the target.
 */
export async function planOnDemand(
  workspace: Workspace,
  ofRows: JoinPlan,
  asked: readonly AskedOnDemand[],
  run?: Run,
): Promise<PlannedOnDemand[]> {
  const plan: JoinPlan = { ...ofRows, onDemand: [] };
  for (const one of asked) {
    const place = workspace.place('feature view', one.view.name);
    const found = one.inputs.map(({ view, feature }) => findInput(plan, view, feature));
    const request: Sql[] = [];
    for (const field of one.request) request.push(await fieldOf(workspace, ofRows, field, place('request'), run));
    const reads = [
      ...one.inputs.map(({ name }, i) => ({ name, type: found[i]!.type })),
      ...one.request.map(({ name, dtype }) => ({ name, type: duckdbType(dtype)! })),
    ];
    const bound = await bindComputed(workspace.engine, one.features, reads, place);
    const features = bound.map((feature, i) => {
      const { asked: isAsked, ...defined } = one.features[i]!;
      const own = readOf(defined, one.inputs).map((input) => one.inputs.indexOf(input));
      const output = isAsked ? outputOf(one.view, feature, ofRows.options) : null;
      return { ...feature, output, reads: own };
    });
    plan.onDemand.push({ view: { name: one.view.name }, features, inputs: found.map(({ input }) => input), request });
  }
  return plan.onDemand;
}

function findInput(plan: JoinPlan, name: string, feature: string): { input: PlannedInput; type: string } {
  const view = allViews(plan).findIndex((planned) => planned.view.name === name);
  const found = allViews(plan)[view]!.features.find((one) => one.name === feature)!;
  return { input: { view, feature: { name: found.name } }, type: found.type };
}

/** A request's field, over the spine `s`. */
async function fieldOf(
  { engine }: Workspace,
  plan: JoinPlan,
  { name, dtype }: RequestField,
  where: Where | undefined,
  run?: Run,
): Promise<Sql> {
  if (name === nowField) return sql`s.label_time`;
  const { relation, target } = plan.labels;
  const column = findColumn(relation, name, where);
  if (column.name === target?.name) {
    const message = `the request field "${name}" would be the target of ${plan.labels.name}, which nobody knows when they ask`;
    throw new AsofError('bad_option', { message, expected: 'name another target, or take the field out' }, { where });
  }
  const type = typeName(duckdbType(dtype)!);
  const value = ident(column.name);
  const [odd] = await engine.rows<{ text: string }>(
    sql`SELECT ${value}::VARCHAR AS text FROM ${relation.from} WHERE ${value} IS NOT NULL AND TRY_CAST(${value} AS ${type}) IS NULL LIMIT 1`,
    run,
  );
  if (odd) {
    const message = `the request field "${name}" is ${dtype}, and ${plan.labels.name} has "${odd.text}" there`;
    throw new AsofError(
      'bad_option',
      { message, expected: 'declare another dtype, or put the labels right' },
      { where },
    );
  }
  return sql`CAST(s.${labelColumn(plan, relation.columns.indexOf(column))} AS ${type})`;
}
