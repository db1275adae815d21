import type { JoinPlan } from '../join/request.ts';
import { isWhole, leadsOut, slashed } from '../model/path.ts';
import { join, sql, type Sql } from '../sql/sql.ts';
import { escapeGlob } from '../table/glob.ts';
import type { Relation } from '../table/relation.ts';

/** Names without the places of one machine: the same inputs in another folder are told the same. */
export interface Places {
  /** A path as seen from the workspace; of one that lies elsewhere, its name. */
  of(path: string): string;
  /** SQL that names files so: it runs in the workspace's folder. */
  sql(text: string): string;
}

/** @param root The workspace's folder; empty where it has none. */
export function placesOf({ labels, views }: JoinPlan, root: string): Places {
  const of = placeIn(root);
  const relations = [labels.relation, ...views.map(({ view }) => view.relation)];
  const names = [labels.name, ...views.map(({ view }) => view.name)];
  const changes = [
    ...relations.flatMap((relation) => changesOf(relation, of)),
    ...names.filter((name) => of(name) !== name).map((name): Change => [name, of(name)]),
  ].sort(([a], [b]) => b.length - a.length);
  return { of, sql: (text) => changes.reduce((now, [from, to]) => now.replaceAll(from, () => to), text) };
}

/** `Places.of`. */
export function placeIn(root: string): Places['of'] {
  const folder = `${slashed(root).replace(/\/$/, '')}/`;
  return (path) => {
    const whole = slashed(path);
    if (leadsOut(path, root)) return whole.split('/').at(-1) ?? whole;
    return isWhole(path) ? whole.slice(folder.length) : path;
  };
}

type Change = [from: string, to: string];

function changesOf({ from, files }: Relation, of: (path: string) => string): Change[] {
  const spelt = files.flatMap(({ path }): Change[] => [
    [sql`${escapeGlob(path)}`.text, sql`${escapeGlob(of(path))}`.text],
    [sql`${path}`.text, sql`${of(path)}`.text],
  ]);
  const isNamed = spelt.some(([path]) => from.text.includes(path));
  // A table that the file was read into, or a copy of it: neither is there on another day.
  return isNamed ? spelt : [[from.text, readFiles(files.map(({ path }) => of(path))).text]];
}

function readFiles(paths: readonly string[]): Sql {
  if (paths.length === 1) return sql`${paths[0]!}`;
  const each = paths.map((path) => sql`FROM ${path}`);
  return sql`(${join(each, ' UNION ALL BY NAME ')})`;
}
