import { join } from 'node:path';
import { mulberry32, type Random } from './random.ts';
import { writeCsv, writeParquet } from './write.ts';

const seed = 66;
const customerCount = 1200;
const hour = 3600;
const day = 24 * hour;

/** Seconds since 1970, UTC. */
type Seconds = number;

const historyBegins: Seconds = Date.UTC(2024, 3, 8) / 1000;
const served = { from: Date.UTC(2024, 5, 3) / 1000, to: Date.UTC(2024, 5, 17) / 1000 };
/** From then on the shop sent prices in cents. */
const centsBegin: Seconds = Date.UTC(2024, 5, 11) / 1000;

interface StatsRow {
  at: Seconds;
  meanBasket: number;
  lastOrder: number;
  lastLogin: Seconds;
  returns: number | null;
  points: number;
}

interface Customer {
  id: string;
  stats: StatsRow[];
  tickets: { at: Seconds; count: number }[];
  /** Of those that the support view's store had no record of. */
  lost: boolean;
}

/**
 * Customers of a shop, and a log of what a model was given in June, once for each. Nothing in the log
 * is a random number: each value is the offline one of that moment, or what one of six mistakes makes of it.
 */
export async function makeWhereDidItGoWrong(folder: string): Promise<void> {
  const random = mulberry32(seed);
  const customers = Array.from({ length: customerCount }, (_, i) => aCustomer(random, i + 1));
  const requests = customers.map((customer) => ({ customer, at: Math.floor(random.between(served.from, served.to)) }));
  await writeParquet(
    join(folder, 'data/customer_stats.parquet'),
    statsTypes,
    byTime(customers.flatMap(({ id, stats }) => stats.map((row) => ({ id, ...row })))).map(statsColumns),
  );
  writeCsv(
    join(folder, 'data/support.csv'),
    byTime(customers.flatMap(({ id, tickets }) => tickets.map((row) => ({ id, ...row })))).map(({ id, at, count }) => ({
      customer_id: id,
      event_timestamp: text(at),
      tickets_90d: count,
    })),
  );
  writeCsv(
    join(folder, 'data/served_log.csv'),
    byTime(requests).map(({ customer, at }) => logColumns(random, customer, at)),
  );
}

function aCustomer(random: Random, number: number): Customer {
  const spends = random.between(20, 160);
  let points = Math.floor(random.between(200, 4000));
  const stats: StatsRow[] = [];
  // The first row long before the log, so that nobody is without a history in it.
  for (let at = historyBegins + random.between(0, 20 * day); at < served.to; at += random.between(1.5, 9) * day) {
    points += Math.floor(random.between(5, 400));
    stats.push({
      at: Math.floor(at),
      meanBasket: spends * random.between(0.8, 1.25),
      lastOrder: Math.round(spends * random.between(50, 180)) / 100,
      lastLogin: Math.floor(at - random.between(60, 2 * day)),
      returns: random.chance(0.3) ? null : Math.floor(random.wait(1.5)),
      points,
    });
  }
  const tickets = Array.from({ length: 1 + Math.floor(random.wait(2)) }, (_, i) => ({
    at: Math.floor(historyBegins + (i + random.next()) * 12 * day),
    count: Math.floor(random.wait(2)),
  })).filter((row) => row.at < served.to);
  return { id: `c-${String(number).padStart(4, '0')}`, stats, tickets, lost: random.chance(0.12) };
}

const statsTypes = {
  customer_id: 'VARCHAR',
  event_timestamp: 'TIMESTAMP',
  mean_basket: 'DOUBLE',
  last_order: 'DOUBLE',
  last_login: 'TIMESTAMP',
  returns_90d: 'BIGINT',
  points: 'BIGINT',
};

function statsColumns({ id, at, ...row }: StatsRow & { id: string }) {
  return {
    customer_id: id,
    event_timestamp: text(at),
    mean_basket: row.meanBasket,
    last_order: row.lastOrder,
    last_login: text(row.lastLogin),
    returns_90d: row.returns,
    points: row.points,
  };
}

/** What the model was given, six mistakes and all. */
function logColumns(random: Random, customer: Customer, at: Seconds) {
  const known = customer.stats.filter((row) => row.at <= at);
  const [now, before] = [known.at(-1)!, known.at(-2) ?? known.at(-1)!];
  const [cached, fromReplica] = [random.chance(0.6), random.chance(0.25)];
  const tickets = customer.tickets.filter((row) => row.at <= at).at(-1);
  return {
    customer_id: customer.id,
    served_at: text(at),
    customer_stats_v1__mean_basket: cached ? Math.round(now.meanBasket * 100) / 100 : now.meanBasket,
    customer_stats_v1__last_order: at < centsBegin ? now.lastOrder : Math.round(now.lastOrder * 100),
    customer_stats_v1__last_login: text(now.lastLogin - 5 * hour),
    customer_stats_v1__returns_90d: now.returns ?? 0,
    customer_stats_v1__points: fromReplica ? before.points : now.points,
    support_v1__tickets_90d: customer.lost || !tickets ? null : tickets.count,
  };
}

function byTime<T extends { at: Seconds }>(rows: T[]): T[] {
  return rows.toSorted((a, b) => a.at - b.at);
}

/** `2024-05-01 09:00:00`, UTC. */
function text(at: Seconds): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
