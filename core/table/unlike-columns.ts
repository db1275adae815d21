import type { Column } from '../engine/engine.ts';
import type { Inference } from '../model/definitions.ts';
import { plural } from '../text/figures.ts';
import { describeType } from '../types/describe-type.ts';

/** What is said of several files that are read together as `columns`: which of these some lack, and which are of unlike types in them. */
export function unlikeColumns(
  files: readonly { path: string; columns: readonly Column[] }[],
  columns: readonly Column[],
): Inference[] {
  const named = files.map(({ path, columns: own }) => ({ path, names: own.map(({ name }) => name) }));
  return [...lackedColumns(named), ...unlikeTypes(files, columns)];
}

/** The values of some are changed to be the others'. */
function unlikeTypes(
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

/** Columns that some of several files lack: their rows are null there, which is said once for all that lack the same. */
export function lackedColumns(files: readonly { path: string; names: readonly string[] }[]): Inference[] {
  const below = commonFolder(files.map(({ path }) => path));
  const all = new Map(files.flatMap(({ names }) => names.map((name) => [name.toLowerCase(), name])));
  const own = files.map(({ names }) => new Set(names.map((name) => name.toLowerCase())));
  const lacked = new Map<string, string[]>();
  for (const [folded, name] of all) {
    const without = files.filter((_, i) => !own[i]!.has(folded)).map(({ path }) => path.slice(below));
    if (without.length === 0) continue;
    const [first, ...others] = without;
    const more = others.length > 0 ? ` and ${plural(others.length, 'other file')}` : '';
    const reason = `${first}${more} ${more ? 'have' : 'has'} no such column`;
    lacked.set(reason, [...(lacked.get(reason) ?? []), name]);
  }
  return [...lacked].map(([reason, names]) => ({ what: 'null in some files', value: names.join(', '), reason }));
}

/** How long what all paths begin with is, up to its last slash. */
function commonFolder(paths: readonly string[]): number {
  const [first = ''] = paths;
  let end = 0;
  while (end < first.length && paths.every((path) => path[end] === first[end])) end++;
  return first.slice(0, end).search(/[^/\\]*$/);
}
