import { gain, ranked, type FeatureLeak, type LeakageReport } from '../../../core/leakage/report.ts';
import { count, inflation, plural } from '../../../core/text/figures.ts';

/** One feature's AUC in both training sets, over the rows that have both values, as shares of the scale's width. */
export interface Dumbbell {
  key: string;
  view: string;
  feature: string;
  leaks: boolean;
  /** Null where the feature has no AUC. */
  ends: { naive: number; asof: number; gain: string; flat: boolean } | null;
  /** Why not; empty where it has one. */
  none: string;
  /** For a screen reader. */
  said: string;
  /** Over which rows; each join alone may have more. */
  over: string;
}

export interface Dumbbells {
  rows: Dumbbell[];
  ticks: { at: number; text: string }[];
  /** Why no feature has an AUC; null where one has. */
  why: string | null;
}

/** Features by how much the naive join flatters them, most first, on a scale whose ends are tenths; `hasOrder`: some of them do. */
export function layDumbbells({ features, target, rows }: LeakageReport, hasOrder: boolean): Dumbbells {
  const both = features.flatMap(({ auc }) =>
    auc && auc.common.naive !== null && auc.common.asof !== null ? [auc.common.naive, auc.common.asof] : [],
  );
  const low = Math.min(0.5, Math.floor(Math.min(...both, 0.5) * 10) / 10);
  const high = Math.max(low + 0.2, Math.ceil(Math.max(...both, 0.5) * 10) / 10);
  const share = (auc: number): number => (auc - low) / (high - low);
  const tenths = Math.round((high - low) * 10);
  const stride = tenths > 6 ? 2 : 1;
  const ticks = Array.from({ length: Math.floor(tenths / stride) + 1 }, (_, i) => low + (i * stride) / 10);
  return {
    rows: ranked(features).map((feature) => layDumbbell(feature, rows, share)),
    ticks: ticks.map((auc) => ({ at: share(auc), text: auc.toFixed(1) })),
    why: both.length ? null : whyNone(features, target, rows, hasOrder),
  };
}

function layDumbbell(leak: FeatureLeak, rows: number, share: (auc: number) => number): Dumbbell {
  const { view, feature, leaked_rows, naive_nulls, asof_nulls } = leak;
  const auc = leak.auc?.common;
  const over = `over ${plural(auc?.rows ?? 0, 'row')} with a value by both joins; naive alone has ${count(rows - naive_nulls)}, as of ${count(rows - asof_nulls)}`;
  const row = { key: JSON.stringify([view, feature]), view, feature, leaks: leaked_rows > 0, over };
  if (!auc || auc.naive === null || auc.asof === null) {
    const none = `no AUC: ${auc ? 'its rows are all of one class' : 'it has no order'}`;
    return { ...row, ends: null, none, said: `${feature}: no AUC` };
  }
  // As the sentence says it: an AUC of 0.2 ranks as well as one of 0.8, read backwards.
  const text = inflation(gain(leak) ?? 0);
  const ends = { naive: share(auc.naive), asof: share(auc.asof), gain: text, flat: text === '0.00' };
  return {
    ...row,
    ends,
    none: '',
    said: `${feature}: AUC ${auc.naive.toFixed(2)} naive, ${auc.asof.toFixed(2)} as of, ${text}`,
  };
}

/** Why there is nothing to show of an AUC. */
function whyNone(features: readonly FeatureLeak[], target: string | null, rows: number, hasOrder: boolean): string {
  if (rows === 0) return 'There are no label rows, so there is no AUC to compare.';
  if (target === null) return 'No target is named, so there is no AUC to compare.';
  if (features.some(({ auc }) => auc))
    return `${target} has only one class among the rows with a value, so there is no AUC to compare.`;
  if (hasOrder) return `An AUC takes a target with two values, and ${target} has not two here.`;
  return 'An AUC takes features that have an order, and these have none.';
}
