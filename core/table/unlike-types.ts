import type { Column } from '../engine/engine.ts';
import type { Inference } from '../model/definitions.ts';
import { describeType } from '../types/describe-type.ts';

/** Columns of several files, read together as `columns`, that are of unlike types in them, so that the values of some are changed to be the others'. */
export function unlikeTypes(
  files: readonly { path: string; columns: readonly Column[] }[],
  columns: readonly Column[],
): Inference[] {
  const below = commonFolder(files.map(({ path }) => path));
  return columns.flatMap(({ name, type }): Inference[] => {
    const own = files.flatMap(({ path, columns: of }) => {
      const found = of.find((column) => column.name.toLowerCase() === name.toLowerCase());
      return found ? [{ path, type: found.type }] : [];
    });
    const [first] = own;
    const other = own.find((one) => describeType(one.type).family !== describeType(first!.type).family);
    if (!first || !other) return [];
    const [one, another] = [first, other].map(({ path, type }) => `${type} in ${path.slice(below)}`);
    const reason = `it is ${one} and ${another}`;
    return [{ what: `type of ${name}`, value: type === 'VARCHAR' ? 'text' : type, reason }];
  });
}

/** How long what all paths begin with is, up to its last slash. */
function commonFolder(paths: readonly string[]): number {
  const [first = ''] = paths;
  let end = 0;
  while (end < first.length && paths.every((path) => path[end] === first[end])) end++;
  return first.slice(0, end).search(/[^/\\]*$/);
}
