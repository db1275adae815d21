import { describeType } from './describe-type.ts';

/** A type of DuckDB, taken apart as far as what is in it can be told apart. */
export type NestedType =
  | { is: 'list'; of: NestedType }
  | { is: 'struct'; fields: { name: string; type: NestedType }[] }
  | { is: 'map'; key: NestedType; value: NestedType }
  | { is: 'plain'; type: string };

/** `STRUCT(a INTEGER, "b c" MAP(VARCHAR, DOUBLE[]))`. What is none of the above is `plain`. */
export function nestedType(text: string): NestedType {
  const type = text.trim();
  const { element } = describeType(type);
  if (element !== null) return { is: 'list', of: nestedType(element) };
  const [, word, inside] = /^(STRUCT|MAP)\((.*)\)$/s.exec(type) ?? [];
  if (word === 'MAP') {
    const [key, value] = parts(inside!);
    return { is: 'map', key: nestedType(key!), value: nestedType(value ?? '') };
  }
  if (word === 'STRUCT') {
    const fields = parts(inside!).map(field);
    // One without names is printed without.
    if (fields.every((one) => one !== null)) return { is: 'struct', fields };
  }
  return { is: 'plain', type };
}

function field(text: string): { name: string; type: NestedType } | null {
  const [, quoted, bare, type] = /^(?:"((?:[^"]|"")*)"|([^\s"(]+)) (.*)$/s.exec(text.trim()) ?? [];
  if (type === undefined) return null;
  return { name: bare ?? quoted!.replaceAll('""', '"'), type: nestedType(type) };
}

/** At the commas that are in no bracket and no quotes. */
function parts(text: string): string[] {
  const found: string[] = [];
  let [depth, from] = [0, 0];
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ',' && depth === 0) {
      found.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...found, text.slice(from)];
}
