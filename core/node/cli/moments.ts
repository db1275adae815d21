import { parseInstant } from '../../time/instant.ts';

/** This machine's clock. */
export function now(): bigint {
  return BigInt(Date.now()) * 1000n;
}

/** A moment that is given on the command line; null where it is not. Throws `bad_timestamp`. */
export function moment(text: string | undefined): bigint | null {
  return text === undefined ? null : parseInstant(text);
}
