import type { Engine, Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import { plural } from '../../text/figures.ts';
import { ranked, type LeakageReport } from '../report.ts';
import type { PairedFeature, Pairs } from '../pairs.ts';
import { findTarget } from '../target.ts';
import type { ModelCost, ModelCostFound, NamedFeature, PartOfRows } from './cost.ts';
import { drawFrom } from './draw.ts';
import { learnEncoder } from './encode.ts';
import { fit, scores } from './logistic.ts';
import { bootstrap, rankArea } from './roc.ts';
import { drawSample, isModelled, type Sample } from './sample.ts';
import { partRows, type Parts, type Split } from './split.ts';

const mostFeatures = 30;
const mostRepairs = 10;
/** So many rows of each class on either side of the split. */
const leastOfClass = 5;
const seed = 11;

/**
 * Three models of the report's features: what the naive join promises, what it delivers, and what an honest one does.
 * The same input gives the same figures. `why` where there is no target of two classes, or too few rows.
 */
export async function modelCost(
  engine: Engine,
  pairs: Pairs,
  report: LeakageReport,
  split: Split,
  run: Run,
): Promise<ModelCostFound> {
  const { target } = await findTarget(engine, pairs, run);
  if (!target) return { why: 'a model takes a target with two values' };
  const { chosen, leftOut } = chooseFeatures(pairs.features, report);
  if (chosen.length === 0) return { why: 'none of the features can be put into a model' };
  const sample = await drawSample(engine, pairs, chosen, target, run);
  const parts = partRows(sample.rows, split);
  if (!hasBoth(sample, parts))
    return {
      why: `a model takes ${leastOfClass} rows of each class to train and to test it, and there are ${plural(sample.rows, 'row')} with a target and a time`,
    };
  const models = new Models(sample, parts, run);
  const naive = await models.train(chosen.map(() => 'naive'));
  const asof = await models.train(chosen.map(() => 'asof'));
  const positive = models.tested;
  const tested = [naive('naive'), naive('asof'), asof('asof')];
  const [promised, delivered, honest] = bootstrap(tested, positive, drawFrom(seed));
  const repairs = await repairAll(models, chosen, report);
  const partOf = (rows: Int32Array): PartOfRows => ({
    rows: rows.length,
    leak_rate: rows.reduce((sum, row) => sum + sample.leaked[row]!, 0) / rows.length,
  });
  return {
    cost: {
      split,
      rows: sample.rows,
      of: sample.of,
      train: partOf(parts.train),
      test: partOf(parts.test),
      features: chosen.length,
      left_out: leftOut,
      promised: promised!,
      delivered: delivered!,
      honest: honest!,
      repairs,
    },
  };
}

/** Those that the naive join flatters most, where there are more than a model here takes; in the order of the report's features. */
function chooseFeatures(features: readonly PairedFeature[], report: LeakageReport) {
  const leftOut: ModelCost['left_out'] = [];
  const named = features.map((paired, i) => ({ paired, leak: report.features[i]! }));
  const usable = named.filter(({ paired, leak }) => {
    const why = isModelled(paired.type) ? null : `a model takes no ${paired.type}`;
    if (why !== null) leftOut.push({ view: leak.view, feature: leak.feature, why });
    return why === null;
  });
  const first = new Set(ranked(usable.map(({ leak }) => leak)).slice(0, mostFeatures));
  for (const { leak } of usable)
    if (!first.has(leak))
      leftOut.push({ view: leak.view, feature: leak.feature, why: `a model here takes ${mostFeatures} features` });
  return { chosen: usable.filter(({ leak }) => first.has(leak)).map(({ paired }) => paired), leftOut };
}

function hasBoth({ positive }: Sample, { train, test }: Parts): boolean {
  return [train, test].every((rows) => {
    const positives = rows.reduce((sum, row) => sum + positive[row]!, 0);
    return Math.min(positives, rows.length - positives) >= leastOfClass;
  });
}

type Side = 'naive' | 'asof';
/** Tests a trained model on one side's values, or each feature on its own: scores of the test rows. */
type Tested = (on: Side | readonly Side[]) => Float64Array;

/** Trains models on one sample, whose features come from either join. */
class Models {
  readonly #sample: Sample;
  readonly #parts: Parts;
  readonly #run: Run;

  constructor(sample: Sample, parts: Parts, run: Run) {
    this.#sample = sample;
    this.#parts = parts;
    this.#run = run;
  }

  /** The classes of the rows that are tested. */
  get tested(): Uint8Array {
    return Uint8Array.from(this.#parts.test, (row) => this.#sample.positive[row]!);
  }

  async train(sides: readonly Side[]): Promise<Tested> {
    const { features, positive } = this.#sample;
    const { train, test } = this.#parts;
    const encoders = features.map((feature, f) => learnEncoder(feature[sides[f]!], train));
    const columnsOf = (from: readonly Side[]): Float64Array[] =>
      features.flatMap((feature, f) => encoders[f]!(feature[from[f]!]));
    const weights = await fit(columnsOf(sides), train, positive, () => this.#pause());
    return (on) => scores(columnsOf(typeof on === 'string' ? sides.map(() => on) : on), test, weights);
  }

  /** Lets others have their turn, and this be stopped. */
  async #pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    if (this.#run.signal?.aborted) throw new AsofError('cancelled');
  }
}

async function repairAll(
  models: Models,
  chosen: readonly PairedFeature[],
  report: LeakageReport,
): Promise<ModelCost['repairs']> {
  const place = (leak: NamedFeature): number =>
    chosen.findIndex((paired) => paired.viewName === leak.view && paired.name === leak.feature);
  const changed = ranked(report.features.filter((leak) => leak.changed_rows > 0 && place(leak) >= 0));
  const sides = chosen.map((): Side => 'naive');
  const repairs: ModelCost['repairs'] = [];
  for (const [i, leak] of changed.slice(0, mostRepairs).entries()) {
    const also = i === mostRepairs - 1 ? changed.slice(mostRepairs) : [];
    for (const one of [leak, ...also]) sides[place(one)] = 'asof';
    const tested = await models.train(sides);
    const area = (on: Side | readonly Side[]): number => rankArea(tested(on), models.tested)!;
    const { view, feature } = leak;
    repairs.push({ view, feature, and: also.length, promised: area(sides), delivered: area('asof') });
  }
  return repairs;
}
