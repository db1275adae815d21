import { AsofError } from '../errors/asof-error.ts';
import type { Inference } from '../model/definitions.ts';
import { folderHint } from '../table/partitions.ts';
import { isComparable } from '../types/describe-type.ts';
import { doubt } from './doubt.ts';
import { isKeyName, isRowNumberName } from './names.ts';
import type { Shape, ShapedColumn } from './shape.ts';

export interface KeysContext {
  /** Join keys that definitions name. */
  known: readonly string[];
  /** The tables that this one will be joined with. */
  partners: readonly Shape[];
  /** Columns that have another part: timestamps, the target. */
  taken: readonly string[];
}

export interface KeysGuess {
  keys: string[];
  inferred: Inference[];
  problem: AsofError | null;
}

/** Guesses a table's join keys: those that definitions name, else what the tables have in common, names before types. */
export function guessKeys(shape: Shape, context: KeysContext): KeysGuess {
  const free = shape.columns.filter((column) => !context.taken.includes(column.name));
  const known = free.filter((column) => context.known.includes(column.name));
  if (known.length) return guess(known, 'the join keys of asof.yaml that it has');
  const shared = context.partners.length ? sharedOf(free, context.partners) : free;
  const candidates = preferably(shared.filter(canBeKey), (column) => column.index !== 'counting');
  const where = context.partners.length ? 'in both files' : 'in the file';
  const named = preferably(
    candidates.filter((column) => isKeyName(column.name)),
    (column) => !isRowNumberName(column.name),
  );
  if (named.length) {
    const rest = candidates.filter((column) => !named.includes(column) && context.partners.length > 0);
    return guess(named, `${where}, and named like a key${doubt(rest)}`);
  }
  const text = candidates.filter((column) => column.family !== 'integer');
  const [first, ...rest] = candidates;
  if (text.length && context.partners.length) return guess(text, `the only text ${where}`);
  if (first) return guess([first], `the first column ${where} that can name something${doubt(rest)}`);
  return { keys: [], inferred: [], problem: noKey(shape, context) };
}

/** Columns that a partner has too; where none is of one name, those whose names differ in case alone. */
function sharedOf(columns: readonly ShapedColumn[], partners: readonly Shape[]): ShapedColumn[] {
  const exact = columns.filter((column) => isShared(column, partners, (name) => name));
  if (exact.some(canBeKey)) return exact;
  return columns.filter((column) => isShared(column, partners, (name) => name.toLowerCase()));
}

/** One partner that has it is enough: each may describe another entity. A key's name says more than its type. */
function isShared(column: ShapedColumn, partners: readonly Shape[], plain: (name: string) => string): boolean {
  return partners.some((partner) => {
    const other = partner.columns.find((one) => plain(one.name) === plain(column.name));
    return other && !other.isTime && (isKeyName(column.name) || isComparable(other.type, column.type));
  });
}

/** Decimals, floats and bytes name something only where their name says so: Snowflake's NUMBER, pandas' integers with a null. */
function canBeKey(column: ShapedColumn): boolean {
  if (column.isTime) return false;
  if (['decimal', 'float', 'BLOB'].includes(column.family)) return isKeyName(column.name);
  return (['integer', 'text', 'UUID'] as string[]).includes(column.family);
}

/** Those for which it holds, where it does for any. */
function preferably(columns: ShapedColumn[], holds: (column: ShapedColumn) => boolean): ShapedColumn[] {
  const some = columns.filter(holds);
  return some.length ? some : columns;
}

function guess(columns: readonly ShapedColumn[], reason: string): KeysGuess {
  const keys = columns.map((column) => column.name);
  return { keys, inferred: [{ what: 'join_keys', value: keys.join(', '), reason }], problem: null };
}

/** Why a column whose name a partner has too is taken for no key; null where none has. */
function notShared({ name, type }: ShapedColumn, partners: readonly Shape[]): string | null {
  for (const { relation, columns } of partners) {
    const other = columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!other) continue;
    if (!isComparable(type, other.type)) return `${name} is ${type}, and in ${relation.name} ${other.type}`;
    return `${name} is ${type} in both, which is guessed to be no key`;
  }
  return null;
}

function noKey(shape: Shape, { partners, taken }: KeysContext): AsofError {
  const names = (one: Shape): string => one.columns.map((column) => column.name).join(', ');
  const others = partners.map((partner) => `${partner.relation.name} has ${names(partner)}`).join('; ');
  const alike = shape.columns.flatMap((column) =>
    taken.includes(column.name) ? [] : (notShared(column, partners) ?? []),
  );
  const apart = alike.length
    ? `${alike.join('; ')}; say in asof.yaml which are join keys`
    : 'the join keys must have one name in both, and values that name something';
  const everybody = 'if its values hold for everybody, it needs none: entities: [] in asof.yaml';
  const inFolders = partners.flatMap(({ relation, columns }) => [
    ...columns.flatMap(({ name }) => folderHint(shape.relation, name) ?? []),
    ...shape.columns.flatMap(({ name }) => folderHint(relation, name) ?? []),
  ]);
  if (inFolders.length > 0)
    return new AsofError('role_unknown', { role: 'join keys', table: shape.relation.name, hint: inFolders[0]! });
  const hint = `it has ${names(shape)}${others && `; ${others}`}; ${apart}; ${everybody}`;
  return new AsofError('role_unknown', { role: 'join keys', table: shape.relation.name, hint });
}
