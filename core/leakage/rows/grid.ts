import { pairedFeatures, type PairedFeature, type Pairs } from '../pairs.ts';
import type { Joined } from '../../join/join.ts';
import { labelColumnName } from '../../join/spine.ts';

/** Which columns of a page make up one column of the side-by-side grid. */
export interface GridColumn {
  group: 'label' | 'naive' | 'as-of';
  title: string;
  view: string | null;
  feature: string | null;
  type: string;
  /** The page's column with the value. */
  value: string;
  /** naive: BIGINT microseconds past the label's time, null where it is not a leak. */
  peek?: string;
  /** as-of: BIGINT microseconds before the label's time. */
  age?: string;
  /** as-of: `matched`, `expired`, `unknown_yet` or `no_history`. */
  status?: string;
}

/** The side-by-side grid's columns: the label table's, then every feature in the naive and in the as-of join. */
export function gridColumns({ joined }: Pick<Pairs, 'joined'>): GridColumn[] {
  const { plan } = joined;
  const none = { view: null, feature: null };
  const label = plan.labels.relation.columns.map((column, i): GridColumn => {
    return { group: 'label', title: column.name, ...none, type: column.type, value: labelColumnName(plan, i) };
  });
  const features = pairedFeatures(joined);
  const of = (feature: PairedFeature) => {
    const { viewName: view, name, type } = feature;
    return { title: name, view, feature: name, type };
  };
  const naive = features.map((feature, i): GridColumn => {
    return { group: 'naive', ...of(feature), value: `n${i}`, peek: `p${i}` };
  });
  const asof = features.map((feature, i): GridColumn => {
    const v = feature.view;
    return { group: 'as-of', ...of(feature), value: `a${i}`, age: `age${v}`, status: `status${v}` };
  });
  return [...label, ...naive, ...asof];
}

/** The columns of a page, `label_row` first. */
export function pageColumns(joined: Joined): string[] {
  const names = gridColumns({ joined }).flatMap(({ value, peek, age, status }) => [value, peek, age, status]);
  return ['label_row', ...new Set(names.filter((name) => name !== undefined))];
}
