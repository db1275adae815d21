import type { Engine, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { notComputed } from '../join/not-computed.ts';
import { coverage } from '../join/coverage.ts';
import { allOf, plural } from '../text/figures.ts';
import { featureAucs } from './aucs.ts';
import { countLeaks, leakPeek, type FeatureCounts } from './counts.ts';
import type { Pairs } from './pairs.ts';
import { peekSeconds } from './peeks.ts';
import type { FeatureAuc, FeatureLeak, LeakageReport } from './report.ts';
import { oneToOne } from './one-to-one.ts';
import { findTarget } from './target.ts';

/** The leakage report of spec section 3.2 over both joins: a few passes over their rows, however many features. */
export async function leakageReport(engine: Engine, pairs: Pairs, run: Run = {}): Promise<LeakageReport> {
  const { plan, rows } = pairs.joined;
  const views = await coverage(engine, pairs.joined, stepOf(run, 'counting', 'matches', 0, 0.1));
  const failures = await notComputed(engine, pairs.joined, run);
  const counting = stepOf(run, 'counting', 'leaks', 0.1, 0.3);
  const { target, column } = await findTarget(engine, pairs, counting);
  const counts = await countLeaks(engine, pairs, column, counting);
  const peeks = await featurePeeks(engine, pairs, counts, stepOf(run, 'measuring', 'how far it peeked', 0.3, 0.5));
  const table = { name: pairs.table, rows };
  const measured = pairs.features.map((feature, i) => ({ ...feature, ...counts.features[i]! }));
  const ranking = stepOf(run, 'measuring', 'what it cost', 0.5, 1);
  const aucs = target && (await featureAucs(engine, table, measured, target, ranking));
  const unranked = measured.filter((_, i) => !aucs?.[i]);
  const alike = column?.few ? await oneToOne(engine, pairs, unranked, column.value, ranking) : null;
  // One that is computed is found where one of those that it reads is.
  const isFound = (view: number): boolean => {
    const inputs = plan.onDemand[view - views.length]?.inputs;
    return inputs ? inputs.some((input) => isFound(input.view)) : views[view]!.found > 0;
  };
  const isMeasured = ({ view, naiveNulls, asofNulls }: (typeof measured)[0]): boolean =>
    isFound(view) && (naiveNulls < rows || asofNulls < rows);
  const features = measured.map((feature, i): FeatureLeak => {
    const auc = aucs?.[i] ?? null;
    return {
      view: feature.viewName,
      feature: feature.name,
      leaked_rows: feature.leaked,
      leak_rate: isMeasured(feature) ? rate(feature.leaked, rows) : null,
      changed_rows: feature.changed,
      naive_nulls: feature.naiveNulls,
      asof_nulls: feature.asofNulls,
      peek_seconds: peeks[i]!,
      auc,
      suspicious: suspicion(
        { ...feature, alike: alike?.get(feature) },
        rows - feature.asofNulls,
        auc,
        plan.labels.target?.name,
      ),
    };
  });
  return {
    rows,
    leaked_rows: counts.rows,
    leak_rate:
      counts.rows > 0 || (views.every((_, i) => isFound(i)) && measured.some(isMeasured))
        ? rate(counts.rows, rows)
        : null,
    naive: pairs.naive,
    boundary: plan.options.boundary,
    target: plan.labels.target?.name ?? null,
    views,
    features,
    ...(failures.length > 0 && { not_computed: failures }),
  };
}

/** Where every pick of a view that is from the future has a value, a feature's peeks are the view's: measured once. */
async function featurePeeks(
  engine: Engine,
  pairs: Pairs,
  counts: { future: number[]; features: FeatureCounts[] },
  run: Run,
): Promise<FeatureLeak['peek_seconds'][]> {
  const columns = pairs.features.map((feature, i) => {
    const { leaked } = counts.features[i]!;
    if (leaked === 0) return null;
    const ofView = leaked === counts.future[feature.view];
    return ofView ? feature.future : leakPeek(feature);
  });
  const asked = new Map(columns.flatMap((column) => (column ? [[column.text, column] as const] : [])));
  const table = { name: pairs.table, rows: pairs.joined.rows };
  const found = await peekSeconds(engine, table, [...asked.values()], run);
  const places = [...asked.keys()];
  return columns.map((column) => (column ? found[places.indexOf(column.text)]! : null));
}

/** Spec section 3.2: as of each label's time a feature has no business to know the target so well. */
function suspicion(
  { equalsTarget, alike }: Pick<FeatureCounts, 'equalsTarget'> & { alike?: number },
  values: number,
  auc: FeatureAuc | null,
  target: string | undefined,
): string | null {
  if (equalsTarget !== null)
    return `it equals the target ${target} in ${allOf(equalsTarget, 'row')} that ${equalsTarget === 1 ? 'has' : 'have'} both`;
  if (alike !== undefined)
    return `it equals the target ${target} in other words: in ${allOf(alike, 'row')} that have both, each of its values goes with one of the target's`;
  if (auc?.asof == null || (auc.asof <= 0.99 && auc.asof >= 0.01)) return null;
  return `alone it ranks the target almost perfectly: AUC ${auc.asof.toFixed(3)} over ${plural(values, 'value')}`;
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
