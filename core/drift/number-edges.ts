import { hasValue, type BatchReader } from '../engine/batches.ts';
import type { Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';

/** The reference's quantiles by steps of half a percent; every twentieth is a decile. */
const steps = 200;
const sampled = 50_000;
/** So many values are sorted at once. */
const valuesAtOnce = 10_000_000;

/** Where a number's values are counted between. */
export interface NumberEdges {
  /** Rising, each once. */
  fine: number[];
  deciles: number[];
  /** Of the reference: over the population; 0 where it is none that a number can hold. */
  deviation: number;
}

/** The bins' edges, from the reference; of one of many rows, from those of some, always the same ones. */
export async function numberEdges(
  engine: BatchReader,
  both: Sql,
  places: readonly number[],
  rows: number,
  run: Run,
): Promise<NumberEdges[]> {
  const step = rows > 4 * sampled ? Math.ceil(rows / sampled) : 1;
  const few = step > 1 ? sql` AND place % ${step} = 0` : sql``;
  const atOnce = Math.max(1, Math.floor((valuesAtOnce * step) / Math.max(1, rows)));
  const edges: NumberEdges[] = [];
  for (let from = 0; from < places.length; from += atOnce) {
    const some = places.slice(from, from + atOnce);
    const found = some.map(() => new Gathered());
    const query = sql`SELECT ${join(some.map((i) => ident(`v${i}`)))} FROM ${both} WHERE side = 0${few}`;
    await engine.numbers(
      query,
      ({ rows: count, columns }) => {
        columns.forEach((column, i) => {
          for (let row = 0; row < count; row++) if (hasValue(column, row)) found[i]!.add(column.values[row]!);
        });
      },
      run,
    );
    edges.push(...found.map((one) => edgesOf(one.sorted())));
  }
  return edges;
}

/** Finite numbers, however many. */
class Gathered {
  #values = new Float64Array(1024);
  #count = 0;

  add(value: number): void {
    if (value - value !== 0) return;
    if (this.#count === this.#values.length) {
      const more = new Float64Array(2 * this.#count);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[this.#count++] = value;
  }

  sorted(): Float64Array {
    return this.#values.subarray(0, this.#count).sort();
  }
}

function edgesOf(sorted: Float64Array): NumberEdges {
  if (sorted.length === 0) return { fine: [], deciles: [], deviation: 0 };
  const all = Array.from({ length: steps - 1 }, (_, i) => quantileOf(sorted, (i + 1) / steps));
  const deciles = all.filter((_, k) => (k + 1) % (steps / 10) === 0);
  return { fine: [...new Set(all)], deciles: [...new Set(deciles)], deviation: deviationOf(sorted) };
}

/** As DuckDB's `quantile_cont` has it. */
function quantileOf(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const [low, high, past] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!, at - Math.floor(at)];
  // Between equal values there is nothing to round.
  return low === high ? low : low * (1 - past) + high * past;
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return Number.isFinite(deviation) ? deviation : 0;
}
