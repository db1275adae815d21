import { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { Definitions } from '../model/definitions.ts';
import { nowField } from '../model/views/on-demand-view.ts';
import type { BoundLabels, BoundView } from '../table/bound.ts';
import { duckdbType } from '../types/feast-dtype.ts';
import { bindComputed } from '../view/on-demand/computed.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Inputs that no column has, and expressions that the engine cannot compute of their types; of views that read sound ones. */
export async function onDemandProblems(
  workspace: Workspace,
  views: ReadonlyMap<string, BoundView>,
): Promise<AsofError[]> {
  const problems: AsofError[] = [];
  const { engine, definitions } = workspace;
  const computed = (name: string) => definitions.onDemandViews.find((one) => one.name === name);
  for (const { name, inputs, request, features } of definitions.onDemandViews) {
    const at = workspace.place('feature view', name);
    try {
      const reads = inputs.map((input) => {
        const known = views.get(input.view)?.features ?? computed(input.view)?.features;
        const found = known?.find((one) => one.name === input.feature);
        if (known && !found) {
          const names = known.map((one) => one.name);
          throw unknownName(`feature of ${input.view}`, input.feature, names, at('inputs'));
        }
        return found && { name: input.name, type: 'type' in found ? found.type : duckdbType(found.dtype)! };
      });
      // What is wrong with a view that is read is said of it.
      if (reads.some((one) => !one)) continue;
      const fields = request.map((one) => ({ name: one.name, type: duckdbType(one.dtype)! }));
      await bindComputed(engine, features, [...reads.map((one) => one!), ...fields], at);
    } catch (error) {
      if (!(error instanceof AsofError)) throw error;
      problems.push(error);
    }
  }
  return problems;
}

/** Request fields that no label table has: no training set can be made with them. */
export function requestWarnings({ onDemandViews }: Definitions, labels: readonly BoundLabels[]): string[] {
  if (labels.length === 0) return [];
  return onDemandViews.flatMap(({ name, request }) =>
    request
      .filter((field) => field.name !== nowField && !labels.some(({ relation }) => has(relation.columns, field.name)))
      .map(
        (field) => `${name} reads "${field.name}" from the request, and no label table has such a column to train with`,
      ),
  );
}

function has(columns: readonly { name: string }[], name: string): boolean {
  return columns.some((column) => column.name === name);
}
