import { join } from 'node:path';
import { list, sql } from '../../core/sql/sql.ts';
import { flightsFile } from './flights.ts';
import { copyToParquet, withDuckDb } from './write.ts';

const seed = 31;

/** Which flights, and of how many of them it is asked whether they are late. */
export interface Which {
  /** Null is every airport. */
  origins: string[] | null;
  /** The first day that is not there any more. */
  until: string;
  labels: number;
}

const few: Which = { origins: ['DEN', 'EWR', 'MCO', 'SEA', 'SFO'], until: '2001-02-01', labels: 3000 };

/**
 * flights.parquet: one row a flight, as it comes from the 3 million of vega-datasets, and when it landed,
 * worked out as for the lesson Flights: departure, plus 30 minutes and a minute for every 7 miles, plus the delay
 * where there is one. No window is counted here: `asof.yaml` says how that is done.
 *
 * labels.parquet: some of these flights, each at the moment it departs, from the second day on.
 */
export async function makeFlightsCounted(folder: string, { origins, until, labels }: Which = few): Promise<void> {
  const from = origins === null ? sql`TRUE` : sql`list_contains(${list(origins)}, origin)`;
  await withDuckDb(async (connection) => {
    await connection.run(
      sql`CREATE TABLE flights AS
SELECT file_row_number AS id, origin, destination, date AS departure, delay::SMALLINT AS delay,
  date + to_minutes(30 + distance // 7 + greatest(delay, 0)) AS landed
FROM read_parquet(${flightsFile}) WHERE ${from} AND date < ${until} AND delay BETWEEN -120 AND 1440`.text,
    );
    await copyToParquet(
      connection,
      join(folder, 'data/flights.parquet'),
      sql`SELECT * EXCLUDE (id) FROM flights ORDER BY departure, origin, id`,
    );
    await copyToParquet(
      connection,
      join(folder, 'data/labels.parquet'),
      sql`SELECT origin, destination, departure AS event_timestamp, (delay > 15)::INTEGER AS late
FROM flights WHERE departure >= '2001-01-02'
QUALIFY row_number() OVER (ORDER BY md5(concat_ws(' ', ${seed}, id)), id) <= ${labels}
ORDER BY departure, id`,
    );
  });
}
