import { escapePart } from '../../../online/keys.ts';
import type { RecordKey } from '../../../online/online-store.ts';

/** A record's key is this, the entity's name, and `recordSuffix`. The braces keep an entity's views on one node. */
export function recordPrefix(project: string): string {
  return `asof:{${escapePart(project)}:`;
}

export function recordSuffix(view: string): string {
  return `}:${escapePart(view)}`;
}

export function recordKey(project: string, view: string, entity: string): string {
  return recordPrefix(project) + entity + recordSuffix(view);
}

/** The same for many; what a view adds is worked out once. */
export function recordKeys(project: string, wanted: readonly RecordKey[]): string[] {
  const prefix = recordPrefix(project);
  const suffixes = new Map<string, string>();
  return wanted.map(({ view, entity }) => {
    const known = suffixes.get(view) ?? recordSuffix(view);
    suffixes.set(view, known);
    return prefix + entity + known;
  });
}

/** A layout, which records name. */
export function schemaKey(project: string, id: string): string {
  return `asof:schema:{${escapePart(project)}}:${id}`;
}

/** A hash: view -> its layout, and whether its records are packed or hashes. */
export function viewsKey(project: string): string {
  return `asof:views:{${escapePart(project)}}`;
}

/** A hash: view -> its last run. */
export function runsKey(project: string): string {
  return `asof:runs:{${escapePart(project)}}`;
}

/** A hash: view -> what changes whenever runs that are under way may no longer be remembered. */
export function disturbedKey(project: string): string {
  return `asof:disturbed:{${escapePart(project)}}`;
}

/** What finds all that is left of a project once its views are forgotten. */
export function leftPatterns(project: string): string[] {
  const tag = escapePart(project);
  return [
    schemaKey(project, '*'),
    viewsKey(project),
    runsKey(project),
    disturbedKey(project),
    markKey(tag, '*'),
    markKey(`${tag}:*`, '*'),
  ];
}

/** A bitmap of a run's calls; see marks.ts. `tag` says in which slot it lies. */
export function markKey(tag: string, run: string): string {
  return `asof:run:{${tag}}:${run}`;
}
