import { AsofError } from '../../errors/asof-error.ts';
import { plural } from '../../text/figures.ts';
import type { Dialect } from './dialect.ts';

const [lf, cr, space] = [10, 13, 32];

/** Longer lines than two megabytes DuckDB refuses, and of those longer than its buffer, 32, it reads nothing. */
const longestLine = 1 << 24;

/** How lines end, as bits. */
const ends = { lf: 1, crlf: 2, cr: 4 };

/** Where the next byte lies. */
const lineStart = 0;
const valueStart = 1;
const unquoted = 2;
const quoted = 3;
const escaped = 4;
const afterQuote = 5;
const comment = 6;
const skipped = 7;

/**
 * The grammar of CSV, over UTF-8 bytes in pieces of any size. Counts records, and throws
 * `file_unreadable` where a quote is out of place or a record is not as wide as the first. Where it is
 * given somewhere to write, it writes the same records plainly: lines end with LF, quotes inside quotes
 * are doubled, and comments, blank lines and skipped lines are gone.
 */
export class CsvScan {
  /** Records so far, the header among them. */
  records = 0;
  /** Records of nothing but delimiters, which are no rows. */
  blanks = 0;
  /** Whether a value holds a line break. */
  breaks = false;
  /** How the file ends its lines, where it is `plain`; null where it has but one. */
  get lineEnd(): '\n' | '\r\n' | null {
    return this.#ends === 0 ? null : this.#ends === ends.lf ? '\n' : '\r\n';
  }
  /** Quotes that an escape stood before. */
  escapes = 0;
  /** Whether DuckDB would read the file as it is meant; what it would not is to be written plainly. */
  plain: boolean;

  readonly #path: string;
  readonly #dialect: Dialect;
  readonly #write: ((bytes: Uint8Array) => void) | null;
  readonly #delimiter: number;
  readonly #quote: number;
  /** -1 where quotes are doubled. */
  readonly #escape: number;
  readonly #comment: number;
  /** What ends a value that is not quoted. */
  readonly #stops = new Uint8Array(256);
  /** What begins a value, and even a line, that is not quoted, blank or a comment. */
  readonly #starts = new Uint8Array(256).fill(1);
  #place: number;
  #toSkip: number;
  #width = 0;
  #line = 1;
  #recordLine = 1;
  /** Bytes in pieces in which no record began. */
  #pending = 0;
  #quoteLine = 1;
  /** Of the record so far. */
  #values = 0;
  #isBlank = true;
  #lastIsEmpty = false;
  /** At the start of a value: none of it where a quote follows. */
  #spaces = 0;
  #afterCr = false;
  #ends = 0;
  #out = new Uint8Array(0);
  #length = 0;

  constructor(path: string, dialect: Dialect, write: ((bytes: Uint8Array) => void) | null = null) {
    const { delimiter, quote, escape, skipLines } = dialect;
    this.#path = path;
    this.#dialect = dialect;
    this.#write = write;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote.charCodeAt(0);
    this.#escape = escape === quote ? -1 : escape.charCodeAt(0);
    this.#comment = dialect.comment === null ? -1 : dialect.comment.charCodeAt(0);
    for (const mark of [lf, cr, this.#delimiter]) this.#stops[mark] = 1;
    for (const mark of [lf, cr, space, this.#delimiter, this.#quote]) this.#starts[mark] = 0;
    if (this.#comment !== -1) this.#starts[this.#comment] = 0;
    this.#toSkip = skipLines;
    this.#place = skipLines > 0 ? skipped : lineStart;
    this.plain = this.#escape === -1 && this.#comment === -1 && skipLines === 0;
  }

  /** What was written before an error is given too. */
  push(bytes: Uint8Array): void {
    const line = this.#recordLine;
    try {
      this.#scan(bytes);
    } finally {
      this.#flush();
    }
    this.#pending = line === this.#recordLine ? this.#pending + bytes.length : 0;
    if (this.#pending > longestLine) throw this.#unreadable(line, 'a line that is too long; a quote may not be closed');
  }

  #scan(bytes: Uint8Array): void {
    const [quote, escape, stops] = [this.#quote, this.#escape, this.#stops];
    const write = this.#write !== null;
    if (write) this.#room(bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      const c = bytes[i]!;
      if (this.#afterCr && this.#isCrLf(c)) continue;
      switch (this.#place) {
        case unquoted:
          if (!write) i = this.#skipOrdinary(bytes, i);
          if (i === bytes.length) break;
          if (stops[bytes[i]!] === 1) this.#endValue(bytes[i]!, false);
          else this.#out[this.#length++] = c;
          break;
        case quoted:
          if (c === escape) this.#place = escaped;
          else if (c === quote) this.#place = afterQuote;
          else {
            if (c === lf || c === cr) this.#breakInside(c, bytes[i + 1]);
            if (write) this.#out[this.#length++] = c;
          }
          break;
        case lineStart:
          this.#startLine(c);
          break;
        case valueStart:
          this.#startValue(c);
          break;
        case afterQuote:
          if (c === quote && escape === -1) {
            this.#put(c, 2);
            this.#place = quoted;
          } else if (stops[c] === 1) {
            this.#put(quote);
            this.#endValue(c, false);
          } else if (c !== space) throw this.#unreadable(this.#line, 'a quote in an odd place');
          break;
        case escaped:
          if (c === lf || c === cr) this.#breakInside(c, bytes[i + 1]);
          this.#putEscaped(c);
          break;
        default:
          if (c === lf || c === cr) {
            const isOver = this.#place === comment || --this.#toSkip === 0;
            this.#endLine(c);
            if (!isOver) this.#place = skipped;
          }
      }
    }
  }

  /** The shortest way through values, and records as wide as the first, without quotes or spaces before them. */
  #skipOrdinary(bytes: Uint8Array, from: number): number {
    const [stops, starts, delimiter, width] = [this.#stops, this.#starts, this.#delimiter, this.#width];
    const last = bytes.length - 1;
    let [i, values, records] = [from, this.#values, 0];
    for (;;) {
      while (i <= last && stops[bytes[i]!] === 0) i++;
      if (i >= last || starts[bytes[i + 1]!] === 0) break;
      if (bytes[i] === delimiter) values++;
      else if (bytes[i] === lf && values === width - 1) {
        records++;
        values = 0;
      } else break;
      i++;
    }
    this.#values = values;
    this.records += records;
    this.#line += records;
    if (records > 0) {
      this.#ends |= ends.lf;
      this.#recordLine = this.#line;
    }
    return i;
  }

  /** After the last piece. */
  end(): void {
    if (this.#write) this.#room(0);
    if (this.#place === quoted || this.#place === escaped)
      throw this.#unreadable(this.#quoteLine, 'a quote that is not closed');
    if (this.#place === afterQuote) this.#put(this.#quote);
    if (this.#place === valueStart) this.#startValue(lf);
    else if (this.#place === unquoted || this.#place === afterQuote) this.#endValue(lf, false);
    if (this.#afterCr) this.#ends |= ends.cr;
    // DuckDB reads one way of ending lines per file.
    if (this.#ends !== 0 && this.#ends !== ends.lf && this.#ends !== ends.crlf) this.plain = false;
    this.#flush();
  }

  #startLine(c: number): void {
    this.#recordLine = this.#line;
    if (c === this.#comment) this.#place = comment;
    else if (c === lf || c === cr) this.#endBlankLine(c);
    else this.#startValue(c);
  }

  #startValue(c: number): void {
    if (c === this.#quote) {
      this.#quoteLine = this.#line;
      this.#spaces = 0;
      this.#content();
      this.#put(c);
      this.#place = quoted;
    } else if (this.#stops[c] === 1) {
      if (this.#spaces === 0) this.#endValue(c, true);
      else if (this.#values === 0 && c !== this.#delimiter) {
        this.#spaces = 0;
        this.plain = false;
        this.#endBlankLine(c);
      } else {
        this.#content();
        this.#endValue(c, false);
      }
    } else if (c === space) {
      this.#spaces++;
      this.#place = valueStart;
    } else {
      this.#content();
      this.#put(c);
      this.#place = unquoted;
    }
  }

  /** Delimiters of a record without content, and spaces that a quote may follow, are held back until now. */
  #content(): void {
    if (this.#isBlank) this.#put(this.#delimiter, this.#values);
    this.#put(space, this.#spaces);
    this.#isBlank = false;
    this.#spaces = 0;
  }

  #endValue(c: number, isEmpty: boolean): void {
    this.#values++;
    this.#lastIsEmpty = isEmpty;
    if (c === this.#delimiter) {
      if (!this.#isBlank) this.#put(c);
      this.#place = valueStart;
    } else {
      this.#endRecord();
      this.#endLine(c);
    }
  }

  #endRecord(): void {
    if (this.#isBlank && this.#dialect.emptyIsNull) {
      this.blanks++;
      this.plain = false;
    } else {
      if (this.#isBlank) this.#put(this.#delimiter, this.#values - 1);
      this.#put(lf);
      this.records++;
      if (this.#width === 0) this.#width = this.#values;
      this.#checkWidth();
    }
    this.#values = 0;
    this.#isBlank = true;
  }

  /** Some programs end every line but the header with a delimiter. */
  #checkWidth(): void {
    if (this.#values === this.#width || (this.#values === this.#width + 1 && this.#lastIsEmpty)) return;
    const first = this.#dialect.header ? 'the header has' : 'the first line has';
    throw this.#unreadable(this.#recordLine, `${plural(this.#values, 'value')} where ${first} ${this.#width}`);
  }

  /** DuckDB leaves these out, but before the header, and where a line is one value. */
  #endBlankLine(c: number): void {
    if (this.#width <= 1) this.plain = false;
    this.#endLine(c);
  }

  #endLine(c: number): void {
    this.#line++;
    if (c === cr) this.#afterCr = true;
    else this.#ends |= ends.lf;
    this.#place = lineStart;
  }

  #isCrLf(c: number): boolean {
    this.#afterCr = false;
    this.#ends |= c === lf ? ends.crlf : ends.cr;
    return c === lf;
  }

  #breakInside(c: number, next: number | undefined): void {
    this.breaks = true;
    if (c === lf || next !== lf) this.#line++;
  }

  #putEscaped(c: number): void {
    if (c === this.#quote) {
      this.escapes++;
      this.#put(c);
    } else if (c !== this.#escape) this.#put(this.#escape);
    this.#put(c);
    this.#place = quoted;
  }

  #put(c: number, times = 1): void {
    if (this.#write) for (let i = 0; i < times; i++) this.#out[this.#length++] = c;
  }

  /** What is held back may come out before a piece's own bytes, of which an escape may become two. */
  #room(bytes: number): void {
    const held = (this.#isBlank ? this.#values : 0) + this.#spaces;
    this.#out = new Uint8Array(2 * bytes + held + 8);
    this.#length = 0;
  }

  #flush(): void {
    if (this.#write && this.#length > 0) this.#write(this.#out.subarray(0, this.#length));
  }

  #unreadable(line: number, reason: string): AsofError {
    const params = { path: this.#path, format: 'CSV', reason: `line ${line}: ${reason}`, hint: 'correct that line' };
    return new AsofError('file_unreadable', params, { where: { file: this.#path, line } });
  }
}
