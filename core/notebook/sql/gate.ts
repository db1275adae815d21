import { nearest } from '../../errors/near.ts';
import { allowedFunctions, allowedTableFunctions } from './functions.ts';
import { fromBytes } from './places.ts';
import type { Uses } from './uses.ts';

/** Why SQL of a user's may not run. */
export interface Refusal {
  message: string;
  expected: string;
  /** Where in its text; null where that is not known. */
  at: number | null;
}

/**
 * What stands in the way of running it: it may name tables by one word, and call what is listed. Which tables there
 * are, is for who runs it. It trusts the parser: what runs the text has to be locked as well.
 */
export function refusals(text: string, uses: Uses): Refusal[] {
  const found: Refusal[] = [];
  const refuse = (message: string, expected: string, at: number | null = null): void => {
    found.push({ message, expected, at: at === null ? null : fromBytes(text, at) });
  };
  for (const { name, path, isTimed, at } of uses.tables) {
    const whole = [...path, name].filter(Boolean).join('.');
    if (path.some(Boolean)) refuse(`"${whole}" is in another database or schema`, `${ownTables}: write ${name}`, at);
    if (isTimed) refuse(`"${name}" has no versions`, 'leave AT out', at);
  }
  for (const { name, path, at } of uses.tableFunctions) {
    if (!isOwn(path) || !allowedTableFunctions.has(name)) refuse(`${name}() is not for cells`, insteadOf(name), at);
  }
  for (const { name, path, at } of uses.functions) {
    if (isOwn(path) && allowedFunctions.has(name)) continue;
    const near = nearest(name, [...allowedFunctions]);
    const expected = near ? `did you mean ${near}()?` : 'it does not exist, or it reads more than its arguments';
    refuse(`${name}() is not for cells`, expected, at);
  }
  for (const { type, hasQuery } of uses.shows) {
    if (!hasQuery || !/^(?:SUMMARY|DESCRIBE)$/.test(type))
      refuse('SHOW is not for cells', 'write DESCRIBE and a table');
  }
  if (uses.parameters > 0) refuse('there are places for values in it', 'write {{name}} for a parameter');
  for (const type of uses.strange) refuse(`this program does not know what ${type} is in SQL`, 'write it another way');
  return found;
}

const ownTables = 'a cell reads tables of the workspace and results of cells';

/** The parser itself writes `main` before the functions of brackets, and `system` for some. */
function isOwn([catalog, schema]: readonly string[]): boolean {
  return (schema === '' || schema === 'main') && (catalog === '' || catalog === 'system');
}

function insteadOf(name: string): string {
  if (name === 'query' || name === 'query_table') return 'write the name of the table itself';
  if (/^(?:read_|glob|parquet_|sniff_|\w*_scan)/.test(name))
    return `${ownTables}: name the file in asof.yaml or in a data cell`;
  return `${ownTables}; of functions that give rows it may call ${[...allowedTableFunctions].join(', ')}`;
}
