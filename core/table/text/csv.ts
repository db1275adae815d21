import type { Column } from '../../engine/engine.ts';
import { ident, join, list, sql, type Sql } from '../../sql/sql.ts';

/** Files that are alike, as DuckDB is to read them. */
export interface CsvReading {
  /** The files' names as the engine reads them. */
  patterns: readonly string[];
  delimiter: string;
  quote: string;
  header: boolean;
  /** Whether a value holds a line break: then DuckDB cannot cut the file at any line for its threads. */
  breaks: boolean;
  /** Null where there is but one line. DuckDB takes what it sees first for it, be it within quotes. */
  lineEnd: '\n' | '\r\n' | null;
  nullValues: readonly string[];
}

/** No text is this: DuckDB wants at least one word for null. */
const noNull = '\u001f\u001f';

/** `read_csv` with nothing left to guess; `columns` in the files' order. */
export function readCsv(reading: CsvReading, columns: readonly Column[]): Sql {
  const { patterns, delimiter, quote, header, breaks, lineEnd, nullValues } = reading;
  const types = columns.map(({ name, type }) => sql`${ident(name)}: ${type}`);
  const nulls = nullValues.length > 0 ? nullValues : [noNull];
  const marks = sql`delim = ${delimiter === '\t' ? '\\t' : delimiter}, quote = ${quote}, escape = ${quote}`;
  const source = patterns.length === 1 ? sql`${patterns[0]!}` : list(patterns);
  const more = sql`${lineEnd === null ? sql`` : sql`, new_line = ${lineEnd === '\n' ? '\\n' : '\\r\\n'}`}${breaks ? sql`, parallel = false` : sql``}`;
  return sql`read_csv(${source}, header = ${header}, auto_detect = false, hive_partitioning = false, compression = 'none', ${marks}, nullstr = ${list(nulls)}${more}, columns = {${join(types)}})`;
}
