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

/** The same without any space, for programs. A list of what JSON has is printed by the engine, which is much faster. */
export function compactJson(value: Exact): string {
  if (typeof value !== 'object' || value === null) return print(value, null);
  if (isList(value)) return value.every(isOfJson) ? JSON.stringify(value) : `[${value.map(compactJson).join(',')}]`;
  const entries = value instanceof Map ? [...(value as Map<string, Exact>)] : Object.entries(value as ExactObject);
  const said = entries.filter(([, one]) => one !== undefined);
  return `{${said.map(([name, one]) => `${JSON.stringify(name)}:${compactJson(one)}`).join(',')}}`;
}

/** Neither a bigint nor the negative zero, and nothing that has such in it. */
function isOfJson(value: Exact): boolean {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && !Object.is(value, -0))
  );
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
