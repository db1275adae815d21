import { nearest } from '../errors/near.ts';
import { refuse, type ExpressionToken } from '../model/expression.ts';
import { hardWords } from '../model/expression-words.ts';
import { join, sql, unsafe, type Sql } from './sql.ts';

/**
 * An expression of spec 2.1 as SQL. `column` gives what a name stands for, null where it is none; a column may be called
 * like a type or a unit of time. Throws `bad_option` for a name that is no column.
 *
 * @example expressionSql(readExpression("qty > 0"), (name) => ident(name), ['qty']) // "qty" > 0
 */
export function expressionSql(
  tokens: readonly ExpressionToken[],
  column: (name: string) => Sql | null,
  known: readonly string[],
): Sql {
  const parts = tokens.map((token, i): Sql => {
    switch (token.kind) {
      case 'text':
        return sql`${token.text.slice(1, -1).replaceAll("''", "'")}`;
      case 'name':
        return column(token.text) ?? noColumn(token.text, known);
      case 'word': {
        const found = hardWords.has(token.text.toLowerCase()) || isTypeOrUnit(tokens, i) ? null : column(token.text);
        return found ?? unsafe(token.text);
      }
      default:
        return unsafe(token.text);
    }
  });
  for (const [from, to] of instantCalls(tokens)) {
    parts[from] = sql`CAST(${parts[from]!}`;
    parts[to] = sql`${parts[to]!} AS TIMESTAMP)`;
  }
  return join(parts, ' ');
}

/** From where to where it is called what is a DATE in one engine and a TIMESTAMP in the other. */
function instantCalls(tokens: readonly ExpressionToken[]): [from: number, to: number][] {
  return tokens.flatMap(({ kind, text }, from) => {
    if (kind !== 'call' || !/^date_?trunc$/i.test(text)) return [];
    let depth = 0;
    const to = tokens.findIndex((token, i) => {
      if (i > from && token.kind === 'symbol') depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
      return i > from && depth === 0;
    });
    return [[from, to]];
  });
}

/** Whether a word is a type in a cast, the unit of an interval, or stands before a literal of its type. */
function isTypeOrUnit(tokens: readonly ExpressionToken[], i: number): boolean {
  const [before, after] = [tokens[i - 1], tokens[i + 1]];
  const isCast = before?.text === '::' || before?.text.toLowerCase() === 'as';
  return (
    isCast || before?.kind === 'number' || before?.kind === 'text' || after?.kind === 'text' || after?.text === '('
  );
}

function noColumn(name: string, known: readonly string[]): never {
  const near = nearest(name, known);
  refuse(`there is no column "${name}"`, near ? `did you mean "${near}"?` : `there is: ${known.join(', ')}`);
}
