import { join } from 'node:path';
import { hero, heroStats } from './churn-hero.ts';
import { aCustomer, day, exported, statsOf, supportOf } from './churn-process.ts';
import type { Customer, Seconds, StatsRow, SupportRow } from './churn-process.ts';
import { mulberry32 } from './random.ts';
import { writeCsv, writeParquet } from './write.ts';

const seed = 417;
const customerCount = 940;
const newcomerCount = 15;

export async function makeChurn(folder: string): Promise<void> {
  const random = mulberry32(seed);
  const customers = Array.from({ length: customerCount }, (_, i) => {
    // The last four weeks before the copy, most of them in the last two.
    const labelled = Math.round((exported - (1 + 26 * random.next() ** 2) * day) / 60) * 60;
    const customer = aCustomer(random, i + 1, labelled, i >= customerCount - newcomerCount);
    return customer.id === hero.id ? hero : customer;
  });
  const stats = customers.flatMap((customer) => (customer === hero ? heroStats : statsOf(random, customer)));
  const support = customers.flatMap((customer) => supportOf(random, customer));
  // 48 customers were labelled some weeks before as well, and 12 rows are there twice, word for word: 1,000 rows.
  const earlier = customers.slice(100, 148).map((customer): Customer => {
    return { ...customer, labelled: customer.labelled - Math.round(random.between(20, 60)) * day, cancelled: null };
  });
  const labelled = [...customers, ...earlier, ...customers.slice(300, 312)];

  writeCsv(join(folder, 'data/labels.csv'), byTime(labelled, (customer) => customer.labelled).map(labelColumns));
  writeCsv(join(folder, 'data/support.csv'), byTime(support, (row) => row.at).map(supportColumns));
  for (const month of [
    '2023-08',
    '2023-09',
    '2023-10',
    '2023-11',
    '2023-12',
    '2024-01',
    '2024-02',
    '2024-03',
    '2024-04',
    '2024-05',
  ]) {
    const rows = byTime(stats, (row) => row.at)
      .map(statsColumns)
      .filter((row) => row.event_timestamp.startsWith(month));
    await writeParquet(join(folder, `data/customer_stats/${month}.parquet`), statsTypes, rows);
  }
}

function byTime<T>(rows: T[], at: (row: T) => Seconds): T[] {
  return rows.toSorted((a, b) => at(a) - at(b));
}

function labelColumns(customer: Customer) {
  return {
    customer_id: customer.id,
    event_timestamp: text(customer.labelled),
    churned: customer.cancelled === null ? 0 : 1,
  };
}

function supportColumns(row: SupportRow) {
  return {
    customer_id: row.customer,
    event_timestamp: text(row.at),
    created: text(row.created),
    tickets_90d: row.tickets,
    satisfaction: row.satisfaction,
  };
}

const statsTypes = {
  customer_id: 'VARCHAR',
  event_timestamp: 'TIMESTAMP',
  created: 'TIMESTAMP',
  total_spend_30d: 'DOUBLE',
  last_login_days: 'INTEGER',
  tenure_days: 'INTEGER',
  tier: 'VARCHAR',
  plan: 'VARCHAR',
};

function statsColumns(row: StatsRow) {
  return {
    customer_id: row.customer,
    event_timestamp: text(row.at),
    created: text(row.created),
    total_spend_30d: row.spend,
    last_login_days: row.lastLoginDays,
    tenure_days: row.tenureDays,
    tier: row.tier,
    plan: row.plan,
  };
}

/** `2024-05-01 09:00:00`, UTC. */
function text(at: Seconds): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
