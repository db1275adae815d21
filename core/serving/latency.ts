/** How long requests took, in milliseconds. */
export interface Latencies {
  requests: number;
  median_ms: number;
  p95_ms: number;
  p99_ms: number;
  max_ms: number;
  bins: LatencyBin[];
}

/** `to_ms` belongs to the next one; the last has all that took longer, and no end. */
export interface LatencyBin {
  from_ms: number;
  to_ms: number | null;
  count: number;
}

const mostBins = 24;

/**
 * Of at least one request. Quantiles are of what was measured: the least that as great a share does not exceed. The
 * bins reach from the fastest to the 99th percentile, so that one slow request does not make all others one bar.
 */
export function latenciesOf(measured: readonly number[]): Latencies {
  const sorted = [...measured].sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  const [first, last] = [sorted[0]!, quantile(0.99)];
  const width = (last - first) / (mostBins - 1);
  const bins = width === 0 ? 1 : mostBins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const ms of sorted) counts[width === 0 ? 0 : Math.min(bins - 1, Math.floor((ms - first) / width))]!++;
  return {
    requests: sorted.length,
    median_ms: quantile(0.5),
    p95_ms: quantile(0.95),
    p99_ms: quantile(0.99),
    max_ms: sorted.at(-1)!,
    bins: counts.map((count, i) => ({
      from_ms: first + i * width,
      to_ms: i === bins - 1 ? null : first + (i + 1) * width,
      count,
    })),
  };
}
