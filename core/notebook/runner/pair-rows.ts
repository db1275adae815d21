import { spineKey, spineKeys } from '../../join/spine.ts';
import { leaks } from '../../leakage/counts.ts';
import type { Pairs } from '../../leakage/pairs.ts';
import { offline, online, pairClass, type SkewPairs } from '../../skew/pairs.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';

/**
 * A row for each label row and feature: `label_row`, the join keys, `label_time`, `view`, `feature`, `naive` and
 * `as_of` (both values as text), `leaked`, and `peek`, an INTERVAL that is null where nothing leaked.
 */
export function leakageRows({ joined: { plan }, table, features }: Pairs): Sql {
  const keys = spineKeys(plan).map(({ name }) => sql`${spineKey(plan, name)} AS ${ident(name)}, `);
  return united(
    features.map((feature) => {
      const { viewName, name, naive, asof, future } = feature;
      const leaked = leaks(feature);
      return sql`SELECT label_row, ${join(keys, '')}label_time, ${viewName} AS view, ${name} AS feature,
  ${naive}::VARCHAR AS naive, ${asof}::VARCHAR AS as_of, ${leaked} AS leaked,
  CASE WHEN ${leaked} THEN to_microseconds(${future}) END AS peek
FROM ${table}`;
    }),
  );
}

/**
 * A row for each pair: `entity` as it is called, `at`, `view`, `feature`, `offline` and `online` (both values as
 * text), `offline_timestamp`, `online_timestamp`, and `class`, a word of spec section 5.
 */
export function skewRows({ views }: SkewPairs): Sql {
  return united(
    views.flatMap(({ planned: { view, features }, table }) =>
      features.map(
        ({ name }, i) => sql`SELECT entity, at, ${view.name} AS view, ${name} AS feature,
  ${offline(i)}::VARCHAR AS offline, ${online(i)}::VARCHAR AS online,
  off_t AS offline_timestamp, on_t AS online_timestamp, ${pairClass(i)} AS class
FROM ${table}`,
      ),
    ),
  );
}

function united(parts: readonly Sql[]): Sql {
  return join(parts, '\nUNION ALL\n');
}
