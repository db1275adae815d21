import { toArrowStream, type Plain } from '../engine/arrow-stream.ts';
import { AsofError } from '../errors/asof-error.ts';
import { requireShallowJson } from '../table/text/json-depth.ts';
import { requireUniqueColumns } from '../table/unique-columns.ts';

type Json = null | boolean | number | bigint | string | object;

/** The rows of a JSON file. */
export interface JsonRows {
  stream: Uint8Array;
  /** Columns that are text in the stream and have to become HUGEINT, for which Arrow has no type. */
  wide: string[];
}

/**
 * JSON lines, or (`json`) an array of objects or objects one after the other, as an Arrow IPC stream:
 * DuckDB-Wasm has no JSON reader of its own. Columns of one kind are BOOLEAN, BIGINT, HUGEINT or DOUBLE;
 * all else is text, lists and objects as JSON. Integers of 64 bits stay exact, with a sign or without.
 */
export async function jsonToArrow(path: string, bytes: Uint8Array, kind: 'json' | 'jsonl'): Promise<JsonRows> {
  const text = decode(path, bytes);
  if (text.trim() === '') throw new AsofError('file_empty', { path }, { where: { file: path } });
  await requireShallowJson(path, kind, [bytes]);
  const objects = kind === 'jsonl' ? parseLines(path, text) : parseAny(path, text);
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  requireUniqueColumns(path, names);
  const value = (object: Record<string, Json>, name: string) => (Object.hasOwn(object, name) ? object[name]! : null);
  const built = names.map((name) => ({ name, ...toColumn(objects.map((object) => value(object, name))) }));
  return {
    stream: toArrowStream(built, [{ rows: objects.length, values: (i) => built[i]!.values }]),
    wide: built.filter(({ type }) => type === 'HUGEINT').map(({ name }) => name),
  };
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = lineOfBadByte(bytes);
    throw unreadable(path, `line ${line}: a byte that is not UTF-8`, line, cause);
  }
}

function lineOfBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end === -1 ? bytes.length : end));
    } catch {
      return line;
    }
    start = end === -1 ? bytes.length : end + 1;
  }
  return line;
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
    return (parse(text) as Json[]).map((value, i) => requireObject(path, value, `record ${i + 1}`));
  } catch (cause) {
    throw cause instanceof AsofError ? cause : unreadable(path, (cause as Error).message, undefined, cause);
  }
}

function toObject(path: string, text: string, place: string, line: number): Record<string, Json> {
  try {
    return requireObject(path, parse(text), place, line);
  } catch (cause) {
    throw cause instanceof AsofError ? cause : unreadable(path, `${place}: ${(cause as Error).message}`, line, cause);
  }
}

/** JSON.parse rounds long integers, so they are marked first; the first branch steps over strings. */
function parse(text: string): Json {
  const marked = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?[0-9]{16,}(?![0-9.eE])/g, (token) =>
    token.startsWith('"') ? token : `{"${mark}":"${token}"}`,
  );
  return JSON.parse(marked, (_, value: Json) => {
    const exact = value !== null && typeof value === 'object' && (value as Record<string, string>)[mark];
    return exact ? BigInt(exact) : value;
  }) as Json;
}
const mark = 'asof:integer';

function requireObject(path: string, value: Json, place: string, line?: number): Record<string, Json> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, Json>;
  throw unreadable(path, `${place}: not an object`, line);
}

function toColumn(values: Json[]): { type: string; values: Plain[] } {
  const known = values.filter((value) => value !== null);
  const every = (holds: (value: Json) => boolean) => known.length > 0 && known.every(holds);
  const build = (type: string, to: (value: Json) => Plain) => ({
    type,
    values: values.map((value) => (value === null ? null : to(value))),
  });
  if (every((value) => typeof value === 'boolean')) return build('BOOLEAN', (value) => value as boolean);
  if (every((value) => isInteger(value, -(2n ** 63n), 2n ** 63n)))
    return build('BIGINT', (value) => BigInt(value as number | bigint));
  if (every((value) => isInteger(value, -(2n ** 63n), 2n ** 64n))) return build('HUGEINT', String);
  if (every((value) => typeof value === 'number' || typeof value === 'bigint')) return build('DOUBLE', Number);
  return build('VARCHAR', toText);
}

function isInteger(value: Json, least: bigint, end: bigint): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'bigint' && value >= least && value < end);
}

function toText(value: Json): string {
  const inside = (_: string, part: Json) => (typeof part === 'bigint' ? String(part) : part);
  return typeof value === 'object' ? JSON.stringify(value, inside) : String(value);
}

function unreadable(path: string, reason: string, line?: number, cause?: unknown): AsofError {
  const where = { file: path, ...(line && { line }) };
  return new AsofError(
    'file_unreadable',
    { path, format: 'JSON', reason, hint: 'correct that line' },
    { where, cause },
  );
}
