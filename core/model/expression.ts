import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { hardWords, scalarFunctions, softWords } from './expression-words.ts';

/** A piece of an expression: `name` is a bare or quoted name, without its quotes. */
export interface ExpressionToken {
  kind: 'name' | 'word' | 'call' | 'text' | 'number' | 'symbol';
  text: string;
  /** Whether a name is in double quotes: then it is a column's. */
  quoted?: boolean;
}

const pieces =
  /\s+|(?<comment>--|\/\*)|(?<text>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")+")|(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<symbol>::|\/\/|\*\*|<>|!=|==|<=|>=|\|\||[-+*/%^=<>(),[\]])|(?<other>[\s\S])/gu;

/**
 * Reads an expression of spec 2.1: scalar, of functions that exist and answer alike in both engines, without
 * anything else to read. Throws `bad_option` that says what is in the way; that its names are columns, and its
 * type, is looked at where the columns are known.
 */
export function readExpression(text: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  let depth = 0;
  for (const { groups } of text.matchAll(pieces)) {
    const { comment, text: string, quoted, number, name, symbol, other } = groups!;
    if (comment ?? other)
      refuse(
        `"${comment ?? other}" has no place in an expression`,
        "write one expression, for example status = 'completed'",
      );
    else if (string) tokens.push({ kind: 'text', text: string });
    else if (quoted) tokens.push({ kind: 'name', text: quoted.slice(1, -1).replaceAll('""', '"'), quoted: true });
    else if (number) tokens.push({ kind: 'number', text: number });
    else if (name) tokens.push({ kind: 'name', text: name });
    else if (symbol) {
      depth += symbol === '(' ? 1 : symbol === ')' ? -1 : 0;
      if (depth < 0) refuse('a parenthesis closes that was not opened', 'take it out');
      tokens.push({ kind: 'symbol', text: symbol });
    }
  }
  if (depth > 0) refuse('a parenthesis is not closed', 'close it');
  if (tokens.length === 0) refuse('an expression is empty', 'leave it out, or write one');
  tokens.forEach((token, i) => classify(token, tokens[i - 1], tokens[i + 1]));
  return tokens;
}

function classify(
  token: ExpressionToken,
  before: ExpressionToken | undefined,
  after: ExpressionToken | undefined,
): void {
  if (token.kind === 'symbol' && token.text === '*' && !isOperand(before))
    refuse('"*" stands for all columns, which an expression cannot read', 'name a column');
  if (token.kind !== 'name' || token.quoted) {
    if (token.quoted && after?.text === '(' && after.kind === 'symbol')
      refuse(`"${token.text}" is called`, 'functions are written without quotes');
    return;
  }
  const word = token.text.toLowerCase();
  const isCall = after?.kind === 'symbol' && after.text === '(';
  if (hardWords.has(word) || softWords.has(word)) token.kind = 'word';
  if (!isCall || hardWords.has(word) || (softWords.has(word) && before?.text === '::')) return;
  if (!scalarFunctions.has(word) && !softWords.has(word)) {
    const near = clocks.has(word) ? null : nearest(word, [...scalarFunctions]);
    refuse(
      `an expression cannot call ${token.text}()`,
      near
        ? `did you mean "${near}"?`
        : clocks.has(word)
          ? 'a view on demand takes the moment from its request: [{name: now, dtype: Timestamp}], and a filter from a column'
          : 'it can call scalar functions that give the same in training and in serving, such as round, coalesce, lower, date_diff',
    );
  }
  if (scalarFunctions.has(word)) token.kind = 'call';
}

/** What reads the clock, which training and serving do at different times. */
const clocks = new Set(['now', 'today', 'get_current_time', 'get_current_timestamp', 'transaction_timestamp']);

function isOperand(token: ExpressionToken | undefined): boolean {
  if (!token) return false;
  return token.kind !== 'symbol'
    ? token.kind !== 'word' || !hardWords.has(token.text.toLowerCase())
    : token.text === ')' || token.text === ']';
}

/** `bad_option`, of an expression. */
export function refuse(message: string, expected: string): never {
  throw new AsofError('bad_option', { message, expected });
}
