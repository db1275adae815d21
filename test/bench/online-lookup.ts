import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { computeOnDemand } from '../../core/lookup/compute.ts';
import { lookUpColumns } from '../../core/lookup/lookup.ts';
import type { GivenField } from '../../core/lookup/request-fields.ts';
import { planLookup } from '../../core/lookup/plan-lookup.ts';
import { everyFeature } from '../../core/model/feature-ref.ts';
import { splitRefs } from '../../core/model/on-demand.ts';
import { readDefinitions } from '../../core/model/read.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { openOnlineStore } from '../../core/node/online/open.ts';
import type { RedisServer } from '../support/redis.ts';
import { Random } from '../support/random.ts';
import { quantile } from './measure.ts';
import { lookedUpEntities, lookedUpViews } from './online-data.ts';
import { inColumns } from './table.ts';

const most = 1.5;
/** Milliseconds that an expression may add at p50. */
const mostAdded = 3;
const now = 1_735_603_200_000_000n;

/** Looks up 1 and 100 entities in three views, the same with a feature that is computed, and asks for the same keys by a bare MGET; in turn. */
export async function measureLookups(folder: string, redis: RedisServer): Promise<string> {
  const { definitions } = readDefinitions(readFileSync(join(folder, 'asof.yaml'), 'utf8'), 'asof.yaml', {});
  const store = await openOnlineStore(definitions.onlineStore, folder, {});
  const client = new Redis({ port: redis.port, protocol: 2 });
  const refs = lookedUpViews.map((view) => ({ view, feature: everyFeature }));
  const views = planLookup(definitions, await store.views('bench'), refs);
  const { onDemand } = splitRefs(definitions, [{ view: 'computed_v1', feature: everyFeature }]);
  const engine = await openNative();
  const random = new Random(1);
  const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
  try {
    const rows: string[][] = [['', 'p50', 'p95', 'p99', '']];
    for (const [count, times] of [
      [1, 4000],
      [100, 1500],
    ] as const) {
      const [bare, asked, computed]: [number[], number[], number[]] = [[], [], []];
      for (let time = -300; time < times; time++) {
        const ids = Array.from({ length: count }, () => String(random.below(lookedUpEntities)));
        const entities = ids.map((customer_id) => ({ customer_id }));
        const keys = ids.flatMap((id) => lookedUpViews.map((view) => `asof:{bench:customer_id=${id}}:${view}`));
        const mget = await clocked(() => client.mgetBuffer(keys));
        const looking = () => lookUpColumns(store, views, entities, { project: 'bench', now, defaults: false });
        const found = await clocked(looking);
        const both = await clocked(async () => {
          const options = { typeOf: () => null, request: new Map<string, GivenField>(), entities: count };
          await computeOnDemand(engine, onDemand, await looking(), options);
        });
        // The first ones let the compiler see what is hot.
        if (time < 0) continue;
        bare.push(mget);
        asked.push(found);
        computed.push(both);
      }
      const figures = (all: readonly number[]) => [0.5, 0.95, 0.99].map((share) => quantile(all, share));
      const ratio = quantile(asked, 0.99) / quantile(bare, 0.99);
      const told = `${ratio.toFixed(2)} x at p99 (at most ${most})${ratio > most ? '  OVER' : ''}`;
      rows.push([`MGET, ${count} x 3 records`, ...figures(bare).map(milliseconds), '']);
      rows.push([`lookup, ${count} x 3 views of 20`, ...figures(asked).map(milliseconds), told]);
      const added = quantile(computed, 0.5) - quantile(asked, 0.5);
      const says = `${milliseconds(added)} more at p50 (at most ${mostAdded})${added > mostAdded ? '  OVER' : ''}`;
      rows.push(['the same and an expression', ...figures(computed).map(milliseconds), says]);
    }
    return inColumns(rows);
  } finally {
    client.disconnect();
    await engine.close();
    await store.close();
  }
}

async function clocked(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
