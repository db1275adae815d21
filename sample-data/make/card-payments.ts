import { join } from 'node:path';
import { mulberry32, type Random } from './random.ts';
import { writeCsv, writeParquet } from './write.ts';

const seed = 73;
const customerCount = 300;
const hour = 3600;
const day = 24 * hour;

/** Seconds since 1970, UTC. */
type Seconds = number;

const begins: Seconds = Date.UTC(2024, 2, 1) / 1000;
const ends: Seconds = Date.UTC(2024, 5, 1) / 1000;
/** Labels end early enough for the two weeks after each to be over. */
const asked = { from: Date.UTC(2024, 3, 5) / 1000, to: Date.UTC(2024, 4, 17) / 1000, times: 4 };
const twoWeeks = 14 * day;

interface Payment {
  customer: string;
  paid: Seconds;
  known: Seconds;
  /** When it became known that the money goes back; null where it does not. */
  refunded: Seconds | null;
  cents: number;
}

/** The customer of the lesson's first questions, written by hand. */
const hero = 'c007';
const heroPayments: Payment[] = [
  heroPaid('2024-04-20T18:20:00Z', '2024-04-29T11:00:00Z', 2500),
  heroPaid('2024-05-04T10:05:00Z', null, 4000),
  heroPaid('2024-05-06T15:40:00Z', '2024-05-12T09:00:00Z', 6000),
];
const heroLabel: Seconds = Date.UTC(2024, 4, 10, 12) / 1000;

/**
 * payments.parquet: a row when a card was used, and another of the same payment when its money went back, which
 * is known days later. A few payments are from stalls without a network, and known by the next day.
 * labels.csv: at a moment, whether the customer has money sent back within the 14 days that follow.
 */
export async function makeCardPayments(folder: string): Promise<void> {
  const random = mulberry32(seed);
  const names = Array.from({ length: customerCount }, (_, i) => `c${String(i + 1).padStart(3, '0')}`);
  const payments = names.map((name) => (name === hero ? heroPayments : paymentsOf(random, name)));
  const labels = names.flatMap((name, i) =>
    momentsOf(random, name).map((at) => ({ customer_id: name, at, returned: isReturned(payments[i]!, at) ? 1 : 0 })),
  );
  await writeParquet(join(folder, 'data/payments.parquet'), types, versionsOf(payments.flat()));
  writeCsv(
    join(folder, 'data/labels.csv'),
    labels.toSorted((a, b) => a.at - b.at).map(({ at, ...row }) => ({ ...row, event_timestamp: text(at) })),
  );
}

function heroPaid(paid: string, refunded: string | null, cents: number): Payment {
  const [at, back] = [Date.parse(paid) / 1000, refunded === null ? null : Date.parse(refunded) / 1000];
  return { customer: hero, paid: at, known: at + 2, refunded: back, cents };
}

/** Some pay every other day and some twice a month; one in five often sends back what they bought. */
function paymentsOf(random: Random, customer: string): Payment[] {
  const [every, usual] = [random.between(2, 18) * day, random.between(8, 90)];
  const returns = random.chance(0.2) ? 0.3 : 0.05;
  const payments: Payment[] = [];
  for (let paid = begins + random.wait(every); paid < ends; paid += random.wait(every)) {
    const late = random.chance(0.03) ? random.between(6 * hour, 30 * hour) : random.between(1, 4);
    const refunded = random.chance(returns) ? paid + day + random.between(1, 20) * day : null;
    const cents = Math.round(100 * usual * random.between(0.3, 2));
    payments.push({ customer, paid: Math.floor(paid), known: Math.floor(paid + late), refunded, cents });
  }
  return payments;
}

function momentsOf(random: Random, customer: string): Seconds[] {
  if (customer === hero) return [heroLabel];
  return Array.from({ length: asked.times }, () => Math.floor(random.between(asked.from, asked.to) / 60) * 60);
}

function isReturned(payments: readonly Payment[], at: Seconds): boolean {
  return payments.some(({ refunded }) => refunded !== null && refunded > at && refunded <= at + twoWeeks);
}

const types = {
  payment_id: 'INTEGER',
  customer_id: 'VARCHAR',
  paid_at: 'TIMESTAMP',
  known_at: 'TIMESTAMP',
  status: 'VARCHAR',
  amount: 'DECIMAL(9,2)',
};

/** Both rows of a payment have its number and its moment. What would be known after the end is not there yet. */
function versionsOf(payments: readonly Payment[]) {
  return payments
    .toSorted((a, b) => a.paid - b.paid)
    .flatMap(({ customer, paid, known, refunded, cents }, i) => {
      const row = { payment_id: i + 1, customer_id: customer, paid_at: text(paid) };
      const version = (at: Seconds, status: string) => ({
        ...row,
        at,
        known_at: text(at),
        status,
        amount: cents / 100,
      });
      return [version(known, 'paid'), ...(refunded === null ? [] : [version(Math.floor(refunded), 'refunded')])];
    })
    .filter(({ at }) => at < ends)
    .toSorted((a, b) => a.at - b.at)
    .map(({ at: _, ...row }) => row);
}

/** `2024-05-01 09:00:00`, UTC. */
function text(at: Seconds): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
