import { toArrowStream, type ArrowValue } from '../engine/arrow-stream.ts';
import { AsofError } from '../errors/asof-error.ts';
import { badBytes, type Content, type TextFile } from '../table/text/content.ts';
import type { RoundedNumber } from '../table/text/json.ts';
import { requireShallowJson } from '../table/text/json-depth.ts';
import { requireKeys } from '../table/unique-columns.ts';
import { collect } from './text-file.ts';
import { keyText, parseJson, WrittenNumber, type Json } from './parse-json.ts';

/** The rows of a JSON file. */
export interface JsonRows {
  stream: Uint8Array;
  /** Columns that are text in the stream and have to become HUGEINT, for which Arrow has no type. */
  wide: string[];
  /** Columns that are text in the stream, of numbers that no one type of Arrow holds: it has to be found. */
  long: string[];
  /** Numbers that became others in becoming floats, one a column. */
  rounded: RoundedNumber[];
}

/** The objects of a JSON file, in lines or (`json`) an array of them or one after the other. */
export async function jsonObjects(
  file: TextFile,
  content: Content,
  kind: 'json' | 'jsonl',
): Promise<Record<string, Json>[]> {
  const { path } = file;
  const bytes = await collect(content.read());
  const text = await decode(bytes, (cause) => badBytes(file, content, cause));
  if (text.trim() === '') throw new AsofError('file_empty', { path }, { where: { file: path } });
  await requireShallowJson(path, kind, [bytes]);
  return kind === 'jsonl' ? parseLines(path, text) : parseAny(path, text);
}

/**
 * Objects as an Arrow IPC stream: DuckDB-Wasm has no JSON reader of its own. Columns of one kind are
 * BOOLEAN, BIGINT, HUGEINT or DOUBLE; all else is text, lists and objects as JSON. Integers stay exact.
 */
export function jsonToArrow(path: string, objects: readonly Record<string, Json>[]): JsonRows {
  const names = new Set<string>();
  for (const object of objects) for (const name of Object.keys(object)) names.add(name);
  requireKeys(path, [...names].map(keyText));
  const value = (object: Record<string, Json>, name: string) => (Object.hasOwn(object, name) ? object[name]! : null);
  const built = [...names].map((name) => ({
    name: keyText(name),
    ...toColumn(objects.map((object) => value(object, name))),
  }));
  const ofType = (type: string) => built.filter((column) => column.type === type).map(({ name }) => name);
  return {
    stream: toArrowStream(built, [{ rows: objects.length, values: (i) => built[i]!.values }]),
    wide: ofType('HUGEINT'),
    long: ofType('NUMERIC'),
    rounded: built.flatMap(({ name, rounded }) => (rounded === undefined ? [] : [{ name, text: rounded }])),
  };
}

async function decode(bytes: Uint8Array, refusal: (cause: unknown) => Promise<AsofError | null>): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw (await refusal(cause)) ?? cause;
  }
}

function parseLines(path: string, text: string): Record<string, Json>[] {
  const objects: Record<string, Json>[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() !== '') objects.push(toObject(path, line, `line ${i + 1}`, i + 1));
  });
  return objects;
}

/** What is in a `.json` file is told by its start: an array, a record a line, or records over several lines. */
function parseAny(path: string, text: string): Record<string, Json>[] {
  if (/^\s*\[/.test(text)) return parseArray(path, text);
  const [first] = /^.*$/m.exec(text.trimStart())!;
  return isWhole(first) ? parseLines(path, text) : parseRecords(path, text);
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Records end where their last bracket does. */
function parseRecords(path: string, text: string): Record<string, Json>[] {
  const objects: Record<string, Json>[] = [];
  let [depth, start, line] = [0, 0, 1];
  const add = (end: number) => {
    const record = text.slice(start, end);
    const at = line + linesIn(record) - linesIn(record.trimStart());
    if (record.trim() !== '') objects.push(toObject(path, record, `line ${at}`, at));
    line += linesIn(record);
    start = end;
  };
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') {
      depth--;
      if (depth === 0) add(index + 1);
    }
  }
  add(text.length);
  return objects;
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

function parseArray(path: string, text: string): Record<string, Json>[] {
  try {
    return (parseJson(text, 2) as Json[]).map((value, i) => requireObject(path, value, `record ${i + 1}`));
  } catch (cause) {
    throw cause instanceof AsofError ? cause : unreadable(path, (cause as Error).message, undefined, cause);
  }
}

function toObject(path: string, text: string, place: string, line: number): Record<string, Json> {
  try {
    return requireObject(path, parseJson(text, 1), place, line);
  } catch (cause) {
    throw cause instanceof AsofError ? cause : unreadable(path, `${place}: ${(cause as Error).message}`, line, cause);
  }
}

function requireObject(path: string, value: Json, place: string, line?: number): Record<string, Json> {
  if (isRecord(value)) return value;
  throw unreadable(path, `${place}: not an object`, line);
}

function isRecord(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof WrittenNumber);
}

interface Built {
  type: string;
  values: ArrowValue[];
  /** A fraction of which digits are lost. */
  rounded?: string;
}

function toColumn(values: readonly Json[]): Built {
  const known = values.filter((value) => value !== null);
  const every = (holds: (value: Json) => boolean) => known.length > 0 && known.every(holds);
  const build = (type: string, to: (value: Json) => ArrowValue) => ({
    type,
    values: values.map((value) => (value === null ? null : to(value))),
  });
  if (every((value) => typeof value === 'boolean')) return build('BOOLEAN', (value) => value as boolean);
  const whole = known.map(toInteger);
  const within = (least: bigint, end: bigint) =>
    whole.length > 0 && whole.every((value) => value !== null && value >= least && value < end);
  if (within(-(2n ** 63n), 2n ** 63n)) return build('BIGINT', toInteger);
  if (within(-(2n ** 63n), 2n ** 64n)) return build('HUGEINT', (value) => String(toInteger(value)));
  if (!every((value) => typeof value === 'number' || value instanceof WrittenNumber)) return build('VARCHAR', toText);
  const rounded = known.find((value) => value instanceof WrittenNumber && value.isRounded()) as
    WrittenNumber | undefined;
  const isDouble = whole.every((value) => value === null || BigInt(Number(value)) === value);
  const built = isDouble ? build('DOUBLE', Number) : build('NUMERIC', toText);
  return rounded ? { ...built, rounded: rounded.text } : built;
}

/** Null for what is not written as one. */
function toInteger(value: Json): bigint | null {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null;
  return value instanceof WrittenNumber && value.isWhole() ? BigInt(value.text) : null;
}

function toText(value: Json): string {
  if (typeof value === 'string') return value;
  if (value instanceof WrittenNumber || typeof value === 'number') return numberText(value, doubleText);
  return write(value);
}

/** JSON again, as DuckDB writes it. */
function write(value: Json): string {
  if (value instanceof WrittenNumber || typeof value === 'number')
    return numberText(value, (x) => withPoint(plainText(x).replace('e+', 'e')));
  if (Array.isArray(value)) return `[${value.map(write).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, part]) => `${JSON.stringify(keyText(key))}:${write(part)}`)
    .join()}}`;
}

function numberText(value: number | WrittenNumber, ofDouble: (x: number) => string): string {
  const whole = toInteger(value);
  if (whole !== null) return String(whole);
  return Number.isFinite(Number(value)) ? ofDouble(Number(value)) : (value as WrittenNumber).text;
}

/** As DuckDB prints it: 1.0, 1e-05. */
function doubleText(x: number): string {
  const [digits, exponent] = x.toExponential().split('e') as [string, string];
  if (x === 0 || (Number(exponent) >= -4 && Number(exponent) < 16)) return withPoint(plainText(x));
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

function plainText(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x);
}

function withPoint(text: string): string {
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function unreadable(path: string, reason: string, line?: number, cause?: unknown): AsofError {
  const where = { file: path, ...(line && { line }) };
  return new AsofError(
    'file_unreadable',
    { path, format: 'JSON', reason, hint: 'correct that line' },
    { where, cause },
  );
}
