import { AsofError } from '../errors/asof-error.ts';

/** Throws `columns_duplicated` where two names are the same but for case, and `file_unreadable` where one has a NUL: SQL could not say them. */
export function requireUniqueColumns(path: string, names: readonly string[], hint?: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name.includes('\0')) {
      const reason = `the name ${JSON.stringify(name)} of a column has a NUL`;
      const hint = 'rename the column; a text file full of NULs is UTF-16: say read: {encoding: utf-16le}';
      throw new AsofError('file_unreadable', { path, format: 'a table', reason, hint }, { where: { file: path } });
    }
    const folded = name.toLowerCase();
    if (seen.has(folded))
      throw new AsofError(
        'columns_duplicated',
        { path, column: name, ...(hint !== undefined && { hint }) },
        { where: { file: path, column: name } },
      );
    seen.add(folded);
  }
}

/** Throws where records of JSON have no keys, one of them says no name, or a record is null: no column or row can be made of these. */
export function requireKeys(path: string, keys: readonly string[], hasNull = false): void {
  const reasons: [holds: boolean, reason: string][] = [
    [hasNull, 'a record is null, and not an object'],
    [keys.includes(''), 'a key in it is empty, and a column needs a name'],
    [keys.length === 0, 'no record in it has a key'],
  ];
  const [, reason] = reasons.find(([holds]) => holds) ?? [];
  if (reason !== undefined) {
    const params = { path, format: 'JSON', reason, hint: 'correct its records' };
    throw new AsofError('file_unreadable', params, { where: { file: path } });
  }
  requireUniqueColumns(path, keys);
}
