/** A feature's values in a sample: numbers, of which NaN and the infinite are missing, or texts. */
export type SampleValues = Float64Array | readonly (string | null)[];

/** Turns a feature's values into columns of numbers as it learned from its training rows. */
export type Encoder = (values: SampleValues) => Float64Array[];

const mostLevels = 8;

/**
 * Learns from the training rows alone how to encode a feature. Numbers: missing ones become the median, beside a
 * column that marks them, where training rows lack some. Texts: a column for each of the eight commonest values,
 * the missing one among them. Every column has mean 0 and deviation 1; one that never changes is left out.
 */
export function learnEncoder(values: SampleValues, train: Int32Array): Encoder {
  const columns = values instanceof Float64Array ? numberColumns(values, train) : levelColumns(values, train);
  const scales = columns(values).map((column) => scaleOf(column, train));
  return (given) =>
    columns(given).flatMap((column, j) => {
      const { mean, deviation } = scales[j]!;
      return deviation > 0 ? [column.map((value) => (value - mean) / deviation)] : [];
    });
}

function numberColumns(values: Float64Array, train: Int32Array): (given: SampleValues) => Float64Array[] {
  const known = Float64Array.from(train, (row) => values[row]!)
    .filter(Number.isFinite)
    .sort();
  const middle = known.length >> 1;
  const median = known.length % 2 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2;
  const filled = Number.isFinite(median) ? median : 0;
  const lacks = known.length < train.length;
  return (given) => {
    const numbers = given as Float64Array;
    const marks = lacks ? [numbers.map((value) => (Number.isFinite(value) ? 0 : 1))] : [];
    return [numbers.map((value) => (Number.isFinite(value) ? value : filled)), ...marks];
  };
}

function levelColumns(values: readonly (string | null)[], train: Int32Array): (given: SampleValues) => Float64Array[] {
  const counts = new Map<string | null, number>();
  for (const row of train) counts.set(values[row]!, (counts.get(values[row]!) ?? 0) + 1);
  const levels = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostLevels);
  return (given) =>
    levels.map(([level]) => Float64Array.from(given as readonly (string | null)[], (value) => Number(value === level)));
}

function scaleOf(column: Float64Array, rows: Int32Array): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (const row of rows) sum += column[row]!;
  const mean = sum / rows.length;
  for (const row of rows) squares += (column[row]! - mean) ** 2;
  const deviation = Math.sqrt(squares / rows.length);
  // What is left of rounding is no deviation.
  return { mean, deviation: deviation > 1e-9 * Math.max(1, Math.abs(mean)) ? deviation : 0 };
}
