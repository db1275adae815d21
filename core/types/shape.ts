import { AsofError } from '../errors/asof-error.ts';

/** Gives the value where it has the shape, else throws `bad_option` that names the place. */
export type Check<T> = (value: unknown, place: string) => T;

/** Longer text than any name, path or duration. */
const longest = 10_000;
const longestDocument = 5_000_000;
const mostItems = 10_000;

export const shortText: Check<string> = (value, place) =>
  typeof value === 'string' && value.length <= longest && !value.includes('\0') ? value : refuse(place, 'text');

/** What somebody wrote: a notebook, a statement. */
export const document: Check<string> = (value, place) =>
  typeof value === 'string' && value.length <= longestDocument
    ? value
    : refuse(place, `text of at most ${longestDocument} characters`);

export const trueOrFalse: Check<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : refuse(place, 'true or false');

/** What one can write in one word. */
export const scalar: Check<string | number | boolean> = (value, place) =>
  typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : shortText(value, place);

export const nothing: Check<null> = (value, place) =>
  value === null || value === undefined ? null : refuse(place, 'nothing');

/** A whole number that is not negative, up to `most`. */
export function numberUpTo(most: number): Check<number> {
  return (value, place) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
      ? value
      : refuse(place, `a whole number up to ${most}`);
}

export function bytesUpTo(most: number): Check<Uint8Array> {
  return (value, place) =>
    value instanceof Uint8Array && value.length <= most ? value : refuse(place, `at most ${most} bytes`);
}

/** A finite number that is not negative. */
export const size: Check<number> = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : refuse(place, 'a number that is not negative');

export const finite: Check<number> = (value, place) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(place, 'a finite number');

/** Microseconds since 1970. */
export const instant: Check<bigint> = (value, place) =>
  typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : refuse(place, 'an instant');

/** Microseconds, not negative, up to ten thousand years. */
export const spanOfTime: Check<bigint> = (value, place) =>
  typeof value === 'bigint' && value >= 0n && value <= 315_576_000_000_000_000n
    ? value
    : refuse(place, 'a span of time');

export function oneOf<const T extends string>(...choices: readonly T[]): Check<T> {
  return (value, place) => choices.find((choice) => choice === value) ?? refuse(place, `one of ${choices.join(', ')}`);
}

export function listed<T>(item: Check<T>): Check<T[]> {
  return (value, place) =>
    Array.isArray(value) && value.length <= mostItems
      ? value.map((entry: unknown, i) => item(entry, `${place}[${i}]`))
      : refuse(place, 'a list');
}

/** Text by name. */
export const textMap: Check<Record<string, string>> = (value, place) => {
  const given = Object.entries(asRecord(value) ?? refuse(place, 'an object'));
  if (given.length > mostItems) refuse(place, 'an object');
  return Object.fromEntries(
    given.map(([name, entry]) => [shortText(name, place), shortText(entry, `${place}.${name}`)]),
  );
};

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, place) => (value === null ? null : check(value, place));
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, place) => (value === undefined || value === null ? undefined : check(value, place));
}

type Fields = Record<string, Check<unknown>>;
type Shape<F extends Fields> = {
  [K in keyof F as undefined extends ReturnType<F[K]> ? never : K]: ReturnType<F[K]>;
} & {
  [K in keyof F as undefined extends ReturnType<F[K]> ? K : never]?: ReturnType<F[K]>;
};

/** An object with these fields and no others. */
export function fields<F extends Fields>(shape: F): Check<Shape<F>> {
  return (value, place) => {
    const given = asRecord(value) ?? refuse(place, 'an object');
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
    if (unknown !== undefined) refuse(`${place}.${unknown}`, 'left out');
    const checked = Object.entries(shape).map(
      ([name, check]) => [name, check(given[name], `${place}.${name}`)] as const,
    );
    return Object.fromEntries(checked.filter(([, field]) => field !== undefined)) as Shape<F>;
  };
}

/** An object whose field `tag` says which of the shapes it has. */
export function tagged<K extends string, T>(tag: K, shapes: Record<string, Check<T>>): Check<T> {
  return (value, place) => {
    const name = asRecord(value)?.[tag];
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    return shape ? shape(value, place) : refuse(`${place}.${tag}`, `one of ${Object.keys(shapes).join(', ')}`);
  };
}

function asRecord(value: unknown): Record<string, unknown> | null {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  return plain ? (value as Record<string, unknown>) : null;
}

function refuse(place: string, expected: string): never {
  throw new AsofError('bad_option', { message: `${place} must be ${expected}` });
}
