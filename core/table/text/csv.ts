import { AsofError } from '../../errors/asof-error.ts';
import type { Column } from '../../engine/engine.ts';
import { ident, join, list, sql, type Sql } from '../../sql/sql.ts';
import { requireUniqueColumns } from '../unique-columns.ts';

/** What the first record of a CSV file says. */
export interface CsvHeader {
  delimiter: string;
  names: string[];
}

/** How many bytes of a file hold its header, at most. */
export const headerBytes = 1 << 20;

/**
 * Reads the header from the first `headerBytes` of a file. DuckDB's own detection is not used: it
 * renames columns that are there twice, and guesses quotes, comments and the order of day and month.
 */
export function readCsvHeader(path: string, start: Uint8Array, delimiter: string | null): CsvHeader {
  const text = decode(path, start);
  if (text.trim() === '') throw new AsofError('file_empty', { path }, { where: { file: path } });
  const used = delimiter ?? likelyDelimiter(text);
  const names = firstRecord(path, text, used).map((name, i) => name.trim() || `column${i + 1}`);
  requireUniqueColumns(path, names);
  return { delimiter: used, names };
}

/** `read_csv` with nothing left to guess; `patterns` are names as the engine reads them, `columns` in the file's order. */
export function readCsv(patterns: readonly string[], delimiter: string, columns: readonly Column[]): Sql {
  const source = patterns.length === 1 ? sql`${patterns[0]!}` : list(patterns);
  const types = columns.map(({ name, type }) => sql`${ident(name)}: ${type}`);
  const delim = delimiter === '\t' ? '\\t' : delimiter;
  return sql`read_csv(${source}, header = true, auto_detect = false, hive_partitioning = false, delim = ${delim}, quote = '"', escape = '"', columns = {${join(types)}})`;
}

function decode(path: string, start: Uint8Array): string {
  // Cut at the last line break: the bytes may end within a character.
  const end = start.length < headerBytes ? start.length : start.lastIndexOf(10) + 1;
  const bytes = start.subarray(0, end || start.length);
  const text = new TextDecoder('utf-8', { fatal: true });
  const firstLine = bytes.subarray(0, bytes.indexOf(10) === -1 ? bytes.length : bytes.indexOf(10));
  try {
    text.decode(firstLine);
  } catch (cause) {
    const where = { file: path, line: 1 };
    throw new AsofError(
      'file_unreadable',
      { path, format: 'CSV', reason: 'line 1: a byte that is not UTF-8', hint: 'save it as UTF-8' },
      { where, cause },
    );
  }
  // Later lines are judged by the engine, which knows their numbers.
  return new TextDecoder('utf-8').decode(bytes);
}

/** Files of countries that write 1,5 come with semicolons. */
function likelyDelimiter(text: string): string {
  const line = text.split(/\r?\n|\r/, 1)[0]!;
  return [',', ';', '\t'].find((candidate) => line.includes(candidate)) ?? ',';
}

function firstRecord(path: string, text: string, delimiter: string): string[] {
  const values: string[] = [];
  let value = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') value += c;
      else if (text[i + 1] === '"') value += text[i++]!;
      else quoted = false;
    } else if (c === '"' && value === '') quoted = true;
    else if (c === delimiter) {
      values.push(value);
      value = '';
    } else if (c === '\n' || c === '\r') {
      return [...values, value];
    } else value += c;
  }
  if (quoted || text.length >= headerBytes) {
    const reason = quoted ? 'line 1: a quote that is not closed' : 'its first line does not end';
    throw new AsofError('file_unreadable', { path, format: 'CSV', reason }, { where: { file: path, line: 1 } });
  }
  return [...values, value];
}
