import type { Defined } from '../model/defined.ts';
import { misnamed } from '../model/naming.ts';
import type { AnyView } from '../model/views/any-view.ts';
import { plural } from '../text/figures.ts';
import { AsofError } from '../errors/asof-error.ts';

/** What `--strict` does not allow: names that break the rule of naming, views without an owner, features without a description. */
export function strictProblems(workspace: Defined): AsofError[] {
  const { featureViews, onDemandViews } = workspace.definitions;
  return [...featureViews, ...onDemandViews].flatMap((view) => problemsOf(view, workspace));
}

function problemsOf(view: AnyView, workspace: Defined): AsofError[] {
  const place = workspace.place('feature view', view.name);
  const problems: AsofError[] = [];
  const wrong = (field: string, message: string, expected: string): void => {
    const where = place(field) ?? place('name');
    problems.push(new AsofError('definitions_invalid', { message, expected }, where && { where }));
  };
  const name = misnamed(view, workspace.definitions);
  if (name !== null) wrong('name', name, 'rename it, or change naming');
  if (!view.owner) wrong('name', `${view.name} has no owner`, 'write owner: who answers for it');
  if (view.features === null) {
    const message = `${view.name} lists no features, so that none has a description`;
    wrong('name', message, 'write features: - {name: .., description: ..}');
    return problems;
  }
  const silent = view.features.filter(({ description }) => !description).map((feature) => feature.name);
  if (silent.length > 0) {
    const verb = silent.length === 1 ? 'has' : 'have';
    const message = `${plural(silent.length, 'feature')} of ${view.name} ${verb} no description: ${silent.join(', ')}`;
    wrong(`features/${silent[0]}`, message, 'write description: what it says, in which unit');
  }
  return problems;
}
