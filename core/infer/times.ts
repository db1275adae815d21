import { AsofError } from '../errors/asof-error.ts';
import type { Inference } from '../model/definitions.ts';
import { describeType } from '../types/describe-type.ts';
import { isStoredAlone } from '../table/arrow/extensions.ts';
import { doubt } from './doubt.ts';
import { eventNameStrength, isKnownName, isWrittenName } from './names.ts';
import type { Shape, ShapedColumn } from './shape.ts';
import { sayReadings } from './time-readings.ts';

/** Which timestamps a table has. */
export interface TimesGuess {
  /** Null where there is none; `problem` says why. */
  timestampField: string | null;
  created: string | null;
  available: string | null;
  inferred: Inference[];
  problem: AsofError | null;
}

/** Guesses a table's event timestamp, created timestamp and available-at, by type first and name second. */
export function guessTimes(shape: Shape): TimesGuess {
  const times = shape.columns.filter((column) => column.isTime);
  const written = times.filter((column) => isWrittenName(column.name));
  const known = times.filter((column) => isKnownName(column.name) && !written.includes(column));
  const plain = times.filter((column) => !written.includes(column) && !known.includes(column));
  const event = guessEvent(plain.length > 0 ? plain : [...written, ...known], times);
  if (!event) return { timestampField: null, created: null, available: null, inferred: [], problem: noTime(shape) };
  const created = written.find((column) => column.name !== event.value);
  const available = known.find((column) => column.name !== event.value);
  const inferred = [event];
  if (created) inferred.push(named('created_timestamp_field', created, 'when a row was written'));
  if (available) inferred.push(named('available_at', available, 'when a row could first be known'));
  return {
    timestampField: event.value,
    created: created?.name ?? null,
    available: available?.name ?? null,
    inferred,
    problem: null,
  };
}

/** An index of times is what the rows are about, whatever other times they have. */
function guessEvent(candidates: readonly ShapedColumn[], times: readonly ShapedColumn[]): Inference | null {
  const index = candidates.find((column) => column.index === 'unnamed');
  if (index) {
    const reason = `pandas' index, which holds times${doubt(candidates.filter((column) => column !== index))}`;
    return { what: 'timestamp_field', value: index.name, reason };
  }
  const strongest = Math.max(...candidates.map((column) => eventNameStrength(column.name)));
  const [best, ...others] = candidates.filter((column) => eventNameStrength(column.name) === strongest);
  if (!best) return null;
  const what = { what: 'timestamp_field', value: best.name };
  const text = best.family === 'text' ? '; its text holds timestamps' : '';
  if (times.length === 1) return { ...what, reason: `the only timestamp column${text}` };
  const reason = strongest > 0 ? 'named like an event timestamp' : 'the first timestamp column';
  return { ...what, reason: `${reason}${text}${doubt(others)}` };
}

function named(what: string, column: ShapedColumn, meaning: string): Inference {
  return { what, value: column.name, reason: `named like ${meaning}` };
}

function noTime(shape: Shape): AsofError {
  const { name, columns } = shape.relation;
  const readable = shape.columns.find((column) => column.readings.length > 0);
  const isNumber = readable && readable.family !== 'text';
  const number = isNumber ? readable : shape.columns.find(isNumberNamedTime);
  const said = readable && sayReadings(readable.readings)!;
  if (number && (isNumber || !readable)) {
    const params = { table: name, column: number.name, type: number.type, ...(said && { hint: said }) };
    return new AsofError('timestamp_is_number', params);
  }
  const text = shape.columns.find((column) => column.sample !== null && eventNameStrength(column.name) > 1);
  const names = columns.map((column) => column.name).join(', ');
  const hint = text
    ? `${text.name} holds text like "${text.sample}"; write timestamps like 2024-03-01 09:00:00`
    : `none of its columns holds timestamps: ${names}${sayStored(shape)}`;
  const tried = said && `${readable.name}: ${said}`;
  return new AsofError('role_unknown', { role: 'event timestamp', table: name, hint: tried ?? hint });
}

/** What is said of columns of which the bare stored values are read, which may have been times. */
function sayStored({ relation: { columns, inferred } }: Shape): string {
  const said = inferred.filter(({ what, reason }) => {
    return isStoredAlone(reason) && columns.some(({ name }) => what === `type of ${name}`);
  });
  return said.map(({ what, reason }) => `; ${what.replace('type of ', '')}: ${reason}`).join('');
}

function isNumberNamedTime({ name, type }: ShapedColumn): boolean {
  return describeType(type).kind === 'number' && eventNameStrength(name) > 1;
}
