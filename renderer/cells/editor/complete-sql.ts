import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { schemaCompletionSource } from '@codemirror/lang-sql';
import { syntaxTree } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import type { Column } from '../../../core/engine/engine.ts';
import { allowedFunctions, allowedTableFunctions } from '../../../core/notebook/sql/functions.ts';
import type { BodyNames } from './body-names.ts';
import { duckdb } from './languages.ts';

/** What SQL of a cell can name. */
export type SqlNames = Pick<BodyNames, 'rows' | 'parameters' | 'columnsOf'>;

const sqlWords = `
  SELECT FROM WHERE GROUP BY ORDER HAVING QUALIFY LIMIT OFFSET AS ON USING JOIN LEFT RIGHT FULL INNER CROSS ASOF SEMI
  ANTI POSITIONAL LATERAL UNION ALL INTERSECT EXCEPT DISTINCT WITH RECURSIVE VALUES CASE WHEN THEN ELSE END AND OR NOT
  IN IS NULL BETWEEN LIKE ILIKE EXISTS OVER PARTITION ROWS RANGE PRECEDING FOLLOWING UNBOUNDED CURRENT ROW FILTER
  WITHIN INTERVAL CAST TRY_CAST DESC ASC NULLS FIRST LAST TRUE FALSE EXCLUDE REPLACE COLUMNS PIVOT UNPIVOT SUMMARIZE
`;

const words: readonly Completion[] = [
  ...sqlWords
    .trim()
    .split(/\s+/)
    .map((label) => ({ label, type: 'keyword', boost: -1 })),
  ...[...new Set([...allowedFunctions, ...allowedTableFunctions])]
    .filter((name) => /^[a-z][a-z0-9_]*$/.test(name))
    .map((label) => ({ label, type: 'function', detail: 'function', apply: `${label}(`, boost: -2 })),
];

/** Offers tables, cells, their columns, parameters, functions and words of SQL while it is written. */
export function completeSql(names: SqlNames): Extension {
  return autocompletion({ override: [(context) => complete(context, names)], icons: false });
}

async function complete(context: CompletionContext, names: SqlNames): Promise<CompletionResult | null> {
  if (isQuoted(context)) return null;
  const parameter = context.matchBefore(/\{\{\s*\w*$/);
  if (parameter) return { from: parameter.from, options: names.parameters.map(sayParameter), validFor: /^\{\{\s*\w*$/ };
  const word = context.matchBefore(/[\w.]*$/);
  if (!context.explicit && (word === null || word.from === word.to)) return null;
  const text = context.state.doc.toString();
  const read = names.rows.filter((name) => isIn(name, text));
  const columns = await Promise.all(read.map((name) => names.columnsOf(name)));
  if (context.aborted) return null;
  const schema = Object.fromEntries(
    names.rows.map((name) => [name, columns[read.indexOf(name)]?.map(sayColumn) ?? []]),
  );
  const found = await schemaCompletionSource({ dialect: duckdb, schema })(context);
  // Behind a point there are columns of one table alone.
  if (word?.text.includes('.')) return found;
  const tables = names.rows.map((label) => ({ label, type: 'table', detail: 'rows', boost: 1 }));
  const options = [...distinct(columns.flat().map(sayColumn)), ...tables, ...words];
  return { from: word?.from ?? context.pos, options, validFor: /^\w*$/ };
}

function isQuoted({ state, pos }: CompletionContext): boolean {
  return /String|Comment/.test(syntaxTree(state).resolveInner(pos, -1).name);
}

function isIn(name: string, text: string): boolean {
  return text.toLowerCase().includes(name.toLowerCase());
}

function sayColumn({ name, type }: Column): Completion {
  const isPlain = /^[A-Za-z_]\w*$/.test(name);
  return {
    label: name,
    detail: type,
    type: 'property',
    boost: 2,
    ...(!isPlain && { apply: `"${name.replaceAll('"', '""')}"` }),
  };
}

export function sayParameter(name: string): Completion {
  return { label: `{{${name}}}`, detail: 'parameter', type: 'variable' };
}

/** Of two with one name, the first. */
function distinct(all: readonly Completion[]): Completion[] {
  return [...new Map(all.toReversed().map((one) => [one.label, one])).values()];
}
