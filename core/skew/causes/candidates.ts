import type { Engine, Run } from '../../engine/engine.ts';
import type { Scratch } from '../../engine/scratch.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { ageCut } from './age-cut.ts';
import { fewest, type Candidate } from './candidate.ts';
import { columns, type OtherFeature } from './columns.ts';
import { constants } from './constants.ts';
import { fills } from './fills.ts';
import { linear } from './linear.ts';
import type { LocatedFeature } from './odd-rows.ts';
import { asOfMoment, momentSql, origins, served, type Period, type Served } from './origins.ts';
import { shapes } from './shapes.ts';
import { reachOf, standing } from './still.ts';
import { cuts } from './texts.ts';

/** Where a feature has more odd rows, constants and candidates are looked for among about so many. */
const sampled = 20_000;
/** As many bits as a group's mask has. */
const most = 60;
/** A run leaves no more entities than this behind, and reaches so many. */
const whole = { share: 0.9, entities: 5 };

/** A feature's odd rows. */
export interface OddFeature extends LocatedFeature {
  /** The features of the view whose values may have been served in its place. */
  others: readonly OtherFeature[];
  n: number;
  /** Rows with an offline value and none online. */
  unserved: number;
}

/** All candidates of a feature that explain at least something of a sample. */
export async function candidatesOf(
  engine: Engine,
  scratch: Scratch,
  asked: OddFeature,
  run: Run,
): Promise<Candidate[]> {
  const { odd, feature, others, located, n, unserved } = asked;
  const { rows, byValue, measures } = odd;
  const measure = measures[feature]!;
  const step = Math.ceil(n / sampled);
  const sample = step === 1 ? located : sql`SELECT * FROM (${located}) WHERE hash(n) % ${step} = 0`;
  const cut = unserved < fewest ? null : await ageCut(engine, rows, feature, run);
  const isDate = [rows.planned.features[feature]!.type, rows.servedTypes[feature]].every((type) => type === 'DATE');
  const from = served(byValue);
  const of = { pairs: rows, feature, measure };
  const origin = await originsOf(engine, scratch, asked, from, sample, run);
  const constant = await fills(engine, of, sample, origin, run);
  const candidates = [
    ...origin,
    ...(cut ? [cut] : []),
    ...(measure === 'text' ? [] : constant),
    ...columns(odd, others),
    ...(await constants(engine, measure, sample, isDate, run)),
    ...shapes(measure),
    ...(measure === 'text' ? await cuts(engine, sample, run) : []),
    // What all texts begin with may be what is left of them.
    ...(measure === 'text' ? constant : []),
    ...(await linear(engine, of, sample, run)),
  ];
  const tests = candidates.map(({ test }, j) => sql`count_if(${test})::DOUBLE AS ${ident(`c${j}`)}`);
  const [hits] = await engine.rows<Record<string, number>>(sql`SELECT ${join(tests)} FROM (${sample})`, run);
  const found = candidates
    .map((candidate, j) => ({ candidate, rows: hits![`c${j}`]!, j }))
    .filter(({ candidate, rows: hit, j }) => hit >= (candidate.rival ? 1 : fewest) && !twin(candidates, j));
  const enough = found.map((one) => one.rows).sort((a, b) => b - a)[most - 1] ?? 0;
  return found
    .filter((one) => one.rows >= enough)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** Other rows of the entities: a run that all are of, some entities that stood still, or any row. */
async function originsOf(
  engine: Engine,
  scratch: Scratch,
  asked: OddFeature,
  from: Served,
  sample: Sql,
  run: Run,
): Promise<Candidate[]> {
  const { view } = asked.odd.rows.planned;
  const [moment] = await engine.rows<Period>(momentSql(sample), run);
  if (!moment) return origins(from, view.ttl, null, null);
  const candidate = asOfMoment(from, moment);
  const last = moment.to === null ? null : moment.to - 1n;
  const { explained, fresh } = await reachOf(engine, asked, candidate.test, last, run);
  if (explained >= whole.entities && explained >= whole.share * (explained + fresh))
    return origins(from, view.ttl, candidate, null);
  const still = from.byValue ? await standing(engine, scratch, asked, run) : null;
  if (still) return origins(from, view.ttl, null, still);
  const some: Candidate = {
    ...candidate,
    cause: 'still',
    detail: `stood still, ${candidate.detail}`,
  };
  return origins(from, view.ttl, some, null);
}

/** The same constant was found twice. */
function twin(candidates: Candidate[], index: number): boolean {
  const { cause, detail } = candidates[index]!;
  return candidates.slice(0, index).some((other) => other.cause === cause && other.detail === detail);
}
