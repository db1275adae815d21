import type { Engine, Run } from '../../engine/engine.ts';
import { sql, type Sql } from '../../sql/sql.ts';
import { count, plural } from '../../text/figures.ts';
import type { CauseKind } from '../report.ts';
import type { Candidate } from './candidate.ts';

const blank = ' \t\n\r\u00a0';

/** The same text, written another way. */
export const spellings: Candidate[] = [
  spelling('case', 'in upper case', sql`g = upper(f)`),
  spelling('case', 'in lower case', sql`g = lower(f)`),
  spelling('case', 'in another case', sql`lower(g) = lower(f)`),
  spelling('whitespace', 'whitespace trimmed', sql`g = trim(f, ${blank})`),
  spelling('whitespace', 'whitespace added', sql`trim(g, ${blank}) = f`),
  spelling('whitespace', 'other whitespace', sql`translate(g, ${blank}, '') = translate(f, ${blank}, '')`),
  spelling('zeros', 'leading zeros lost', zerosBefore(sql`f`, sql`g`)),
  spelling('zeros', 'leading zeros added', zerosBefore(sql`g`, sql`f`)),
  spelling('zeros', 'trailing zeros lost', zerosAfter(sql`f`, sql`g`)),
  spelling('zeros', 'trailing zeros added', zerosAfter(sql`g`, sql`f`)),
  spelling('zeros', 'the same number, written otherwise', sql`TRY_CAST(f AS DOUBLE) = TRY_CAST(g AS DOUBLE)`),
];

/** How many lengths are looked at: the commonest. */
const looked = 2;

interface Cut {
  side: 'first' | 'last';
  characters: number;
}

/** Texts of which only so many of the first or last characters are left: the commonest lengths of a sample. */
export async function cuts(engine: Engine, sample: Sql, run?: Run): Promise<Candidate[]> {
  const lengths = (side: string, isPart: Sql) =>
    sql`SELECT * FROM (SELECT ${side} AS side, length(g)::DOUBLE AS characters FROM sample WHERE f <> g AND g <> '' AND ${isPart}
  GROUP BY characters ORDER BY count(*) DESC, characters LIMIT ${looked})`;
  const found = await engine.rows<Cut>(
    sql`WITH sample AS (${sample}) ${lengths('first', first)} UNION ALL ${lengths('last', last)}`,
    run,
  );
  return found.map(({ side, characters }) => {
    const said = side === 'first' ? plural(characters, 'character') : `the last ${count(characters)}`;
    return spelling('cut', `cut to ${said}`, sql`length(g) = ${characters} AND ${side === 'first' ? first : last}`);
  });
}

const first = sql`starts_with(f, g)`;
const last = sql`ends_with(f, g)`;

function zerosBefore(long: Sql, short: Sql): Sql {
  const more = sql`left(${long}, length(${long}) - length(${short}))`;
  return sql`length(${long}) > length(${short}) AND ends_with(${long}, ${short}) AND regexp_full_match(${more}, '0+')`;
}

function zerosAfter(long: Sql, short: Sql): Sql {
  const more = sql`substr(${long}, length(${short}) + 1)`;
  return sql`length(${long}) > length(${short}) AND ${short} <> '' AND starts_with(${long}, ${short}) AND regexp_full_match(${more}, '\\.?0+')`;
}

function spelling(cause: CauseKind, detail: string, test: Sql): Candidate {
  return { cause, detail, test: sql`f <> g AND ${test}`, against: ['values'] };
}
