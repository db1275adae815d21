import { createRequire } from 'node:module';
import { join } from 'node:path';
import { list, sql } from '../../core/sql/sql.ts';
import { copyToParquet, withDuckDb } from './write.ts';

/** date, delay, distance, origin, destination of 3 million flights between January and July 2001. */
export const flightsFile = join(
  createRequire(import.meta.url).resolve('vega-datasets'),
  '../../data/flights-3m.parquet',
);

/** Airports that people leave for far away: little has landed by the time the next flight goes. */
const origins = ['DEN', 'EWR', 'MCO', 'SEA', 'SFO'];
const labelsPerOrigin = 1000;
const seed = 2001;

/**
 * From the 3 million flights of vega-datasets: their `date` is the time of departure at the origin's
 * clock, their `delay` how late they arrived, in minutes. A delay is known when the flight has
 * landed: departure, plus the flight itself (30 minutes and a minute for every 7 miles), plus the delay
 * where there is one.
 *
 * delays.parquet: per origin and quarter of an hour t, the flights that left in [t - 3h, t), so
 * never one that leaves at t. Every window is written twice. At t itself, from those of its flights
 * that have landed by then: that row was known at t. And again when the last of them has landed,
 * from all: the same event timestamp, but created hours later. So whoever joins by event timestamp gets the
 * second row, for `created` breaks the tie, and whoever asks what was known gets the first.
 */
export async function makeFlights(folder: string): Promise<void> {
  await withDuckDb(async (connection) => {
    await connection.run(
      sql`CREATE TABLE flights AS
SELECT file_row_number AS id, date AS departure, origin, destination, distance, delay,
  date + to_minutes(30 + distance // 7 + greatest(delay, 0)) AS landed
FROM read_parquet(${flightsFile})
WHERE list_contains(${list(origins)}, origin) AND date < '2001-04-01' AND delay BETWEEN -120 AND 1440`.text,
    );
    await connection.run(
      sql`CREATE TABLE windows AS
SELECT origin, t,
  count(*) FILTER (landed <= t) AS landed_by_t, sum(delay) FILTER (landed <= t) AS delay_by_t,
  count(*) AS landed_ever, sum(delay) AS delay_ever, max(landed) AS last_landed
FROM flights JOIN generate_series('2001-01-01'::TIMESTAMP, '2001-04-01'::TIMESTAMP, INTERVAL 15 MINUTE) quarters(t)
  ON departure >= t - INTERVAL 3 HOUR AND departure < t
GROUP BY origin, t`.text,
    );
    await copyToParquet(
      connection,
      join(folder, 'data/delays.parquet'),
      sql`SELECT origin, t AS event_timestamp, t AS created, round(delay_by_t / landed_by_t, 1) AS mean_delay_3h, landed_by_t::INTEGER AS landed_3h
FROM windows
UNION ALL
SELECT origin, t, last_landed, round(delay_ever / landed_ever, 1), landed_ever::INTEGER FROM windows WHERE last_landed > t
ORDER BY origin, event_timestamp, created`,
    );
    await copyToParquet(
      connection,
      join(folder, 'data/labels.parquet'),
      sql`SELECT origin, destination, distance::INTEGER AS distance, departure AS event_timestamp, (delay > 15)::INTEGER AS late
FROM flights WHERE departure >= '2001-01-02'
QUALIFY row_number() OVER (PARTITION BY origin ORDER BY md5(concat_ws(' ', ${seed}, id)), id) <= ${labelsPerOrigin}
ORDER BY departure, id`,
    );
  });
}
