import type { TextOptions } from '../../model/definitions.ts';

/** How a text file is written, with nothing left open. Marks are ASCII characters. */
export interface Dialect {
  delimiter: string;
  quote: string;
  /** What stands before a quote inside quotes; the quote itself where it is doubled. */
  escape: string;
  /** What a line that is no record begins with. */
  comment: string | null;
  /** Lines before the first record. */
  skipLines: number;
  header: boolean;
  /** Whether nothing between delimiters is null, so that a record of nothing else is no row. */
  emptyIsNull: boolean;
}

/** What the options say, and else the usual. */
export function dialectOf(options: TextOptions, delimiter: string): Dialect {
  const quote = options.quote ?? '"';
  return {
    delimiter: options.delimiter ?? delimiter,
    quote,
    escape: options.escape ?? quote,
    comment: options.comment ?? null,
    skipLines: options.skipLines ?? 0,
    header: options.header ?? true,
    emptyIsNull: options.nullValues?.includes('') ?? true,
  };
}
