import { AsofError } from '../errors/asof-error.ts';
import { timeColumn } from '../join/join.ts';
import { allViews, outputsOf, type JoinOptions, type JoinPlan } from '../join/request.ts';

/** The training set's column. */
export function outputOf(
  view: { name: string },
  feature: { name: string },
  { shortNames }: Pick<JoinOptions, 'shortNames'>,
): string {
  return shortNames ? feature.name : `${view.name}__${feature.name}`;
}

/** Throws where two columns of the output, or two views, would have one name. DuckDB does not tell upper from lower case. */
export function checkOutputs(plan: JoinPlan): void {
  const views = new Map<string, string>();
  for (const { view } of plan.views) {
    const first = views.get(view.name.toLowerCase());
    if (first !== undefined) {
      const message = `two feature views would be called "${view.name}": ${first} and ${view.relation.name}`;
      throw new AsofError('bad_option', {
        message,
        expected: 'give them names in asof.yaml, or join one of them under another with as',
      });
    }
    views.set(view.name.toLowerCase(), view.relation.name);
  }
  const columns = new Map<string, string>();
  const add = (column: string, owner: string, hint: string): void => {
    const first = columns.get(column.toLowerCase());
    if (first !== undefined) throw new AsofError('output_column_clash', { column, first, second: owner, hint });
    columns.set(column.toLowerCase(), owner);
  };
  for (const column of plan.labels.relation.columns) add(column.name, `a column of ${plan.labels.name}`, '');
  const { shortNames, withTimestamps } = plan.options;
  const hint = shortNames ? 'leave out --short-names, or rename one of them' : 'rename one of them';
  for (const planned of allViews(plan)) {
    const { view } = planned;
    const features = outputsOf(planned);
    for (const feature of features) add(feature.output, `${view.name}:${feature.name}`, hint);
    if (withTimestamps && features.length > 0) add(timeColumn(planned), `the event timestamp of ${view.name}`, hint);
  }
}
