import type { Run } from '../../engine/engine.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { Inference, TextOptions } from '../../model/definitions.ts';
import { plural } from '../../text/figures.ts';
import { contentOf, type Bytes, type Content, type TextFile } from './content.ts';
import { CsvScan } from './csv-scan.ts';
import type { Dialect } from './dialect.ts';
import { headBytes, looksLikeData, readHead, type Head, type ReadHead } from './head.ts';

/** A CSV file as a platform has it. */
export interface CsvFile extends TextFile {
  /** Its name as the engine reads it; every engine has its own escapes. */
  pattern: string;
}

/** Puts text where the engine can read it; gives its name there. */
export type Keep = (path: string, content: Bytes) => Promise<string>;

/** A file that DuckDB reads as it is meant: the file itself, or the same records written plainly. */
export interface PreparedCsv extends Pick<ReadHead, 'dialect' | 'names' | 'rows' | 'unnamed'> {
  file: CsvFile;
  content: Content;
  pattern: string;
  /** Rows that it has to give. */
  count: number;
  breaks: boolean;
  lineEnd: '\n' | '\r\n' | null;
  escapes: number;
  inferred: Inference[];
}

/**
 * Finds out how a file is written, and reads it whole to see that every record is sound. Where quotes
 * make no sense, a backslash before them is tried. Where nothing reads it, or its values stand in quotes
 * that were not declared, what is said tells of options with which it can be read.
 */
export async function prepareCsv(
  file: CsvFile,
  usual: ',' | '\t',
  options: TextOptions,
  keep: Keep,
  run?: Run,
): Promise<PreparedCsv> {
  const content = await contentOf(file, options);
  const head = await headOf(file, content);
  const prepare = (read: TextOptions) => prepareAs({ file, content, head, usual }, read, keep, run);
  const attempt = (read: TextOptions) => prepare({ ...options, ...read }).catch(() => null);
  try {
    const prepared = await prepare(options);
    const quoted = options.quote === undefined ? inSingleQuotes(prepared) : [];
    if (quoted.length === 0 || !(await attempt({ quote: "'" }))) return prepared;
    const reason = `all values there stand in single quotes, which read: {quote: "'"} of its source takes off`;
    return { ...prepared, inferred: [...prepared.inferred, { what: 'quote', value: quoted.join(', '), reason }] };
  } catch (error) {
    // What has no line is wrong with its bytes, however its quotes are read.
    if (!(error instanceof AsofError) || error.code !== 'file_unreadable' || error.where?.line === undefined)
      throw error;
    const other = options.escape === undefined ? await attempt({ escape: '\\' }) : null;
    if (!other?.escapes) throw await withHint(error, file.path, options, attempt);
    const reason = 'quotes inside quotes have one before them, and only so all lines can be read';
    return { ...other, inferred: [...other.inferred, { what: 'escape', value: '\\', reason }] };
  }
}

/** Columns whose first values stand in single quotes, each of them. */
function inSingleQuotes({ names, rows }: PreparedCsv): string[] {
  return names.filter((_, i) => {
    const known = rows.flatMap((row) => row[i] ?? []);
    return known.length > 0 && known.every((value) => /^'.*'$/s.test(value));
  });
}

/** How else people write text files. */
const others: readonly [said: string, read: TextOptions][] = [
  ['comment: "#"', { comment: '#' }],
  [`quote: "'"`, { quote: "'" }],
  ...[1, 2, 3, 4, 5].map((n): [string, TextOptions] => [`skip_lines: ${n}`, { skipLines: n }]),
];

/** The same, with the first of these options with which the whole file is a table. */
async function withHint(
  error: AsofError,
  path: string,
  options: TextOptions,
  attempt: (read: TextOptions) => Promise<PreparedCsv | null>,
): Promise<AsofError> {
  for (const [said, read] of others) {
    if (Object.keys(read).some((key) => Object.hasOwn(options, key))) continue;
    const other = await attempt(read);
    if (!other || other.names.length < 2 || other.count < 1 || other.names.some((name) => /^".*"$/.test(name)))
      continue;
    // What is left out has to be lines above the names, and not these.
    if (read.skipLines && (!other.dialect.header || looksLikeData(other.names, other.rows[0] ?? []))) continue;
    const reason = error.title.slice(error.title.indexOf(': ') + 2);
    const hint = `with read: {${said}} of it in asof.yaml it has ${plural(other.count, 'row')} of ${plural(other.names.length, 'column')}`;
    return new AsofError('file_unreadable', { path, format: 'CSV', reason, hint }, { where: error.where });
  }
  return error;
}

async function prepareAs(
  { file, content, head, usual }: { file: CsvFile; content: Content; head: Head; usual: ',' | '\t' },
  options: TextOptions,
  keep: Keep,
  run?: Run,
): Promise<PreparedCsv> {
  const { dialect, names, unnamed, rows, inferred } = readHead(head, usual, options);
  let scan = new CsvScan(file.path, dialect);
  const asIs = content.asStored && scan.plain && (await isPlain(scan, content, run));
  let pattern = file.pattern;
  if (!asIs) {
    const written: Uint8Array[] = [];
    scan = new CsvScan(file.path, dialect, (bytes) => written.push(bytes));
    pattern = await keep(file.path, plainly(scan, written, content, run));
  }
  const { records, breaks, escapes, blanks } = scan;
  const lineEnd = asIs ? scan.lineEnd : '\n';
  if (blanks > 0) {
    const reason = 'lines of delimiters and nothing else';
    inferred.push({ what: 'rows left out', value: String(blanks), reason });
  }
  const count = records - (dialect.header ? 1 : 0);
  return { file, content, dialect, names, unnamed, rows, pattern, count, breaks, lineEnd, escapes, inferred };
}

async function headOf({ path }: CsvFile, content: Content): Promise<Head> {
  const head = new Uint8Array(headBytes);
  let length = 0;
  let isWhole = true;
  for await (const piece of content.read()) {
    const taken = piece.subarray(0, headBytes - length);
    head.set(taken, length);
    length += taken.length;
    if (length === headBytes) {
      isWhole = false;
      break;
    }
  }
  return { path, bytes: head.subarray(0, length), isWhole };
}

/** Stops where it shows that the file is not. */
async function isPlain(scan: CsvScan, content: Content, run?: Run): Promise<boolean> {
  for await (const piece of content.read()) {
    go(run);
    scan.push(piece);
    if (!scan.plain) return false;
  }
  scan.end();
  return scan.plain;
}

async function* plainly(scan: CsvScan, written: Uint8Array[], content: Content, run?: Run): Bytes {
  for await (const piece of content.read()) {
    go(run);
    scan.push(piece);
    yield* written.splice(0);
  }
  scan.end();
  yield* written;
}

function go(run?: Run): void {
  if (run?.signal?.aborted) throw new AsofError('cancelled');
}

/** The same dialect and names: such files are read together. */
export function isAlike(a: PreparedCsv, b: PreparedCsv): boolean {
  const shape = ({ dialect, names, lineEnd }: PreparedCsv) => JSON.stringify([marks(dialect), names, lineEnd]);
  return shape(a) === shape(b);
}

function marks({ delimiter, quote, header }: Dialect): unknown {
  return [delimiter, quote, header];
}
