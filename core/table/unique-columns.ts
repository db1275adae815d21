import { AsofError } from '../errors/asof-error.ts';

/** Throws `columns_duplicated` where two names are the same but for case, and `file_unreadable` where one has a NUL: SQL could not say them. */
export function requireUniqueColumns(path: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name.includes('\0')) {
      const reason = `the name ${JSON.stringify(name)} of a column has a NUL`;
      const hint = 'rename the column; a text file full of NULs is UTF-16: say read: {encoding: utf-16le}';
      throw new AsofError('file_unreadable', { path, format: 'a table', reason, hint }, { where: { file: path } });
    }
    const folded = name.toLowerCase();
    if (seen.has(folded))
      throw new AsofError('columns_duplicated', { path, column: name }, { where: { file: path, column: name } });
    seen.add(folded);
  }
}
