import { AsofError, type Where } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { Definitions } from './definitions.ts';
import type { OnDemandInput, OnDemandView } from './views/on-demand-view.ts';
import { isPath } from './path.ts';
import type { Known } from './known.ts';

/** On-demand views that read what is not there, or themselves. What they read may stand behind them in the file. */
export function wrongInputs(
  definitions: Definitions,
  known: Known,
  place: (view: string) => Where,
): { name: string; problem: AsofError }[] {
  return definitions.onDemandViews.flatMap(({ name, inputs }) => {
    const problem = problemOf(name, inputs, definitions, known, place(name));
    return problem ? [{ name, problem }] : [];
  });
}

function problemOf(
  name: string,
  inputs: readonly OnDemandInput[],
  { onDemandViews }: Definitions,
  known: Known,
  where: Where,
): AsofError | null {
  for (const { view, feature } of inputs) {
    const views = known.names('feature view');
    if (!isPath(view) && !views.includes(view)) return unknownName('feature view', view, views, where);
    const features = known.features(view);
    if (features && !features.includes(feature)) return unknownName(`feature of ${view}`, feature, features, where);
  }
  const ring = ringOf(name, onDemandViews);
  if (!ring) return null;
  const message = `feature view "${name}" reads itself: ${ring.join(' reads ')}`;
  return new AsofError('definitions_invalid', { message, expected: 'take one of them out of the inputs' }, { where });
}

/** The way on which an on-demand view leads to itself; null where none does. */
function ringOf(name: string, views: readonly OnDemandView[]): string[] | null {
  const walk = (way: string[]): string[] | null => {
    const view = views.find((one) => one.name === way.at(-1));
    for (const input of view?.inputs ?? []) {
      if (input.view === name) return [...way, name];
      const found = way.includes(input.view) ? null : walk([...way, input.view]);
      if (found) return found;
    }
    return null;
  };
  return walk([name]);
}
