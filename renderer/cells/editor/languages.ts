import { PostgreSQL, SQLDialect, sql } from '@codemirror/lang-sql';
import { yaml } from '@codemirror/lang-yaml';
import { defineLanguageFacet, Language } from '@codemirror/language';
import { parser, Table } from '@lezer/markdown';
import type { Extension } from '@codemirror/state';

export type EditorLanguage = 'sql' | 'yaml' | 'markdown';

export const duckdb = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords} asof pivot unpivot qualify semi anti positional summarize exclude replace`,
});

/** Markdown without the languages inside it: those of the package are three times as large as all the rest. */
const markdown = new Language(defineLanguageFacet(), parser.configure([Table]), [], 'markdown');

/** One of each for all editors. */
export const languages: Readonly<Record<EditorLanguage, Extension>> = {
  // Its own completion would offer all words of Postgres: complete-sql.ts has another.
  sql: sql({ dialect: duckdb }).language,
  yaml: yaml(),
  markdown,
};
