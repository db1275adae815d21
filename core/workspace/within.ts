import { AsofError } from '../errors/asof-error.ts';
import { leadsOut } from '../model/path.ts';
import type { Tables } from '../table/relation.ts';

/** The same tables, of which none is opened outside of this folder. */
export function within(root: string, tables: Tables): Tables {
  const look = (path: string): void => {
    if (!leadsOut(path, root)) return;
    const message = `${path} lies outside of the workspace's folder`;
    throw new AsofError('bad_option', { message, expected: 'what a provenance names is read within it alone' });
  };
  return {
    isThere: async (path, from) => !leadsOut(path, root) && tables.isThere(path, from),
    async find(path, from, format) {
      look(path);
      return tables.find(path, from, format);
    },
    async open(path, options, run) {
      look(path);
      return tables.open(path, options, run);
    },
    verify: (relation) => tables.verify(relation),
    hash: (relation, run) => tables.hash(relation, run),
    writeParquet: (...asked) => tables.writeParquet(...asked),
  };
}
