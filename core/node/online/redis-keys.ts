import { escapePart } from '../../online/keys.ts';

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
