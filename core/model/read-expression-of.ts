import { AsofError } from '../errors/asof-error.ts';
import { readExpression } from './expression.ts';
import type { Fields } from './fields.ts';

/** The field that holds an expression, as written; undefined where it is absent or is none, which is reported. */
export function readExpressionOf(fields: Fields, key: string): string | undefined {
  const node = fields.node(key);
  const text = node && fields.text(key);
  if (!text) return undefined;
  try {
    readExpression(text);
    return text;
  } catch (error) {
    if (!(error instanceof AsofError)) throw error;
    fields.wrong(node, `${key} of ${fields.what}: ${error.title}`, error.hint);
    return undefined;
  }
}
