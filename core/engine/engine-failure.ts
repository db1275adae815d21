import { AsofError } from '../errors/asof-error.ts';
import type { ErrorParams } from '../errors/catalogue.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { plural } from '../text/figures.ts';

interface Rule {
  says: RegExp;
  becomes: (message: string, match: RegExpExecArray) => AsofError;
}

/** What more than a title can be told from: bytes that are no text, a statement that does not parse, a format of times that is none. */
type Fault = 'encoding' | 'syntax' | 'time format';
const faults: [Fault, RegExp][] = [
  ['encoding', /utf-8|invalid unicode/i],
  ['syntax', /^Parser Error/],
  ['time format', /format specifier/],
];

/** Whether an engine's failure is that one, whatever its title says. */
export function isFault(error: unknown, fault: Fault): boolean {
  return error instanceof AsofError && error.params.fault === fault;
}

/** What an engine's failure says of whatever it is about, without the words around it. */
export function reasonIn({ params, title }: AsofError): string {
  return String(params.reason ?? params.message ?? title).replace(/^[\w ]+ Error: /, '');
}

/** For an error's params: which fault it is of, if any. */
function faultIn(text: string): { fault?: Fault } {
  const found = faults.find(([, says]) => says.test(text));
  return found ? { fault: found[0] } : {};
}

/**
 * What DuckDB says -> what a user is told: the one place where an engine's messages are read. Both
 * engines throw plain errors whose message starts with the kind: `Binder Error: ..`, `IO Error: ..`.
 */
const rules: Rule[] = [
  { says: /^INTERRUPT Error|query was cancell?ed/i, becomes: () => new AsofError('cancelled') },
  {
    says: /No space left on device|max_temp_directory_size|Disk quota exceeded/i,
    becomes: (message) => new AsofError('disk_full', { path: quotedPath(message) ?? 'temporary files' }),
  },
  {
    says: /^(?:Out of Memory Error|OutOfMemory)|std::bad_alloc|memory access out of bounds/i,
    becomes: () => new AsofError('out_of_memory'),
  },
  {
    says: /No files found that match the pattern "(.*?)"/,
    becomes: (_, match) => new AsofError('file_missing', { path: match[1]! }),
  },
  {
    says: /^Invalid Input Error: file_unreadable\n(.*)\n(.*)$/s,
    becomes: (_, [, params, reason]) => {
      const { path, ...rest } = JSON.parse(params!) as ErrorParams & { path: string };
      return new AsofError('file_unreadable', { path, ...rest, reason: reason! }, { where: { file: path } });
    },
  },
  {
    says: /^Invalid Input Error: sum_too_large\n(.*)\n(.*)\n(.*)$/s,
    becomes: (_, [, sum, whose, type]) => new AsofError('sum_too_large', { sum: sum!, whose: whose!, type: type! }),
  },
  // What was held when the engine had to be opened anew.
  { says: /^Catalog Error: Table with name "?asof_\w+/, becomes: () => new AsofError('stale_result') },
  { says: /CSV Error on Line: (\d+)/, becomes: csvFailure },
  {
    says: /"maximum_object_size" of \d+ bytes exceeded while reading file "(.*?)"/s,
    becomes: (_, [, path]) => {
      const params = { path: path!, format: 'JSON', reason: 'a record of it is longer than 16 MB' };
      return new AsofError('file_unreadable', params, { where: { file: path! } });
    },
  },
  { says: /JSON.* in file "(.*?)",.*? in (line|record\/value) (\d+): (.*)/, becomes: jsonFailure },
  {
    says: /No magic bytes found at end of file|too small to be a Parquet file|Footer length error/i,
    becomes: (message) => {
      const path = quotedPath(message) ?? 'the file';
      return new AsofError(
        'file_unreadable',
        { path, format: 'Parquet', reason: reasonOf(message, path) },
        { where: { file: path } },
      );
    },
  },
  {
    says: /TProtocolException|don't know what type|(?:snappy|zstd|gzip|lz4|brotli)\b.*(?:fail|error|corrupt)/i,
    becomes: () => new AsofError('file_unreadable', { path: 'a file', format: 'Parquet', reason: 'it is damaged' }),
  },
  {
    says: /^IO Error: .*?(Permission denied|Is a directory|Input\/output error)/s,
    becomes: (message, match) =>
      new AsofError('file_unreadable', {
        path: quotedPath(message) ?? 'a file',
        format: 'a file',
        reason: match[1]!.toLowerCase(),
      }),
  },
];

/** An expression that ends the statement with `file_unreadable`; `reason` is text that has to be of the row. */
export function failsAsUnreadable(params: { path: string; format: string; hint: string }, reason: Sql): Sql {
  return sql`error(${`file_unreadable\n${JSON.stringify(params)}\n`} || ${reason})`;
}

/** The same with `sum_too_large`; `sum` is a number, and `whose` text. */
export function failsAsTooLarge(sum: Sql, whose: Sql, type: string): Sql {
  return sql`error('sum_too_large\n' || ${sum}::VARCHAR || '\n' || ${whose} || ${`\n${type}`})`;
}

/** Any failure of an engine as an `AsofError`; what DuckDB said is kept as the cause. */
export function engineFailure(thrown: unknown): AsofError {
  if (thrown instanceof AsofError) return thrown;
  const message = said(thrown);
  for (const { says, becomes } of rules) {
    const match = says.exec(message);
    if (match) return Object.assign(becomes(message, match), { cause: thrown });
  }
  const [first, path] = [firstLine(message), quotedPath(message)];
  return new AsofError(
    'engine_failed',
    { message: first, ...(path && { path }), ...faultIn(first) },
    { cause: thrown },
  );
}

/** Whether the engine is of no use after that: DuckDB takes no more statements, or WebAssembly stopped in the middle. */
export function isFatal(thrown: unknown): boolean {
  return /^(?:FATAL|INTERNAL) Error|database has been invalidated|^(?:Uncaught )?RuntimeError|memory access out of bounds|table index is out of bounds|^unreachable/.test(
    said(thrown),
  );
}

/** That a new engine was opened, and why. */
export function restarted(thrown: unknown): AsofError {
  const message = firstLine(said(thrown)).replace(/^(?:Uncaught )?(?:\w+ ?Error: )+/, '');
  return new AsofError('engine_restarted', { message }, { cause: thrown });
}

/** DuckDB-Wasm gives syntax errors as JSON. */
function said(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!message.startsWith('{"exception_type"')) return message;
  const { exception_type, exception_message } = JSON.parse(message) as Record<string, string>;
  return `${exception_type} Error: ${exception_message}`;
}

function csvFailure(message: string, match: RegExpExecArray): AsofError {
  const file = /^\s*file\s*=\s*(.+)$/m.exec(message)?.[1]?.trim();
  const [line, reason] = [Number(match[1]), csvReason(message)];
  return new AsofError(
    'file_unreadable',
    {
      path: file ?? 'the file',
      format: 'CSV',
      reason: `line ${line}: ${reason}`,
      hint: 'correct that line',
      ...faultIn(reason),
    },
    { where: { ...(file && { file }), line } },
  );
}

function csvReason(message: string): string {
  const ragged = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (ragged) return `${plural(Number(ragged[2]), 'value')} where the header has ${ragged[1]}`;
  const unfit = /Error when converting column "(.*)"\. Could not convert string "(.*)" to '(\w[\w ]*)'/s.exec(message);
  if (unfit) return `"${unfit[2]}" in column "${unfit[1]}" is not ${unfit[3]}, as the other values are`;
  if (/Invalid unicode|not utf-8|utf-8 encoded/i.test(message)) return 'a byte that is not UTF-8';
  if (/unterminated quote|quote should be followed/i.test(message)) return 'a quote that is not closed';
  if (/maximum line size/i.test(message)) return 'a line that is too long; a quote may not be closed';
  return (
    message
      .split('\n')
      .find((line) => line.trim() && !/^(?:\w+ Input Error|\w+ Error|Original Line|CSV Error)/i.test(line))
      ?.trim() ?? firstLine(message)
  );
}

/** DuckDB counts the lines of JSON that does not parse from the one after the first. */
function jsonFailure(message: string, match: RegExpExecArray): AsofError {
  const [, path, unit, count, reason] = match;
  const at = Number(count) - (message.includes('Malformed JSON') ? 1 : 0);
  const where = { file: path!, ...(unit === 'line' && { line: at }) };
  const place = unit === 'line' ? `line ${at}` : `record ${at}`;
  return new AsofError(
    'file_unreadable',
    {
      path: path!,
      format: 'JSON',
      reason: `${place}: ${reason!.trim().replace(/[.]$/, '')}`,
      hint: 'correct that line',
      ...faultIn(reason!),
    },
    { where },
  );
}

function quotedPath(message: string): string | undefined {
  return /file:? ['"](.+?)['"](?:[:.\s]|$)/i.exec(message)?.[1];
}

function reasonOf(message: string, path: string): string {
  return /too small/i.test(message)
    ? 'it is too short'
    : /No magic bytes|Footer length|TProtocol|thrift/i.test(message)
      ? 'it is incomplete or not Parquet'
      : firstLine(message).replace(path, 'it');
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.trim();
}
