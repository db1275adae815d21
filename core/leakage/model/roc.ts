import type { Draw } from './draw.ts';

/** An area under the ROC curve and the 95 % interval of its bootstrap. */
export interface AreaInterval {
  auc: number;
  low: number;
  high: number;
}

const resamples = 400;

/**
 * The area under the ROC curve of scores, by ranks; ties count one half. Null where a class is missing.
 *
 * @param positive 1 for the positive class.
 * @param times How often each row counts; once where it is not given.
 */
export function rankArea(scores: Float64Array, positive: Uint8Array, times?: Int32Array): number | null {
  return areaInOrder(inOrder(scores), scores, positive, times);
}

/** The area of each of some models over the same test rows. Each resample of the rows is the same for all of them. */
export function bootstrap(models: readonly Float64Array[], positive: Uint8Array, draw: Draw): AreaInterval[] {
  const orders = models.map(inOrder);
  const areas: number[][] = models.map(() => []);
  for (let round = 0; round < resamples; round++) {
    const times = new Int32Array(positive.length);
    for (let i = 0; i < positive.length; i++) times[Math.floor(draw() * positive.length)]!++;
    models.forEach((scores, m) => {
      const area = areaInOrder(orders[m]!, scores, positive, times);
      if (area !== null) areas[m]!.push(area);
    });
  }
  return models.map((scores, m) => {
    const sorted = areas[m]!.sort((a, b) => a - b);
    const share = (part: number): number => sorted[Math.round(part * (sorted.length - 1))]!;
    return { auc: areaInOrder(orders[m]!, scores, positive)!, low: share(0.025), high: share(0.975) };
  });
}

function inOrder(scores: Float64Array): Int32Array {
  return Int32Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
}

function areaInOrder(order: Int32Array, scores: Float64Array, positive: Uint8Array, times?: Int32Array): number | null {
  let [won, positives, negatives] = [0, 0, 0];
  for (let i = 0; i < order.length;) {
    let [p, n] = [0, 0];
    const score = scores[order[i]!]!;
    for (; i < order.length && scores[order[i]!] === score; i++) {
      const weight = times ? times[order[i]!]! : 1;
      if (positive[order[i]!]) p += weight;
      else n += weight;
    }
    won += p * (negatives + n / 2);
    positives += p;
    negatives += n;
  }
  return positives && negatives ? won / (positives * negatives) : null;
}
