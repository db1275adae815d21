import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { findCandidates, isLikely, type LikelyPair } from './candidates.ts';
import { codeSql, columnOf, type ComparedFeature } from './compared-features.ts';
import { valuesSql, type SampledEntities } from './entities.ts';
import { enoughEvidence, evidenceOf } from './evidence.ts';
import { whichToKeep } from './keep.ts';
import { provePairs, type ProvenPair } from './prove.ts';
import type { DuplicatePair, FeatureStanding } from './report.ts';
import type { Suspects } from './shapes.ts';
import { sketchGroups, sketchedRows, sketchOf, type Sketch } from './sketch.ts';

export interface GroupView {
  view: BoundView;
  /** Which of its rows is that of which entity: `n`, `o`. */
  places: Sql;
}

/** A feature with more than one value, and what all its values tell. */
export interface GroupFeature extends ComparedFeature {
  values: number;
  print: string;
  standing: FeatureStanding;
}

/** Views of the same join keys, made ready to compare. Features are numbered by their places. */
export interface ComparedGroup {
  views: GroupView[];
  entities: SampledEntities;
  features: GroupFeature[];
}

/** Columns that are sketched, or lie in one table, at once: all of a view could fill the memory. */
const columnsAtOnce = 200;
const mostExamples = 3;

export async function compareGroup(
  engine: Engine & BatchReader,
  scratch: Scratch,
  group: ComparedGroup,
  { agree }: { agree: number },
  run?: Run,
): Promise<{ pairs: DuplicatePair[]; unproven: number }> {
  const { features } = group;
  const twins = sameOfAll(features);
  const isTwin = new Set(twins.map(([, other]) => other));
  const sketches = await sketchAll(engine, group, isTwin, run);
  const candidates = [...twins, ...alike(features, sketches)];
  const enough = enoughEvidence(features.length);
  const same = new SameFeatures(features.length);
  const found: { pairs: DuplicatePair[]; unproven: number } = { pairs: [], unproven: 0 };
  let done = 0;
  for (const some of portionsOf(candidates)) {
    const step = stepOf(
      run,
      'comparing',
      'features',
      done / candidates.length,
      (done += some.length) / candidates.length,
    );
    const ids = [...new Set(some.flat())];
    const table = await valuesTable(
      scratch,
      group,
      ids.map((id) => features[id]!),
      step,
    );
    const pairs = some.map(([a, b]): Suspects => {
      const [left, right] = [features[a]!, features[b]!];
      return { a: left, b: right, values: [left.values, right.values] };
    });
    for (const one of await provePairs(engine, table, pairs, agree, step)) {
      if (!one || same.are(one.suspects.a.id, one.suspects.b.id)) continue;
      if ((await evidenceOf(engine, table, one, step)) < enough) {
        found.unproven++;
        continue;
      }
      same.join(one);
      found.pairs.push(await toPair(engine, table, group.entities, one, step));
    }
    await engine.exec(sql`DROP TABLE ${table}`, step);
  }
  return found;
}

/** Features that are the same at every entity: each with the first of them. */
function sameOfAll(features: readonly GroupFeature[]): LikelyPair[] {
  const first = new Map<string, number>();
  return features.flatMap(({ print, id }): LikelyPair[] => {
    const before = first.get(print);
    if (before !== undefined) return [[before, id]];
    first.set(print, id);
    return [];
  });
}

/** The likely pairs among what is sketched, in the features' order: of all that are the same the first comes first. */
function alike(features: readonly GroupFeature[], sketches: readonly (Sketch | null)[]): LikelyPair[] {
  const found = new Map<string, LikelyPair>();
  const classes = ['number', 'instant', 'text'] as const;
  for (const one of classes) {
    const of = (part: 'values' | 'order') =>
      sketches.map((sketch, i) => (features[i]!.class === one ? (sketch?.[part] ?? null) : null));
    for (const pair of [...findCandidates(of('values')), ...findCandidates(of('order'))])
      if (isLikely(sketches[pair[0]]!, sketches[pair[1]]!)) found.set(pair.join(), pair);
  }
  return [...found.values()].sort(([a, b], [c, d]) => a - c || b - d);
}

async function sketchAll(
  engine: BatchReader,
  { views, entities, features }: ComparedGroup,
  leftOut: ReadonlySet<number>,
  run?: Run,
): Promise<(Sketch | null)[]> {
  const sketches = new Array<Sketch | null>(features.length).fill(null);
  const rows = Math.min(entities.rows, sketchedRows);
  const groups = sketchGroups(rows);
  for (const [place, { view, places }] of views.entries()) {
    const own = features.filter((one) => one.view === place && !leftOut.has(one.id));
    for (let from = 0; from < own.length; from += columnsAtOnce) {
      const some = own.slice(from, from + columnsAtOnce);
      const codes = some.map(() => new Float64Array(rows).fill(NaN));
      const columns = some.map((one) => sql`${sketchedCode(one)} AS ${ident(`c${one.id}`)}`);
      const query = sql`SELECT n::INTEGER AS n, ${join(columns)} FROM (${valuesSql(view, places, some, rows)})`;
      for await (const batch of engine.batches(query, stepOf(run, 'looking at', view.name, 0, 0))) {
        const [at, ...values] = batch.columns as [number[], ...(number | null)[][]];
        values.forEach((column, i) => column.forEach((value, r) => (codes[i]![at[r]!] = value ?? NaN)));
      }
      some.forEach((one, i) => (sketches[one.id] = sketchOf(codes[i]!, groups, one.class !== 'text')));
    }
  }
  return sketches;
}

/** What is no number is one that nothing else is: null has its place. */
function sketchedCode(one: ComparedFeature): Sql {
  const code = codeSql(one.feature.type, columnOf(one));
  return sql`CASE WHEN isnan(${code}) THEN 1.7976931348623157e308 ELSE ${code} END`;
}

/** Pairs of so many features at most. */
function* portionsOf(candidates: readonly LikelyPair[]): Iterable<LikelyPair[]> {
  let some: LikelyPair[] = [];
  const ids = new Set<number>();
  for (const pair of candidates) {
    pair.forEach((id) => ids.add(id));
    some.push(pair);
    if (ids.size < columnsAtOnce) continue;
    yield some;
    some = [];
    ids.clear();
  }
  if (some.length > 0) yield some;
}

/** `n` and a column of each feature, for every entity compared. */
function valuesTable(
  scratch: Scratch,
  { views, entities }: ComparedGroup,
  features: readonly ComparedFeature[],
  run?: Run,
): Promise<Sql> {
  const joined = views.flatMap(({ view, places }, place) => {
    const own = features.filter((one) => one.view === place);
    if (own.length === 0) return [];
    return [sql`LEFT JOIN (SELECT * EXCLUDE (t) FROM (${valuesSql(view, places, own)})) USING (n)`];
  });
  return scratch.table('values', sql`SELECT * EXCLUDE (entity) FROM ${entities.table} ${join(joined, ' ')}`, run);
}

async function toPair(
  engine: Engine,
  table: Sql,
  entities: SampledEntities,
  { suspects, claim, relation, compared, agree, detail }: ProvenPair,
  run?: Run,
): Promise<DuplicatePair> {
  const [a, b] = [suspects.a, suspects.b] as [GroupFeature, GroupFeature];
  const [left, right] = [columnOf(a), columnOf(b)];
  const differing = sql`SELECT entity, (${left})::VARCHAR AS a, (${right})::VARCHAR AS b FROM ${table} JOIN ${entities.table} USING (n)
WHERE ${left} IS NOT NULL AND ${right} IS NOT NULL AND NOT (${claim(left, right)}) ORDER BY n LIMIT ${mostExamples}`;
  const examples = agree === compared ? [] : await engine.rows<DuplicatePair['examples'][number]>(differing, run);
  return {
    a: a.name,
    b: b.name,
    relation,
    compared,
    agree,
    detail,
    examples,
    ...whichToKeep(a.standing, b.standing),
    sides: { a: a.standing, b: b.standing },
  };
}

/** Features that are known to be the same: of three, two pairs say it. */
class SameFeatures {
  readonly #of: number[];

  constructor(features: number) {
    this.#of = Array.from({ length: features }, (_, i) => i);
  }

  are(a: number, b: number): boolean {
    return this.#rootOf(a) === this.#rootOf(b);
  }

  /** What nearly agrees, or where one lacks values of the other, says nothing of a third. */
  join({ suspects: { a, b, values }, relation, compared }: ProvenPair): void {
    if (relation !== 'nearly' && compared === values[0] && compared === values[1])
      this.#of[this.#rootOf(b.id)] = this.#rootOf(a.id);
  }

  #rootOf(id: number): number {
    while (this.#of[id] !== id) id = this.#of[id]!;
    return id;
  }
}
