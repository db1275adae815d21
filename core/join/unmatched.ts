import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import { count, plural } from '../text/figures.ts';

/** Why few label rows find their entity: a key of each side to compare, and what would help, tried on the data. */
export interface Unmatched {
  /** The join key that is at fault. */
  key: string;
  /** Label rows that have it, and those of them whose key, as text, the source has. */
  all: number;
  found: number;
  /** A key that no row has, and one that the labels have not, as text; null where there is none. */
  labels: string | null;
  source: string | null;
  /** `without the letters in front, 590 rows would match`; null where nothing that was tried helps. */
  hint: string | null;
}

/** Both sides of one join key. */
export interface KeySides {
  name: string;
  /** A query with `k`, any type, a row each label row. */
  labels: Sql;
  /** A query with `k`, any type. */
  source: Sql;
}

interface Change {
  said: string;
  of: (key: Sql) => Sql;
}

/** Spaces that do not break and marks that have no width: two keys that look alike. */
const unseen: Change = {
  said: 'without characters that cannot be seen',
  of: (k) => sql`regexp_replace(trim(${k}), ${'[\\x{a0}\\x{ad}\\x{200b}-\\x{200f}\\x{2060}\\x{feff}]'}, '', 'g')`,
};
const composed: Change = {
  said: 'with accents written alike, as one character with its letter',
  of: (k) => sql`nfc_normalize(${k})`,
};
const trimmed: Change = { said: 'without the spaces around it', of: (k) => sql`trim(${k})` };
const oneCase: Change = { said: 'in lower case', of: (k) => sql`lower(${k})` };
const plainest: Change = { said: 'in lower case and without the spaces around it', of: (k) => sql`lower(trim(${k}))` };
const noZeros: Change = {
  said: 'without the zeros in front',
  of: (k) => sql`regexp_replace(trim(${k}), '^0+(.)', '\\1')`,
};
const noPoint: Change = { said: 'without the .0 at its end', of: (k) => sql`regexp_replace(trim(${k}), '[.]0+$', '')` };
const noMarks: Change = {
  said: 'without dashes and braces',
  of: (k) => sql`lower(regexp_replace(${k}, '[-{}[:space:]]', '', 'g'))`,
};
const digitsOnly = (k: Sql): Sql => sql`regexp_replace(trim(${k}), '^[^0-9]+', '')`;
const noPrefix: Change = { said: 'without the letters in front', of: digitsOnly };
const numberAlone: Change = {
  said: 'without the letters and the zeros in front',
  of: (k) => sql`regexp_replace(${digitsOnly(k)}, '^0+(.)', '\\1')`,
};
/** What is often done to one side of a key and not to the other; the plainest first. */
const changes = [trimmed, unseen, composed, oneCase, plainest, noPoint, noZeros, noMarks, noPrefix, numberAlone];

/** So many different keys of the labels are tried. */
const mostKeys = 20_000;

/** Looks at the keys of both sides as text, and which change to both would make the most label rows match. */
export async function explainUnmatched(
  engine: Engine,
  sides: readonly KeySides[],
  run?: Run,
): Promise<Unmatched | undefined> {
  const scratch = new Scratch(engine);
  try {
    let worst: { share: number; compared: Compared } | undefined;
    for (const side of sides) {
      const labels = await scratch.table(
        'label_keys',
        sql`SELECT k::VARCHAR AS k, count(*)::DOUBLE AS n FROM (${side.labels}) WHERE k IS NOT NULL GROUP BY 1 LIMIT ${mostKeys}`,
        run,
      );
      const source = await scratch.table(
        'source_keys',
        sql`SELECT DISTINCT k::VARCHAR AS k FROM (${side.source}) WHERE k IS NOT NULL`,
        run,
      );
      const compared = { name: side.name, labels, source };
      const { all, found } = await matches(engine, compared, (k) => k, run);
      const share = all === 0 ? 1 : found / all;
      if (!worst || share < worst.share) worst = { share, compared };
    }
    return worst && (await explain(engine, worst.compared, run));
  } finally {
    await scratch.drop();
  }
}

interface Compared {
  name: string;
  labels: Sql;
  source: Sql;
}

async function explain(engine: Engine, compared: Compared, run?: Run): Promise<Unmatched> {
  const { all, found } = await matches(engine, compared, (k) => k, run);
  let best: { change: Change; found: number } | undefined;
  for (const change of changes) {
    const now = await matches(engine, compared, change.of, run);
    if (now.found > (best?.found ?? Math.max(found, all / 2))) best = { change, found: now.found };
  }
  const { name, labels, source } = compared;
  const [pair] = await engine.rows<{ labels: string | null; source: string | null }>(
    best
      ? sql`SELECT l.k AS labels, s.k AS source FROM ${labels} l JOIN ${source} s ON ${best.change.of(sql`l.k`)} = ${best.change.of(sql`s.k`)} WHERE l.k <> s.k ORDER BY l.k, s.k LIMIT 1`
      : sql`SELECT (SELECT min(k) FROM ${labels} WHERE k NOT IN (SELECT k FROM ${source})) AS labels, (SELECT min(k) FROM ${source} WHERE k NOT IN (SELECT k FROM ${labels})) AS source`,
    run,
  );
  const hint = best ? `${best.change.said}, ${count(best.found)} of ${plural(all, 'row')} would match` : null;
  return { key: name, all, found, labels: pair?.labels ?? null, source: pair?.source ?? null, hint };
}

/** Label rows that have a key, and those whose key, so changed on both sides, the source has. */
async function matches(
  engine: Engine,
  { labels, source }: Compared,
  change: (key: Sql) => Sql,
  run?: Run,
): Promise<{ all: number; found: number }> {
  const k = ident('k');
  const [row] = await engine.rows<{ all: number; found: number }>(
    sql`SELECT coalesce(sum(n), 0) AS all, coalesce(sum(n) FILTER (${change(k)} IN (SELECT ${change(k)} FROM ${source} WHERE ${change(k)} <> '')), 0) AS found FROM ${labels}`,
    run,
  );
  return row!;
}
