/** What the squares of the weights are worth beside the rows: C = 1 of scikit-learn's LogisticRegression. */
const ridge = 1;
const mostSteps = 50;
const enough = 1e-6;

/** Weights of a logistic regression; the first is the intercept. */
export type Weights = Float64Array;

/**
 * A logistic regression with a ridge penalty on all weights but the intercept, by Newton's method (iteratively
 * reweighted least squares; Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.4.1).
 *
 * @param columns One array a column, of all rows; on one scale, since the penalty is the same for each.
 * @param rows The rows to learn from.
 * @param positive 1 for the positive class, of all rows.
 * @param pause Is waited for between steps.
 */
export async function fit(
  columns: readonly Float64Array[],
  rows: Int32Array,
  positive: Uint8Array,
  pause: () => Promise<void>,
): Promise<Weights> {
  const own = [new Float64Array(rows.length).fill(1), ...columns.map((column) => at(column, rows))];
  const classes = Float64Array.from(rows, (row) => positive[row]!);
  let weights: Weights = new Float64Array(own.length);
  let loss = lossOf(own, classes, weights);
  for (let step = 0; step < mostSteps; step++) {
    await pause();
    const move = newtonStep(own, classes, weights);
    // A whole step may go too far where classes are nearly apart.
    let share = 1;
    let next = moved(weights, move, share);
    let nextLoss = lossOf(own, classes, next);
    for (; nextLoss > loss && share > 1e-4; nextLoss = lossOf(own, classes, next))
      next = moved(weights, move, (share /= 2));
    const gained = loss - nextLoss;
    if (gained > 0) [weights, loss] = [next, nextLoss];
    if (gained <= enough * Math.max(1, loss)) break;
  }
  return weights;
}

/** Log odds of the rows: they rank as the probabilities do. */
export function scores(columns: readonly Float64Array[], rows: Int32Array, weights: Weights): Float64Array {
  return sumOf([new Float64Array(rows.length).fill(1), ...columns.map((column) => at(column, rows))], weights);
}

function at(column: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!);
}

function sumOf(columns: readonly Float64Array[], weights: Weights): Float64Array {
  const sums = new Float64Array(columns[0]!.length);
  columns.forEach((column, j) => {
    const weight = weights[j]!;
    for (let i = 0; i < sums.length; i++) sums[i]! += weight * column[i]!;
  });
  return sums;
}

function lossOf(columns: readonly Float64Array[], classes: Float64Array, weights: Weights): number {
  let loss = 0;
  sumOf(columns, weights).forEach((odds, i) => {
    loss += Math.max(odds, 0) - odds * classes[i]! + Math.log1p(Math.exp(-Math.abs(odds)));
  });
  for (let j = 1; j < weights.length; j++) loss += (ridge / 2) * weights[j]! ** 2;
  return loss;
}

function moved(weights: Weights, move: Float64Array, share: number): Weights {
  return weights.map((weight, j) => weight - share * move[j]!);
}

function newtonStep(columns: readonly Float64Array[], classes: Float64Array, weights: Weights): Float64Array {
  const chances = sumOf(columns, weights).map((odds) => 1 / (1 + Math.exp(-odds)));
  const slopes = columns.map((column, j) => {
    let sum = j === 0 ? 0 : ridge * weights[j]!;
    for (let i = 0; i < column.length; i++) sum += column[i]! * (chances[i]! - classes[i]!);
    return sum;
  });
  const curves = columns.map((column, j) => {
    const weighted = column.map((value, i) => value * Math.max(chances[i]! * (1 - chances[i]!), 1e-12));
    return columns.slice(0, j + 1).map((other, k) => {
      let sum = j === k && j > 0 ? ridge : 0;
      for (let i = 0; i < weighted.length; i++) sum += weighted[i]! * other[i]!;
      return sum;
    });
  });
  return solve(curves, slopes);
}

/** Solves a symmetric positive definite system by Cholesky's decomposition. `lower`: its rows up to the diagonal. */
function solve(lower: number[][], right: readonly number[]): Float64Array {
  const root: number[][] = [];
  lower.forEach((row, j) => {
    root.push([]);
    row.forEach((value, k) => {
      const rest = root[j]!.reduce((sum, one, m) => (m < k ? sum - one * root[k]![m]! : sum), value);
      root[j]!.push(j === k ? Math.sqrt(Math.max(rest, 1e-12)) : rest / root[k]![k]!);
    });
  });
  const found = Float64Array.from(right);
  for (let j = 0; j < found.length; j++) {
    for (let k = 0; k < j; k++) found[j]! -= root[j]![k]! * found[k]!;
    found[j]! /= root[j]![j]!;
  }
  for (let j = found.length - 1; j >= 0; j--) {
    for (let k = j + 1; k < found.length; k++) found[j]! -= root[k]![j]! * found[k]!;
    found[j]! /= root[j]![j]!;
  }
  return found;
}
