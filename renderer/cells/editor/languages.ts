import { PostgreSQL, SQLDialect, sql } from '@codemirror/lang-sql';
import { yamlLanguage } from '@codemirror/lang-yaml';
import { defineLanguageFacet, Language } from '@codemirror/language';
import { parseCode, parser, Table } from '@lezer/markdown';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { proseTheme } from './theme.ts';

/** `fence` is a cell as its file has it, its fence with it. */
export type EditorLanguage = 'sql' | 'yaml' | 'markdown' | 'fence';

export const duckdb = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords} asof pivot unpivot qualify semi anti positional summarize exclude replace`,
});

// Its own completion would offer all words of Postgres: complete-sql.ts has another.
const sqlLanguage = sql({ dialect: duckdb }).language;

/** Of a fence, by its info. */
function parserOf(info: string) {
  if (/^(?:asof|ya?ml)\b/.test(info)) return yamlLanguage.parser;
  return /^sql\b/.test(info) ? sqlLanguage.parser : null;
}

/** Markdown with our languages inside it: those of the package are three times as large as all the rest. */
const markdown = new Language(
  defineLanguageFacet(),
  parser.configure([Table, parseCode({ codeParser: parserOf })]),
  [],
  'markdown',
);

/** One of each for all editors. */
export const languages: Readonly<Record<EditorLanguage, Extension>> = {
  sql: sqlLanguage,
  yaml: yamlLanguage,
  markdown: [markdown, proseTheme, EditorView.contentAttributes.of({ spellcheck: 'true', autocapitalize: 'on' })],
  fence: markdown,
};
