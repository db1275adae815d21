/** How often the statistic of n rows is below d: Durbin's matrix as Marsaglia, Tsang and Wang (2003) multiply it. Exact, for small n d. */
export function durbin(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const power = toPower(matrixOf(size, k - n * d), n, size);
  let value = power.matrix[(k - 1) * size + k - 1]!;
  let exponent = power.exponent;
  for (let i = 1; i <= n; i++) {
    value = (value * i) / n;
    if (value < 1e-140) [value, exponent] = [value * 1e140, exponent - 140];
  }
  return value * 10 ** exponent;
}

function matrixOf(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const at = (i: number, j: number): number => i * size + j;
  for (let i = 0; i < size; i++) for (let j = 0; j < Math.min(size, i + 2); j++) matrix[at(i, j)] = 1;
  for (let i = 0; i < size; i++) {
    matrix[at(i, 0)]! -= h ** (i + 1);
    matrix[at(size - 1, i)]! -= h ** (size - i);
  }
  matrix[at(size - 1, 0)]! += 2 * h > 1 ? (2 * h - 1) ** size : 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < Math.min(size, i + 2); j++) for (let g = 1; g <= i - j + 1; g++) matrix[at(i, j)]! /= g;
  return matrix;
}

/** With the exponent of ten apart, which would overflow. */
interface Scaled {
  matrix: Float64Array;
  exponent: number;
}

function toPower(matrix: Float64Array, n: number, size: number): Scaled {
  if (n === 1) return { matrix, exponent: 0 };
  const half = toPower(matrix, Math.floor(n / 2), size);
  const square = times(half.matrix, half.matrix, size);
  const power = { matrix: n % 2 ? times(matrix, square, size) : square, exponent: 2 * half.exponent };
  const middle = Math.floor(size / 2);
  if (power.matrix[middle * size + middle]! <= 1e140) return power;
  return { matrix: power.matrix.map((value) => value * 1e-140), exponent: power.exponent + 140 };
}

function times(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j++) product[i * size + j]! += factor * b[k * size + j]!;
    }
  return product;
}
