import { Redis } from 'ioredis';
import { mkdirSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { materializeView } from '../../core/materialize/materialize.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { openRedis } from '../../core/node/online/redis/store.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { planSkew } from '../../core/skew/plan-skew.ts';
import { compareSkew } from '../../core/skew/skew.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { RedisServer } from '../support/redis.ts';
import { inTurn, type Measured, type Taken } from './measure.ts';
import { permit } from '../support/put-records.ts';

const features = ['f0', 'f1', 'f2', 'f3', 'f4'];
const namesAtOnce = 1000;
/** Commands that are under way at once: none waits for the one before. */
const underWay = 3;

/**
 * The bar of skew: everything compared, against reading all records from Redis and not even decoding them.
 * Reading them all begins with their names, as some may be there that nobody knows of; what MGET of known
 * names takes is printed beside it.
 */
export async function measureSkew(folder: string, entities: number, runs: number): Promise<Measured[]> {
  const server = await RedisServer.start();
  const engine = await openNative();
  const store = await openRedis(server.url, { layout: 'packed', expiry: {}, root: folder });
  const client = new Redis(server.port, '127.0.0.1');
  try {
    const path = joinPath(folder, 'skew.parquet');
    mkdirSync(folder, { recursive: true });
    const columns = [
      sql`i AS customer_id`,
      sql`'2024-01-01'::TIMESTAMP + to_seconds(i % 10000000) AS event_timestamp`,
      ...features.map((name) => sql`(hash(i, ${name}) % 100000)::DOUBLE / 100 AS ${ident(name)}`),
    ];
    await engine.exec(sql`COPY (SELECT ${join(columns)} FROM range(${entities}) r(i)) TO ${path} (FORMAT parquet)`);
    const tables = nativeTables(engine);
    const workspace = openWorkspace({ root: folder, text: definitions }, engine, tables);
    const asOf = BigInt(Date.now()) * 1000n;
    const options = { project: 'bench', start: null, end: asOf, permit, now: () => asOf };
    await materializeView({ engine, tables, store }, await workspace.view('stats_v1'), options);
    const { known, read, compared } = await inTurn(runs, {
      known: () => readKnown(client, entities),
      read: () => readAll(client, entities),
      compared: async () => {
        const plan = await planSkew(workspace, { features: [{ view: 'stats_v1', feature: '*' }], log: null });
        const { report, pairs } = await compareSkew({ engine, store }, plan, { asOf, tolerance: null, sample: null });
        await pairs.scratch.drop();
        const wrong = report.features.find((feature) => feature.equal !== entities);
        if (wrong) throw new Error(`${wrong.feature} is equal for ${wrong.equal} of ${entities}`);
      },
    });
    const count = entities.toLocaleString('en');
    const alone = (what: string, { median, first, cpu }: Taken): Measured => {
      return { what, seconds: median, first, cpu, ratio: null, note: '' };
    };
    const times = (compared.median / known.median).toFixed(2);
    return [
      alone(`MGET of ${count} known names`, known),
      alone(`reading ${count} entities from Redis: SCAN, MGET`, read),
      {
        ...alone('skew of their 5 features', compared),
        ratio: { to: 'reading', is: compared.median / read.median, atMost: 3 },
        note: `${times} x MGET`,
      },
    ];
  } finally {
    client.disconnect();
    await store.close();
    await engine.close();
    await server.stop();
  }
}

/** Without decoding a byte; the next names are asked for while values are on their way. */
async function readAll(client: Redis, entities: number): Promise<void> {
  const asked = new Asked();
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', 'asof:{bench:*}:stats_v1', 'COUNT', namesAtOnce);
    cursor = next;
    if (keys.length > 0) await asked.add(client.mgetBuffer(...keys));
  } while (cursor !== '0');
  await asked.end(entities);
}

async function readKnown(client: Redis, entities: number): Promise<void> {
  const asked = new Asked();
  for (let from = 0; from < entities; from += namesAtOnce) {
    const count = Math.min(namesAtOnce, entities - from);
    const keys = Array.from({ length: count }, (_, i) => `asof:{bench:customer_id=${from + i}}:stats_v1`);
    await asked.add(client.mgetBuffer(...keys));
  }
  await asked.end(entities);
}

/** Values that are on their way. */
class Asked {
  readonly #asked: Promise<(Buffer | null)[]>[] = [];
  #found = 0;

  async add(values: Promise<(Buffer | null)[]>): Promise<void> {
    this.#asked.push(values);
    if (this.#asked.length >= underWay) await this.#take();
  }

  async end(entities: number): Promise<void> {
    while (this.#asked.length > 0) await this.#take();
    if (this.#found < entities) throw new Error(`${entities - this.#found} records are missing`);
  }

  async #take(): Promise<void> {
    for (const value of await this.#asked.shift()!) if (value) this.#found++;
  }
}

const definitions = `project: bench
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: skew.parquet, timestamp_field: event_timestamp}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats}
`;
