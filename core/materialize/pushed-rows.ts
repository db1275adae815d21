import { AsofError } from '../errors/asof-error.ts';
import type { Source } from '../model/definitions.ts';
import type { RecordField, Schema } from '../online/schema.ts';
import { parseInstant } from '../time/instant.ts';
import { describeType } from '../types/describe-type.ts';

/** Rows that somebody sends, column by column: what JSON has. */
export type PushedColumns = Readonly<Record<string, readonly unknown[]>>;

/** Rows of which every column is there. */
export interface PushedRows {
  keys: Record<string, string[]>;
  times: { t: bigint; c: bigint | null }[];
  /** By feature; text, or a list of texts. */
  features: Record<string, (PushedCell | null)[]>;
}

/** Text that its type can be read from; of a list, one an element. */
export type PushedCell = string | (string | null)[];

/** Times may be called as in the source, or `event_timestamp` and `created`. Throws `bad_option`, `bad_timestamp`. */
export function checkRows(
  view: string,
  columns: PushedColumns,
  { keys, features }: Schema,
  source: Pick<Source, 'timestampField' | 'createdTimestampField'> | undefined,
): PushedRows {
  const lists = Object.entries(columns);
  const count = lists[0]?.[1].length ?? 0;
  const ragged = lists.find(([, values]) => values.length !== count);
  if (ragged) throw bad(`${ragged[0]} has ${ragged[1].length} values, ${lists[0]![0]} ${count}`, 'one for each row');
  const find = (names: readonly (string | undefined)[]) => names.find((name) => name && Object.hasOwn(columns, name));
  const time = find([source?.timestampField, 'event_timestamp']);
  const created = find([source?.createdTimestampField, 'created']);
  const lacking = [...keys, ...features].find(({ name }) => !Object.hasOwn(columns, name))?.name;
  if (lacking !== undefined || time === undefined)
    throw bad(`the rows have no column ${lacking ?? 'event_timestamp'}`, `${view} needs its keys, times and features`);
  return {
    keys: Object.fromEntries(keys.map(({ name }) => [name, columns[name]!.map((value) => requiredText(name, value))])),
    times: columns[time]!.map((value, r) => {
      const c = created === undefined ? null : (columns[created]![r] ?? null);
      return {
        t: parseInstant(requiredText(time, value)),
        c: c === null ? null : parseInstant(requiredText(created!, c)),
      };
    }),
    features: Object.fromEntries(
      features.map((field) => [field.name, columns[field.name]!.map((value) => cell(field, value))]),
    ),
  };
}

function cell({ name, type }: RecordField, value: unknown): PushedCell | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) !== (describeType(type).element !== null))
    throw bad(`${name} is ${type}, which ${JSON.stringify(value)} is not`, `write values of ${type}`);
  if (!Array.isArray(value)) return requiredText(name, value);
  return value.map((one: unknown) => (one === null ? null : requiredText(name, one)));
}

function requiredText(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw bad(`${name} holds what is neither text, number nor boolean`, 'no key and no time is null');
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
