import { describe, expect, it } from 'vitest';
import { AsofError, toLine } from '../../../core/errors/asof-error.ts';
import { engineFailure, isFault, reasonIn } from '../../../core/engine/engine-failure.ts';

describe('what DuckDB says becomes what a user is told', () => {
  it.each([
    ['INTERRUPT Error: Interrupted!', 'cancelled', 'cancelled'],
    ['query was canceled', 'cancelled', 'cancelled'],
    [
      'Out of Memory Error: could not allocate block of size 256.0 KiB (95 MiB/95 MiB used)',
      'out_of_memory',
      'ran out of memory',
    ],
    [
      'IO Error: Could not write file "/out/x.part": No space left on device',
      'disk_full',
      'the disk is full while writing /out/x.part',
    ],
    ['IO Error: No files found that match the pattern "/data/x.csv"', 'file_missing', 'no such file: /data/x.csv'],
    [
      "Invalid Input Error: No magic bytes found at end of file '/data/x.parquet'",
      'file_unreadable',
      '/data/x.parquet cannot be read as Parquet: it is incomplete',
    ],
    [
      "Invalid Input Error: File '/data/x.parquet' too small to be a Parquet file",
      'file_unreadable',
      '/data/x.parquet cannot be read as Parquet: it is too short',
    ],
    ['Invalid Error: TProtocolException: Invalid data', 'file_unreadable', 'cannot be read as Parquet: it is damaged'],
    [
      'IO Error: Cannot open file "/data/x.csv": Permission denied',
      'file_unreadable',
      '/data/x.csv cannot be read as a file: permission denied',
    ],
    [
      'Invalid Input Error: Malformed JSON in file "/data/x.jsonl", at byte 7 in line 6: unexpected character. ',
      'file_unreadable',
      'line 5: unexpected character',
    ],
    [
      'Invalid Input Error: "maximum_object_size" of 16777216 bytes exceeded while reading file "/data/x.json" (>33554428 bytes).\n Try increasing "maximum_object_size".',
      'file_unreadable',
      '/data/x.json cannot be read as JSON: a record of it is longer than 16 MB',
    ],
    [
      'Binder Error: Referenced column "x" not found\n\nLINE 1: SELECT x',
      'engine_failed',
      'DuckDB: Binder Error: Referenced column "x" not found (run with --debug',
    ],
    [
      '{"exception_type":"Parser","exception_message":"syntax error at or near \\"x\\""}',
      'engine_failed',
      'DuckDB: Parser Error: syntax error at or near "x"',
    ],
  ])('%j', (message, code, says) => {
    const error = engineFailure(new Error(message));
    expect(error.code).toBe(code);
    expect(toLine(error)).toContain(says);
    expect(error.cause).toBeInstanceOf(Error);
  });

  const csv = (what: string) =>
    `Invalid Input Error: CSV Error on Line: 7\nOriginal Line: a,b\n${what}\n\n  file = /data/x y.csv\n  delimiter = ,\n`;

  it.each([
    ['Expected Number of Columns: 3 Found: 2', 'line 7: 2 values where the header has 3'],
    [
      `Error when converting column "v". Could not convert string "it's" to 'BIGINT'\n\nColumn v is .. 'x'`,
      `line 7: "it's" in column "v" is not BIGINT`,
    ],
    ['Invalid unicode (byte sequence mismatch) detected.', 'line 7: a byte that is not UTF-8'],
    ['Value with unterminated quote found.', 'line 7: a quote that is not closed'],
    ['Maximum line size of 2000000 bytes exceeded. Actual Size:3000003 bytes.', 'line 7: a line that is too long'],
    ['Something new.', 'line 7: Something new.'],
  ])('a CSV error has its file and line: %s', (what, says) => {
    const error = engineFailure(new Error(csv(what)));
    expect([error.code, error.where]).toEqual(['file_unreadable', { file: '/data/x y.csv', line: 7 }]);
    expect(toLine(error)).toContain(`/data/x y.csv cannot be read as CSV: ${says}`);
  });

  it('leaves what is said already as it is', () => {
    const error = new AsofError('cancelled');
    expect(engineFailure(error)).toBe(error);
    expect(engineFailure('not an error').title).toBe('DuckDB: not an error');
  });
});

describe('what code acts on', () => {
  it.each([
    ['Parser Error: syntax error at or near "SELEC"', 'syntax'],
    [
      'Invalid Input Error: Failed to parse format specifier %Q: Unrecognized format for strftime/strptime: %Q',
      'time format',
    ],
    [
      'Invalid Input Error: Malformed JSON in file "/x.jsonl", at byte 7 in line 6: invalid UTF-8 encoding in string. ',
      'encoding',
    ],
    ['CSV Error on Line: 3\nInvalid unicode (byte sequence mismatch) detected.\n  file = /x.csv', 'encoding'],
  ] as const)('is data, wherever it is said: %s', (message, fault) => {
    const failure = engineFailure(new Error(message)).at({ file: 'asof.yaml', line: 3 });
    expect(isFault(failure, fault)).toBe(true);
    const others = (['syntax', 'time format', 'encoding'] as const).filter((one) => one !== fault);
    expect(others.filter((one) => isFault(failure, one))).toEqual([]);
  });

  it('is the reason without the words around it', () => {
    expect(reasonIn(engineFailure(new Error('IO Error: Cannot open file "/x.csv": Permission denied')))).toBe(
      'permission denied',
    );
    expect(reasonIn(engineFailure(new Error('Binder Error: it does not fit')))).toBe('it does not fit');
    expect(reasonIn(new AsofError('stale_result'))).toBe(new AsofError('stale_result').title);
  });
});
