/** How long requests took, in milliseconds. */
export interface Latencies {
  requests: number;
  median_ms: number;
  p95_ms: number;
  p99_ms: number;
  max_ms: number;
  bins: LatencyBin[];
}

/** `to_ms` belongs to the next one, of the last to itself. */
export interface LatencyBin {
  from_ms: number;
  to_ms: number;
  count: number;
}

const mostBins = 24;
/** What is measured is no finer. */
const finest = 0.001;

/**
 * Of at least one request. Quantiles are of what was measured: the least that as great a share does not exceed. Each
 * bin is by the same factor wider than the one before: a slow request is often a hundred times as slow as others.
 */
export function latenciesOf(measured: readonly number[]): Latencies {
  const sorted = measured.map((ms) => Math.max(finest, ms)).sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const bins = first === last ? 1 : mostBins;
  const edge = (i: number): number => (i === bins ? last : first * (last / first) ** (i / bins));
  const counts = Array.from({ length: bins }, () => 0);
  let bin = 0;
  for (const ms of sorted) {
    while (bin < bins - 1 && ms >= edge(bin + 1)) bin++;
    counts[bin]!++;
  }
  return {
    requests: sorted.length,
    median_ms: quantile(0.5),
    p95_ms: quantile(0.95),
    p99_ms: quantile(0.99),
    max_ms: last,
    bins: counts.map((count, i) => ({ from_ms: edge(i), to_ms: edge(i + 1), count })),
  };
}
