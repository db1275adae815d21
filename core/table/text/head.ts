import { joinBytes } from '../../text/join-bytes.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { Inference, TextOptions } from '../../model/definitions.ts';
import { notUtf8 } from './content.ts';
import { CsvScan } from './csv-scan.ts';
import { dialectOf, type Dialect } from './dialect.ts';

/** How many bytes of a file hold its header, at most. */
export const headBytes = 1 << 20;

/** The beginning of a text file, as UTF-8 without a byte order mark. */
export interface Head {
  path: string;
  bytes: Uint8Array;
  isWhole: boolean;
}

/** How a file is written, and its first records. */
export interface ReadHead {
  dialect: Dialect;
  names: string[];
  /** The first name is missing: pandas writes its index so. */
  unnamed: boolean;
  /** The first rows; null where there is no value. */
  rows: (string | null)[][];
  inferred: Inference[];
}

/** Files of countries that write 1,5 come with semicolons. */
const delimiters = [',', ';', '\t', '|'];
const shown: Record<string, string> = { '\t': 'tab' };
const lookedAt = 200;
const pieceBytes = 1 << 14;

/**
 * What the beginning of a file tells. DuckDB's own detection is not used: it renames columns that are
 * there twice, and guesses quotes, comments and the order of day and month. Throws `file_empty` and
 * `file_unreadable`.
 */
export function readHead(head: Head, usual: ',' | '\t', said: TextOptions): ReadHead {
  const { path } = head;
  if (head.bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13)))
    throw new AsofError('file_empty', { path }, { where: { file: path } });
  const mark = separatorLine(head, said);
  const options = mark === null ? said : { delimiter: mark, ...said, skipLines: 1 };
  const delimiter = options.delimiter ?? (usual === '\t' ? usual : likelyDelimiter(head, options));
  const dialect = dialectOf(options, delimiter);
  const records = firstRecords(head, dialect);
  const inferred: Inference[] = [];
  if (said.delimiter === undefined && (mark !== null || delimiter !== usual)) {
    const reason =
      mark === null ? 'the mark that cuts the first lines into as many values each' : `line 1 says sep=${delimiter}`;
    inferred.push({ what: 'delimiter', value: shown[delimiter] ?? delimiter, reason });
  }
  const [first, second] = records;
  if (!first) throw new AsofError('file_empty', { path }, { where: { file: path } });
  if (!dialect.header)
    return { dialect, names: first.map((_, i) => `column${i + 1}`), unnamed: false, rows: records, inferred };
  if (options.header === undefined && second && looksLikeData(first, second)) throw headless(path, first);
  if (options.header === undefined && isTitle(records)) throw titled(path, first[0]!);
  const names = first.map((name, i) => name?.trim() || `column${i + 1}`);
  // DuckDB does not look at the header's bytes.
  if (names.some((name) => name.includes('\ufffd'))) throw notUtf8(path, 'CSV', 1 + dialect.skipLines);
  const unnamed = names.length > 1 && !first[0]?.trim();
  return { dialect, names, unnamed, rows: records.slice(1), inferred };
}

/** What Excel writes, and reads, above the names: `sep=;`. Null where the file begins otherwise, or its first lines are skipped anyway. */
function separatorLine({ bytes }: Head, { skipLines = 0 }: TextOptions): string | null {
  if (skipLines > 0) return null;
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 10));
  return /^"?sep=([,;\t|])"?\r?\n/i.exec(start)?.[1] ?? null;
}

/** The one under which the first records are equally wide, and widest. */
function likelyDelimiter(head: Head, options: TextOptions): string {
  let best = { delimiter: ',', width: 1 };
  for (const delimiter of delimiters) {
    const width = widthUnder(head, dialectOf(options, delimiter));
    if (width !== null && width > best.width) best = { delimiter, width };
  }
  if (best.width > 1) return best.delimiter;
  // None does: the file is ragged, which is to be said of the mark that its first record has.
  const first = (delimiter: string) => firstRecords(head, dialectOf(options, delimiter), 1)[0]?.length ?? 0;
  return delimiters.find((delimiter) => tried(() => first(delimiter) > 1)) ?? ',';
}

/** Null where they are not equally wide. */
function widthUnder(head: Head, dialect: Dialect): number | null {
  return tried(() => firstRecords(head, dialect)[0]?.length ?? null);
}

function tried<T>(what: () => T): T | null {
  try {
    return what();
  } catch (error) {
    if (error instanceof AsofError) return null;
    throw error;
  }
}

function firstRecords({ path, bytes, isWhole }: Head, dialect: Dialect, most = lookedAt): (string | null)[][] {
  const written: Uint8Array[] = [];
  const scan = new CsvScan(path, dialect, (piece) => written.push(piece.slice()));
  try {
    for (let at = 0; at < bytes.length && scan.records <= most; at += pieceBytes)
      scan.push(bytes.subarray(at, at + pieceBytes));
    if (isWhole && scan.records <= most) scan.end();
  } catch (error) {
    // What is wrong behind the records that are asked for shows when all are read.
    if (scan.records < most) throw error;
  }
  if (scan.records === 0 && !isWhole) throw endless(path);
  const text = new TextDecoder('utf-8').decode(joinBytes(written));
  return plainRecords(text, dialect, Math.min(most, scan.records));
}

/** Of CSV as CsvScan writes it. */
function plainRecords(text: string, { delimiter, quote }: Dialect, most: number): (string | null)[][] {
  const records: (string | null)[][] = [];
  let record: (string | null)[] = [];
  for (let i = 0; i < text.length && records.length < most;) {
    let value: string | null = null;
    if (text[i] === quote) {
      let end = text.indexOf(quote, i + 1);
      while (text[end + 1] === quote) end = text.indexOf(quote, end + 2);
      value = text.slice(i + 1, end).replaceAll(quote + quote, quote);
      i = end + 1;
    } else {
      let end = i;
      while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++;
      if (end > i) value = text.slice(i, end);
      i = end;
    }
    record.push(value);
    if (text[i] !== delimiter) {
      records.push(record);
      record = [];
    }
    i++;
  }
  return records;
}

/** Whether a first record is no names: a name is seldom a number, and never a time as the values below it are. */
export function looksLikeData(first: readonly (string | null)[], second: readonly (string | null)[]): boolean {
  const said = first.filter((value) => value !== null);
  if (said.length > 0 && said.every((value) => isNumber(value) || isTime(value))) return true;
  return first.some((value, i) => value !== null && isTime(value) && isTime(second[i] ?? ''));
}

/** What a spreadsheet has above its names: one cell, and below it a record that names each column of one with numbers or times. */
function isTitle([first, ...rest]: readonly (readonly (string | null)[])[]): boolean {
  const names = rest.findIndex((record) => record.filter((value) => !isBlank(value)).length > 1);
  const [named, values] = [rest[names], rest[names + 1]];
  if (!first || first.length < 3 || isBlank(first[0]!) || !named || !values) return false;
  const isValue = (value: string | null) => value !== null && (isNumber(value) || isTime(value));
  return (
    first.slice(1).every(isBlank) &&
    !named.some((value) => isBlank(value) || isValue(value)) &&
    new Set(named).size === named.length &&
    values.some(isValue)
  );
}

function isBlank(value: string | null): boolean {
  return !value?.trim();
}

function titled(path: string, title: string): AsofError {
  const reason = `line 1 looks like a title, not like names: ${title}`;
  const hint = 'say read: {skip_lines: 1} of it in asof.yaml; header: true if it is a name';
  return new AsofError('file_unreadable', { path, format: 'CSV', reason, hint }, { where: { file: path, line: 1 } });
}

function isNumber(text: string): boolean {
  return /^\s*[+-]?[0-9]+([.,][0-9]+)?\s*$/.test(text);
}

function isTime(text: string): boolean {
  return /^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4})\b/.test(text);
}

function headless(path: string, values: readonly (string | null)[]): AsofError {
  const some = values.slice(0, 3).map((value) => value ?? '');
  const reason = `line 1 looks like data, not like names: ${some.join(', ')}${values.length > 3 ? ', ..' : ''}`;
  const hint =
    'put a line of names above it, or say read: {header: false} of it in asof.yaml; header: true if these are names';
  return new AsofError('file_unreadable', { path, format: 'CSV', reason, hint }, { where: { file: path, line: 1 } });
}

function endless(path: string): AsofError {
  const params = { path, format: 'CSV', reason: 'its first line does not end within a megabyte' };
  return new AsofError('file_unreadable', params, { where: { file: path, line: 1 } });
}
