import { isScalar, type Node } from 'yaml';
import { inline } from '../../model/edit-text.ts';
import { parseYaml } from '../../model/parse-yaml.ts';
import { sql } from '../../sql/sql.ts';

/** What `{{name}}` can stand for. A whole number that JavaScript cannot hold is a bigint. */
export type ParameterValue = string | number | bigint | boolean | null;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** What may be a parameter's name. */
export const parameterName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** A scalar's value; undefined of what is no scalar, or no finite number. */
export function parameterValue(node: Node | null): ParameterValue | undefined {
  if (node === null) return null;
  if (!isScalar(node)) return undefined;
  const { value, source = '' } = node;
  if (typeof value === 'number') {
    if (/^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value)) return BigInt(source);
    return Number.isFinite(value) ? value : undefined;
  }
  return value === null || typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
}

/** What `--param name=TEXT` gives: a value as YAML reads it where that is one, else the text itself. */
export function givenParameter(text: string): ParameterValue {
  const document = parseYaml(text);
  const value = document.errors.length > 0 ? undefined : parameterValue(document.contents);
  return value === undefined || (value === null && text.trim() === '') ? text : value;
}

/** In brackets where it has a sign: two of them would begin a comment. */
export function sqlLiteral(value: ParameterValue): string {
  const text = typeof value === 'bigint' ? String(value) : sql`${value}`.text;
  return text.startsWith('-') ? `(${text})` : text;
}

export function yamlLiteral(value: ParameterValue): string {
  return inline(value);
}
