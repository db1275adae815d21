const square = Math.PI ** 2;
const root = Math.sqrt(2 * Math.PI);

/** How often the statistic of n rows is below d: Kolmogorov's limit and its three corrections, of Pelz and Good (1976). */
export function pelzGood(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  const terms = Math.ceil((16 * z) / Math.PI);
  const sums = oddTerms(z, terms);
  const [second, third] = evenTerms(z, terms);
  const [k0, k1, k2, k3] = sums;
  return k0! + k1! / Math.sqrt(n) + (k2! + second) / n + (k3! + third) / n ** 1.5;
}

function oddTerms(z: number, terms: number): number[] {
  const q = Math.exp(-square / 8 / z ** 2);
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  let sums = [0, 0, 0, 0];
  for (let k = terms; k > 0; k--) {
    const m2 = (2 * k - 1) ** 2 * square;
    const added = [
      1,
      -z2 + m2 / 4,
      6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * m2) / 4 + (m2 ** 2 * (1 - 2 * z2)) / 16,
      -30 * z6 -
        90 * z ** 8 +
        (m2 * (135 * z4 - 96 * z6)) / 4 +
        (m2 ** 2 * (212 * z4 - 60 * z2)) / 16 +
        (m2 ** 3 * (5 - 30 * z2)) / 64,
    ];
    sums = sums.map((sum, i) => sum * q ** (8 * k) + added[i]!);
  }
  const scale = [z, 6 * z4, 72 * z ** 7, 6480 * z ** 10];
  return sums.map((sum, i) => (sum * q * root) / scale[i]!);
}

function evenTerms(z: number, terms: number): [second: number, third: number] {
  const q = Math.exp(-square / 2 / z ** 2);
  let [second, third] = [0, 0];
  for (let k = terms; k > 0; k--) {
    const term = k ** 2 * q ** (k ** 2);
    second += term;
    third += (3 * z ** 2 - square * k ** 2) * term;
  }
  return [(-second * square * root) / (36 * z ** 3), (third * square * root) / (216 * z ** 6)];
}
