import { lnGamma } from './gamma.ts';
import { durbin } from './durbin.ts';
import { pelzGood } from './pelz-good.ts';

/**
 * The asymptotic p of a two-sample Kolmogorov-Smirnov statistic, as scipy's `ks_2samp(method='asymp')`: the
 * distribution of the one-sample statistic at n1 n2 / (n1 + n2) rows, chosen among methods as Simard and L'Ecuyer
 * (2011) do.
 */
export function ksP(d: number, n1: number, n2: number): number {
  const n = roundHalfEven((n1 * n2) / (n1 + n2));
  if (n < 1 || n * d <= 0.5) return 1;
  if (d >= 1) return 0;
  return Math.min(1, Math.max(0, tail(n, d)));
}

function tail(n: number, d: number): number {
  const square = n * d * d;
  // Of many rows the sum would be long, and the expansion is as good.
  const isSummed = n > 140 ? square >= 2.2 && n <= 20_000 : square > 4;
  if (d >= 0.5 || isSummed) return 2 * smirnov(n, d);
  if (n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4)) return 1 - durbin(n, d);
  return 1 - pelzGood(n, d);
}

/** How often chance gives a one-sided statistic of n rows that is at least d; exact. */
function smirnov(n: number, d: number): number {
  const whole = lnGamma(n + 1);
  let sum = (1 - d) ** n;
  for (let j = 1; j <= Math.floor(n * (1 - d)); j++) {
    const at = d + j / n;
    if (at >= 1) break;
    const choose = whole - lnGamma(j + 1) - lnGamma(n - j + 1);
    sum += d * Math.exp(choose + (j - 1) * Math.log(at) + (n - j) * Math.log1p(-at));
  }
  return sum;
}

function roundHalfEven(x: number): number {
  const near = Math.round(x);
  return near - x === 0.5 && near % 2 === 1 ? near - 1 : near;
}
