/** Stirling's series; what is small is first shifted to where it holds. */
export function lnGamma(x: number): number {
  let shift = 0;
  for (; x < 15; x++) shift += Math.log(x);
  const square = 1 / (x * x);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** How often chance gives a chi-square of these degrees of freedom that is at least `x`. */
export function chiSquareTail(degrees: number, x: number): number {
  if (!(x > 0)) return 1;
  return upperGamma(degrees / 2, x / 2);
}

/** The chi-square that chance exceeds with this probability. */
export function chiSquarePoint(degrees: number, tail: number): number {
  let [low, high] = [0, degrees + 10];
  while (chiSquareTail(degrees, high) > tail) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (chiSquareTail(degrees, middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** The regularized upper incomplete gamma function: by its series, or beyond it by its continued fraction (Lentz). */
function upperGamma(a: number, x: number): number {
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = a + 1; term > sum * 1e-17; n++) sum += term *= x / n;
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * fraction;
}
