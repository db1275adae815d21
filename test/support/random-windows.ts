import { formatInstant } from '../../core/time/instant.ts';
import { aggregateFunctions } from '../../core/model/views/aggregations.ts';
import type { Value } from './bind-rows.ts';
import type { WindowCase } from './bind-events.ts';
import { infinity } from './oracle.ts';
import { Random } from './random.ts';

const minute = 60_000_000n;
const start = 1_709_251_200_000_000n;
const pools: Record<string, Value[]> = {
  plain: [0.1, 0.2, 0.3, -4.43, 12.77, 45.09, 0, 99.99],
  cancel: [1e16, -1e16, 1e-9, 1, 3, -1e16, 0.1],
  far: [5e-324, 1e-300, 1, 1e300, -1e300, 2e-308, 0.1, -0],
  odd: [0.5, 'nan', 'infinity', '-infinity', -0, 0, 2.5],
};

/** A view of a few windowed aggregates, its events and labels, full of what goes wrong: ties, nulls, late rows, versions, exact boundaries, infinite times. */
export function randomWindows(seed: number): WindowCase {
  const random = new Random(seed);
  const keys = random.chance(0.3) ? ['customer_id', 'region'] : random.chance(0.15) ? [] : ['customer_id'];
  const entities = random.one([1, 3, 10]);
  const key = (name: string): Value => {
    if (random.chance(0.05)) return null;
    return name === 'region' ? random.one(['eu', 'us']) : random.below(entities);
  };
  const keysOf = () => Object.fromEntries(keys.map((name) => [name, key(name)]));
  const endless = random.chance(0.3) ? 0.05 : 0;
  const moment = (step: number): bigint => {
    if (random.chance(endless)) return random.chance(0.5) ? infinity : -infinity;
    return start + (BigInt(random.below(120 / step) * step) - 60n) * minute;
  };
  /** Late or early, by minutes; at an infinite time any. */
  const after = (at: bigint | null): bigint => {
    const wait = BigInt(random.one([0, 0, 0, 1, 5, 20, 60, -5])) * minute;
    return at === null || at === infinity || at === -infinity ? moment(1) : at + wait;
  };
  const step = random.one([1, 5, 20]);
  const pool = pools[random.one(Object.keys(pools))]!;
  const filters = [undefined, undefined, "status = 'completed'", 'qty > 0 OR amount IS NULL'];
  const aggregations = Array.from({ length: 1 + random.below(8) }, (_, i) => {
    const fn = random.one(aggregateFunctions);
    const numeric = ['sum', 'mean', 'stddev'].includes(fn);
    const column =
      fn === 'count' && random.chance(0.5)
        ? undefined
        : random.one(numeric ? ['amount', 'qty', 'price'] : ['amount', 'qty', 'price', 'status']);
    return {
      name: `a${i}`,
      function: fn,
      column,
      window: random.one(['1m', '5m', '20m', '1h', '24h', 'lifetime']),
      filter: random.one(filters),
    };
  });
  const rows = Array.from({ length: random.one([0, 1, 6, 40, 130]) }, () => {
    const ts = random.chance(0.05) ? null : moment(step);
    const created = random.chance(0.1) ? null : after(ts);
    return {
      ...keysOf(),
      ts: said(ts),
      created: said(created),
      amount: random.chance(0.1) ? null : random.one(pool),
      qty: random.chance(0.1) ? null : random.below(20) - 5,
      price: random.chance(0.1) ? null : (random.below(20000) / 100 - 100).toFixed(2),
      status: random.one(['completed', 'cancelled', '', null]),
      event_id: random.chance(0.1) ? null : `e${random.below(40)}`,
    };
  });
  return {
    join_keys: keys,
    boundary: random.chance(0.5) ? 'inclusive' : 'strict',
    ...(random.chance(0.3) && { embargo: random.one(['1m', '5m', '20m']) }),
    ...(random.chance(0.3) && { dedupe_by: 'event_id' }),
    view: {
      name: 'events_v1',
      timestamp_field: 'ts',
      created_timestamp_field: 'created',
      available_at: random.chance(0.5) ? 'created' : null,
      columns: { amount: 'DOUBLE', qty: 'BIGINT', price: 'DECIMAL(18,2)', status: 'VARCHAR', event_id: 'VARCHAR' },
      aggregations,
      rows,
    },
    labels: Array.from({ length: random.one([1, 6, 30]) }, () => ({
      ...keysOf(),
      event_timestamp: random.chance(0.03) ? null : said(moment(1)),
    })),
    expected: [],
  };
}

function said(at: bigint | null): string | null {
  if (at === null) return null;
  return at === infinity ? 'infinity' : at === -infinity ? '-infinity' : formatInstant(at);
}
