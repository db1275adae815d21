/** This machine's clock, in microseconds since 1970. */
export function clock(): bigint {
  return BigInt(Date.now()) * 1000n;
}
