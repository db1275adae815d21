import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import type { AskedOnDemand } from '../model/on-demand.ts';
import { nowField } from '../model/views/on-demand-view.ts';
import { exactText } from '../online/exact-text.ts';
import { infinity } from '../online/schema.ts';
import { ident, join, sql, typeName } from '../sql/sql.ts';
import { isEndless } from '../time/span.ts';
import { duckdbType } from '../types/feast-dtype.ts';

/** What a request gives for a field. */
export interface GivenField {
  /** As DuckDB reads it; null is null. */
  text: string | null;
  /** DuckDB's name of the declared type. */
  type: string;
}

/**
 * What a request gives, of the declared types; `now` is the moment of reading, unless it is given. Throws
 * `bad_option` for a field that lacks, one that nothing reads, and a text that is none of its type.
 */
export async function requestFields(
  engine: Engine,
  asked: readonly Pick<AskedOnDemand, 'view' | 'request'>[],
  given: Readonly<Record<string, string>>,
  now: bigint,
  run?: Run,
): Promise<Map<string, GivenField>> {
  const needed = asked.flatMap(({ view, request }) => request.map((field) => ({ ...field, view: view.name })));
  checkGiven(needed, given);
  const fields = new Map<string, GivenField>();
  for (const { name, dtype } of needed) {
    const text = given[name];
    const isNull = text === '' && dtype !== 'String';
    fields.set(name, { text: isNull ? null : (text ?? momentText(now)), type: duckdbType(dtype)! });
  }
  const texts = needed.filter(({ name }) => given[name] !== undefined && given[name] !== '');
  if (texts.length === 0) return fields;
  const tried = texts.map(({ name, dtype }, i) => {
    const type = typeName(duckdbType(dtype)!);
    return sql`TRY_CAST(${given[name]!} AS ${type}) IS NULL AS ${ident(`odd${i}`)}`;
  });
  const [odd] = await engine.rows<Record<string, boolean>>(sql`SELECT ${join(tried)}`, run);
  const wrong = texts.find((_, i) => odd![`odd${i}`]);
  if (wrong) {
    const message = `the request field "${wrong.name}" of ${wrong.view} is "${given[wrong.name]}", which is no ${wrong.dtype}`;
    throw new AsofError('bad_option', { message, expected: `give one: --request ${wrong.name}=VALUE` });
  }
  return fields;
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
