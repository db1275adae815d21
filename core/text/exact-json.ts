import { onceEach } from './once-each.ts';

/** What `exactJson` prints. A Map is an object, whatever its names. */
export type Exact =
  null | undefined | boolean | number | bigint | string | readonly Exact[] | ReadonlyMap<string, Exact> | ExactObject;
interface ExactObject {
  readonly [name: string]: Exact;
}

/** JSON of two spaces a level, with every digit of a bigint, and the sign of zero. Numbers that JSON has not are null. */
export function exactJson(value: Exact): string {
  return print(value, '\n');
}

/** The same on one line. */
export function exactLine(value: Exact): string {
  return print(value, null);
}

/** The same without any space, for programs. What of it JSON has is printed by the engine, which is much faster, and a list that comes again only once. */
export function compactJson(value: Exact): string {
  const list = onceEach((items: readonly Exact[]) =>
    items.every(isOfJson) ? JSON.stringify(items) : `[${items.map(compact).join(',')}]`,
  );
  const compact = (one: Exact): string => {
    if (typeof one !== 'object' || one === null) return print(one, null);
    if (isList(one)) return list(one);
    const entries = one instanceof Map ? [...(one as Map<string, Exact>)] : Object.entries(one as ExactObject);
    const said = entries.filter(([, inner]) => inner !== undefined);
    return `{${said.map(([name, inner]) => `${JSON.stringify(name)}:${compact(inner)}`).join(',')}}`;
  };
  return compact(value);
}

/** Text, what is of JSON's own, or a plain object of these: neither a bigint nor the negative zero is in it. */
function isOfJson(value: Exact): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return !Object.is(value, -0);
    case 'object':
      return value === null || (!isList(value) && !(value instanceof Map) && Object.values(value).every(isOfJson));
    default:
      return false;
  }
}

/** `line` is how a line begins; null is on one. */
function print(value: Exact, line: string | null): string {
  if (typeof value === 'bigint') return String(value);
  if (Object.is(value, -0)) return '-0.0';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = line === null ? null : `${line}  `;
  if (isList(value))
    return between(
      '[',
      value.map((one) => print(one, inner)),
      ']',
      line,
    );
  const entries = value instanceof Map ? [...(value as Map<string, Exact>)] : Object.entries(value as ExactObject);
  const said = entries.filter(([, one]) => one !== undefined);
  return between(
    '{',
    said.map(([name, one]) => `${JSON.stringify(name)}: ${print(one, inner)}`),
    '}',
    line,
  );
}

function between(open: string, parts: readonly string[], close: string, line: string | null): string {
  if (parts.length === 0) return open + close;
  return line === null ? open + parts.join(', ') + close : `${open}${line}  ${parts.join(`,${line}  `)}${line}${close}`;
}

function isList(value: object): value is readonly Exact[] {
  return Array.isArray(value);
}
