import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { hasVersions } from '../../view/windows/events.ts';
import type { Counting } from './counting.ts';
import { framesSql } from './frames.ts';
import { canBeMerged, nestedSql } from './nested.ts';
import { rangeJoinSql } from './range-join.ts';
import { totalsSql } from './running-totals.ts';
import type { WindowFacts } from './window-facts.ts';

/** Above so many pairs of a label row and an event in its window, looking at each costs more than ordering all events. */
const mostPairs = 50_000_000;

/** So many pairs cost as much as it does to add up an event and to look its total up (one key, a million events: 2.4 s of processor, and 0.5 s a million pairs). */
const pairsOfTotal = 5;

const ways = { nested: nestedSql, range: rangeJoinSql, totals: totalsSql, frames: framesSql };

/** How a feature is counted, whichever way comes to the same value. What can be added up goes along where pairs are looked at for others. */
function wayOf({ view, features, all }: Counting, place: number, { pairs, events }: WindowFacts): keyof typeof ways {
  const byPairs = canBeMerged(all[place]!) ? 'nested' : 'range';
  if (hasVersions(view)) return byPairs;
  const isMany = (i: number): boolean => pairs(features[i]!.aggregate.window) > mostPairs;
  if (all[place]!.runs) {
    const looked = all.some(({ runs }, i) => !runs && !isMany(i));
    const most = looked ? mostPairs : Math.min(mostPairs, pairsOfTotal * events);
    return pairs(features[place]!.aggregate.window) > most ? 'totals' : byPairs;
  }
  return isMany(place) && all[place]!.slides && !view.available ? 'frames' : byPairs;
}

/** What is counted for each label row, over its row in another table, `of`: joins to it, and columns of all: the times that are wanted, and the parts. */
export function countedSql(counting: Counting, facts: WindowFacts, of: Sql): { joins: Sql; columns: Sql[] } {
  const byWay = (Object.keys(ways) as (keyof typeof ways)[]).map((way) => ({
    way,
    places: [...counting.features.keys()].filter((i) => wayOf(counting, i, facts) === way),
  }));
  const used = byWay.filter(({ places }) => places.length > 0);
  const joins = used.map(
    ({ way, places }) => sql` LEFT JOIN (
${ways[way](counting, places)}
) ${ident(way)} ON ${ident(way)}.label_row = ${of}.label_row`,
  );
  const parts = used.flatMap(({ way, places }) =>
    places.flatMap((i) => counting.all[i]!.parts.map(({ name }) => sql`${ident(way)}.${name}`)),
  );
  const newest = sql`greatest(${join(used.map(({ way }) => sql`${ident(way)}.t`))}) AS t`;
  const each = used.flatMap(({ way, places }) => places.map((i) => sql`${ident(way)}.${counting.timeOf(i)}`));
  const times = { none: [], all: [newest], each: [newest, ...each] }[counting.times];
  return { joins: join(joins, ''), columns: [...times, ...parts] };
}
