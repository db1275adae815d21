import type { Fields } from '../fields.ts';

/**
 * The named items of a view's list. One that has no name, or that of another in another case, is reported: DuckDB
 * does not tell upper from lower case.
 *
 * @param item what one is called in messages: `feature`
 */
export function readListed<T>(
  view: Fields,
  key: string,
  item: string,
  hint: string,
  read: (name: string, fields: Fields) => T,
): T[] {
  const seen = new Set<string>();
  return view
    .mappings(key, (number) => `${item} ${number} of ${view.what}`)
    .map((fields) => {
      const name = fields.required('name', hint);
      if (name) fields.what = `${item} "${name}" of ${view.what}`;
      if (name && seen.has(name.toLowerCase()))
        fields.wrong(fields.start, `${fields.what} is there twice`, 'keep one of them');
      seen.add(name.toLowerCase());
      const one = read(name, fields);
      fields.done();
      return one;
    });
}
