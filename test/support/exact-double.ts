/* Doubles as whole multiples of the least of them, 2^-1074, for answers that nothing has rounded. */

const bits = new DataView(new ArrayBuffer(8));

/** A finite double, times 2^1074. */
export function exactly(value: number): bigint {
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const [exponent, fraction] = [(word >> 52n) & 0x7ffn, word & 0xfffffffffffffn];
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return word >> 63n ? -size : size;
}

/** The double nearest to a multiple of 2^-1074; of two the even one; infinite where it is none. */
export function nearestDouble(exact: bigint): number {
  if (exact < 0n) return -nearestDouble(-exact);
  const excess = BigInt(Math.max(0, exact.toString(2).length - 53));
  const [kept, rest] = [exact >> excess, exact & ((1n << excess) - 1n)];
  const half = excess === 0n ? 1n : 1n << (excess - 1n);
  const up = rest > half || (rest === half && kept & 1n) ? 1n : 0n;
  let value = Number(kept + up);
  let exponent = Number(excess) - 1074;
  for (; exponent < -1000; exponent += 1000) value *= 2 ** -1000;
  for (; exponent > 900; exponent -= 900) value *= 2 ** 900;
  return value * 2 ** exponent;
}
