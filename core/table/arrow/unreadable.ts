import { AsofError } from '../../errors/asof-error.ts';
import { damaged } from './damage.ts';
import { TooLarge } from './vector.ts';

/** What is whole and well made, and still not read here. */
export class Refused extends Error {
  readonly hint: string;

  constructor(reason: string, hint: string) {
    super(reason);
    this.hint = hint;
  }
}

/** More digits than DuckDB has room for. */
export const mostDigits = 38;

export function tooPrecise(path: string, digits: number): Refused {
  const hint = `write it as decimal128 with at most ${mostDigits} digits, or as float64`;
  return refused(path, `a decimal of ${digits} digits; ${mostDigits} is the most`, hint);
}

/** `time` with its unit; of numpy the least number of all stands for no time. */
export function tooFar(path: string, time: string): Refused {
  return refused(path, `a time that no microseconds hold (${time})`, 'write null in its place, or leave that row out');
}

export function tooWide(path: string, bits: number): Refused {
  return refused(path, `an integer of ${bits} bits`, 'write it as decimal128 or int64');
}

export function isVariant(path: string): Refused {
  return refused(path, 'a variant', 'write it as JSON text, or each part as a column');
}

export function refused(
  path: string,
  what: string,
  hint = 'leave that column out, or write it as another type',
): Refused {
  return new Refused(`its column "${path}" is ${what}`, hint);
}

/** What was wrong with a file of Arrow's columns, as a user is told it. */
export function unreadable(path: string, cause: unknown, format = 'Arrow'): AsofError {
  const hint =
    cause instanceof Refused
      ? cause.hint
      : cause instanceof TooLarge
        ? 'write it as Parquet, which is read piece by piece'
        : undefined;
  const params = { path, format, reason: reasonOf(cause), ...(hint && { hint }) };
  return new AsofError('file_unreadable', params, { where: { file: path }, cause });
}

function reasonOf(cause: unknown): string {
  // What the reading of bytes that are no metadata throws says nothing to a reader.
  if (cause instanceof RangeError || cause instanceof TypeError || isTrap(cause)) return damaged;
  return String(cause).replace(/^(?:[\w ]*[Ee]rror: )+/, '');
}

/** A panic of a reader in WebAssembly, whose types pure code does not know. */
function isTrap(cause: unknown): boolean {
  return cause instanceof Error && /^(?:\w*: )?(?:RuntimeError|unreachable)/.test(String(cause));
}
