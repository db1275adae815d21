import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import type { SourceFacts } from './as-of.ts';

/** Below this many label rows the proof costs more than it saves. */
const worthProving = 200_000;
/** With fewer labels than this part of the source, most of its entities are likely not asked for. */
const fewShare = 1 / 20;

const proven = new WeakMap<Engine, Map<string, boolean>>();

/**
 * What can be said of a view's source before joining it to that many label rows. Whether rows tie is
 * counted once per version of the files and remembered while the engine lives.
 */
export async function sourceFacts(engine: Engine, view: BoundView, labelRows: number, run?: Run): Promise<SourceFacts> {
  const { rows } = view.relation;
  const fewLabels = rows === null || labelRows < rows * fewShare;
  return { fewLabels, unique: labelRows >= worthProving && !fewLabels && (await isUnique(engine, view, run)) };
}

/** What holds of any source: for SQL that is printed and not run. */
export const unknownFacts: SourceFacts = { unique: false, fewLabels: true };

async function isUnique(engine: Engine, view: BoundView, run?: Run): Promise<boolean> {
  const keys = view.keys.map((key) => key.column);
  const version = JSON.stringify([view.relation.files, keys, view.timestamp.column]);
  const known = proven.get(engine) ?? new Map<string, boolean>();
  proven.set(engine, known);
  const answer = known.get(version);
  if (answer !== undefined) return answer;
  // Where ties are common, one entity in a hundred shows it.
  const unique =
    !(await ties(engine, view, sql`hash(${ident(keys[0]!)}) % 101 = 0`, run)) &&
    !(await ties(engine, view, sql`TRUE`, run));
  known.set(version, unique);
  return unique;
}

async function ties(engine: Engine, view: BoundView, where: Sql, run?: Run): Promise<boolean> {
  const columns = join([...view.keys.map((key) => ident(key.column)), view.timestamp.at]);
  const found = await engine.rows(
    sql`SELECT 1 AS tie FROM ${view.relation.from} WHERE ${where} GROUP BY ${columns} HAVING count(*) > 1 LIMIT 1`,
    run,
  );
  return found.length > 0;
}
