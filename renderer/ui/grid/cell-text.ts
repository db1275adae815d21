/** A float as a person reads it: at most six significant digits, no more than needed, exponents only at the far ends. */
export function formatNumber(n: number): string {
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'NaN' : n > 0 ? '∞' : '-∞';
  if (Number.isInteger(n) && Math.abs(n) < 1e15) return String(n);
  const size = Math.abs(n);
  if (size >= 1e9 || size < 1e-4) return trimZeros(n.toExponential(4));
  return String(Number(n.toPrecision(6)));
}

/** A float with a fixed number of decimals, so that a column's points stand under each other; far ends as `formatNumber`. */
export function alignNumber(n: number, decimals: number): string {
  const size = Math.abs(n);
  if (!Number.isFinite(n) || size >= 1e9 || (size !== 0 && size < 0.5 * 10 ** -decimals)) return formatNumber(n);
  return n.toFixed(decimals);
}

/** How many decimals, up to four, show these numbers at six significant digits. */
export function decimalsOf(numbers: readonly number[]): number {
  return numbers.reduce((most, n) => {
    const text = formatNumber(n);
    if (/[e∞N]/.test(text)) return most;
    return Math.max(most, Math.min(4, text.split('.')[1]?.length ?? 0));
  }, 0);
}

function trimZeros(text: string): string {
  return text.replace(/\.?0+e/, 'e').replace('e+', 'e');
}
