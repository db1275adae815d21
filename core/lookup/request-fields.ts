import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { AskedOnDemand } from '../model/on-demand.ts';
import { nowField } from '../model/views/on-demand-view.ts';
import { exactText } from '../online/exact-text.ts';
import { infinity } from '../online/schema.ts';
import type { EntityKeys } from '../question/field.ts';
import { ident, join, list, sql, typeName, type Sql } from '../sql/sql.ts';
import { isEndless } from '../time/span.ts';
import { duckdbType } from '../types/feast-dtype.ts';

/** A field that a request gives. */
export interface GivenField {
  /** DuckDB's name of the declared type. */
  type: string;
  /** As DuckDB reads them, null is null: one for all entities, or one for each. */
  texts: readonly (string | null)[];
}

/**
 * What a request gives, one for all entities or one for each; `now` is the moment of reading, unless it is given. Throws
 * `bad_option` for a field that lacks, one that nothing reads, and a text that is none of its type.
 */
export async function requestFields(
  engine: Engine,
  asked: readonly Pick<AskedOnDemand, 'view' | 'request'>[],
  given: readonly EntityKeys[],
  now: bigint,
  run?: Run,
): Promise<Map<string, GivenField>> {
  const needed = asked.flatMap(({ view, request }) => request.map((field) => ({ ...field, view: view.name })));
  for (const one of given) checkGiven(needed, one);
  const fields = new Map<string, GivenField>();
  for (const { name, dtype } of needed) {
    const textOf = (text: string | undefined) =>
      text === undefined ? momentText(now) : text === '' && dtype !== 'String' ? null : text;
    fields.set(name, { type: duckdbType(dtype)!, texts: given.map((one) => textOf(one[name])) });
  }
  const told = needed.filter(({ name }) => given.some((one) => one[name] !== undefined && one[name] !== ''));
  if (told.length === 0) return fields;
  const odd = told.map(({ name }) => firstOdd(fields.get(name)!));
  const query = sql`SELECT ${join(odd.map((place, i) => sql`${place} AS ${ident(`odd${i}`)}`))}`;
  const [found] = await engine.rows<Record<string, bigint | null>>(query, run);
  const wrong = told.flatMap(({ name, dtype, view }, i) => {
    const place = found![`odd${i}`];
    return place == null ? [] : [{ name, dtype, view, text: given[Number(place)]![name] }];
  })[0];
  if (wrong) {
    const message = `the request field "${wrong.name}" of ${wrong.view} is "${wrong.text}", which is no ${wrong.dtype}`;
    throw new AsofError('bad_option', { message, expected: `give one: --request ${wrong.name}=VALUE` });
  }
  return fields;
}

/** The first place whose text is none of the type; null where all are. */
function firstOdd({ type, texts }: GivenField): Sql {
  const rows = sql`SELECT unnest(range(${texts.length})) AS n, unnest(${list(texts)}::VARCHAR[]) AS said`;
  return sql`(SELECT min(n) FROM (${rows}) WHERE said IS NOT NULL AND TRY_CAST(said AS ${typeName(type)}) IS NULL)`;
}

function momentText(moment: bigint): string {
  return exactText('timestamp', isEndless(moment) ? (moment > 0n ? infinity : -infinity) : moment);
}

function checkGiven(needed: readonly { name: string; view: string }[], given: Readonly<Record<string, string>>): void {
  const known = needed.map(({ name }) => name);
  const lacking = needed.find(({ name }) => name !== nowField && !Object.hasOwn(given, name));
  if (lacking) {
    const message = `${lacking.view} reads "${lacking.name}" from the request, and it is not given`;
    throw new AsofError('bad_option', { message, expected: `write --request ${lacking.name}=VALUE` });
  }
  const extra = Object.keys(given).find((name) => !known.includes(name));
  if (extra === undefined) return;
  const near = nearest(extra, known);
  const message = `nothing that is asked for reads "${extra}" from the request`;
  const expected = near ? `did you mean ${near}?` : known.length > 0 ? `it reads ${known.join(', ')}` : 'leave it out';
  throw new AsofError('bad_option', { message, expected });
}
