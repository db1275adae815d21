/**
 * Safe SQL text. A value can never become SQL by accident: a hole in the `sql` tag takes another
 * fragment, or a plain value that is printed as a literal. Names go through `ident`.
 *
 * DuckDB refuses bound parameters in CREATE VIEW, ATTACH and others, and DuckDB-Wasm sends them as
 * JSON, so both engines are given printed literals: what a user copies is what ran.
 */
export interface Sql {
  readonly text: string;
}

type Hole = Sql | string | number | bigint | boolean | null;

/** Composes a fragment. Strings, numbers, bigints, booleans and null in holes are printed as literals. */
export function sql(parts: TemplateStringsArray, ...holes: Hole[]): Sql {
  let text = parts[0]!;
  holes.forEach((hole, i) => (text += toText(hole) + parts[i + 1]!));
  return { text };
}

/** A quoted identifier; dotted names are one identifier, pass several for a path. */
export function ident(...names: string[]): Sql {
  return { text: names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.') };
}

/** Joins fragments with a separator, a comma by default. */
export function join(fragments: readonly Sql[], separator = ', '): Sql {
  return { text: fragments.map((fragment) => fragment.text).join(separator) };
}

/** What a prepared statement is given in a place, counted from 0: a list of texts. */
export function textsParameter(place: number): Sql {
  return { text: `$${place + 1}::VARCHAR[]` };
}

/** A `['a', 'b', NULL]` list literal. */
export function list(values: readonly (string | number | null)[]): Sql {
  return { text: `[${values.map(toText).join(', ')}]` };
}

/** A type, by the name that an engine gave a column's: `DECIMAL(10,2)`. */
export function typeName(name: string): Sql {
  return { text: name };
}

/** Text that is SQL already. The one way around quoting: grep for it. */
export function unsafe(text: string): Sql {
  return { text };
}

export const empty: Sql = { text: '' };

function toText(hole: Hole): string {
  if (hole === null) return 'NULL';
  switch (typeof hole) {
    case 'string':
      return literal(hole);
    case 'number':
      if (!Number.isFinite(hole)) throw new TypeError(`not a finite number: ${hole}`);
      return Object.is(hole, -0) ? '-0e0' : String(hole);
    case 'bigint':
      return `${hole}::${BigInt.asIntN(64, hole) === hole ? 'BIGINT' : 'HUGEINT'}`;
    case 'boolean':
      return hole ? 'TRUE' : 'FALSE';
    default:
      return hole.text;
  }
}

function literal(value: string): string {
  if (value.includes('\0')) throw new TypeError('a string for SQL cannot hold a NUL character');
  return `'${value.replaceAll("'", "''")}'`;
}
