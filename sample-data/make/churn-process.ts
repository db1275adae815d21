import type { Random } from './random.ts';

/** Seconds since 1970; every table here is in whole seconds, UTC. */
export type Seconds = number;
export const day = 86_400;

export const historyBegins: Seconds = Date.UTC(2023, 7, 1) / 1000;
/** When the feature tables were copied: nothing later is in them. What the labels say was filled in weeks later. */
export const exported: Seconds = Date.UTC(2024, 4, 27) / 1000;

export interface Customer {
  id: string;
  joined: Seconds;
  tier: 'basic' | 'plus' | 'pro';
  plan: 'monthly' | 'annual';
  /** What they spend in an ordinary month. */
  spend: number;
  /** How unhappy they are already: standard normal, seen dimly in every feature. */
  risk: number;
  labelled: Seconds;
  /** When they cancelled: within 14 days after the label, or never. */
  cancelled: Seconds | null;
}

export interface StatsRow {
  customer: string;
  at: Seconds;
  created: Seconds;
  spend: number | null;
  lastLoginDays: number;
  tenureDays: number;
  tier: string;
  plan: string;
}

export interface SupportRow {
  customer: string;
  at: Seconds;
  created: Seconds;
  tickets: number;
  satisfaction: number | null;
}

/** Somebody who is labelled at this moment; `isNew` if they joined that very day and have next to no history. */
export function aCustomer(random: Random, number: number, labelled: Seconds, isNew: boolean): Customer {
  const risk = random.normal();
  const tier = random.pick<Customer['tier']>(['basic', 'basic', 'basic', 'plus', 'plus', 'pro']);
  const churns = random.chance(1 / (1 + Math.exp(1.05 - 1.1 * risk)));
  return {
    id: `c-${String(number).padStart(4, '0')}`,
    joined: labelled - Math.round((isNew ? random.between(0, 0.4) : random.between(75, 1200)) * day),
    tier,
    plan: random.chance(0.35) ? 'annual' : 'monthly',
    spend: { basic: 90, plus: 180, pro: 340 }[tier] * Math.exp(0.3 * random.normal()),
    risk,
    labelled,
    cancelled: churns ? labelled + Math.round(random.between(1, 14) * day) : null,
  };
}

/**
 * A row whenever the billing system looked at the customer: every few weeks, and often while
 * somebody is leaving. One in seven rows is written days late, one in twelve corrected later.
 */
export function statsOf(random: Random, customer: Customer): StatsRow[] {
  const rows: StatsRow[] = [];
  for (const at of lookedAt(random, customer)) {
    const late = random.chance(0.15) ? random.between(1, 6) * day : random.between(60, 6 * 3600);
    const row: StatsRow = {
      customer: customer.id,
      at,
      created: at + Math.round(late),
      spend: random.chance(0.03) ? null : spendAt(random, customer, at),
      lastLoginDays: lastLoginDaysAt(random, customer, at),
      tenureDays: Math.floor((at - customer.joined) / day),
      tier: customer.tier,
      plan: customer.plan,
    };
    rows.push(row);
    if (row.spend !== null && random.chance(0.08)) {
      const corrected = Math.round(row.spend * random.between(70, 95)) / 100;
      rows.push({ ...row, created: row.created + Math.round(random.between(0.5, 5) * day), spend: corrected });
    }
  }
  return rows.filter((row) => row.created < exported);
}

/** A row whenever a ticket is closed: how many there were in 90 days, and a mark from 1 to 5 if one was given. */
export function supportOf(random: Random, customer: Customer): SupportRow[] {
  const calm = 55 * day * Math.exp(-0.45 * customer.risk);
  const complaints = customer.cancelled === null ? [] : walk(customer.labelled, () => random.wait(6 * day));
  const tickets = [...walk(begin(customer), () => random.wait(calm)), ...complaints].sort((a, b) => a - b);
  return tickets
    .filter((at) => customer.cancelled === null || at < customer.cancelled + 10 * day)
    .map((at) => ({
      customer: customer.id,
      at,
      created: at + Math.round(random.between(20, 1800)),
      tickets: tickets.filter((other) => other <= at && other > at - 90 * day).length,
      satisfaction: random.chance(0.35) ? null : satisfactionAt(random, customer, at),
    }))
    .filter((row) => row.created < exported);
}

/** After the label, those who churn behave unlike anything before it. This is what a leak lets a model see. */
function isLeaving(customer: Customer, at: Seconds): boolean {
  return customer.cancelled !== null && at > customer.labelled;
}

function lookedAt(random: Random, customer: Customer): Seconds[] {
  const opened = customer.joined > historyBegins && random.chance(0.5) ? [customer.joined] : [];
  const times = [...opened, ...walk(begin(customer), () => 16 * day + random.wait(14 * day))];
  if (customer.cancelled === null) return times;
  const leaving = walk(customer.labelled, () => random.wait(3 * day));
  return [...times.filter((at) => at <= customer.labelled), ...leaving];
}

/** Moments until the copy was made, each this long after the one before. */
function walk(from: Seconds, gap: () => Seconds): Seconds[] {
  const times: Seconds[] = [];
  for (let at = from + Math.round(gap()); at < exported; at += Math.round(gap())) times.push(at);
  return times;
}

function begin(customer: Customer): Seconds {
  return Math.max(historyBegins, customer.joined);
}

function spendAt(random: Random, customer: Customer, at: Seconds): number {
  const ordinary = customer.spend * Math.exp(0.25 * random.normal() - 0.3 * customer.risk);
  const left = isLeaving(customer, at) ? Math.max(0, 1 - (at - customer.labelled) / (10 * day)) : 1;
  return Math.round(ordinary * left * 100) / 100;
}

function lastLoginDaysAt(random: Random, customer: Customer, at: Seconds): number {
  const ordinary = random.wait(5 * Math.exp(0.6 * customer.risk));
  const gone = isLeaving(customer, at) ? (at - customer.labelled) / day : 0;
  return Math.floor(Math.max(ordinary, gone + Math.min(ordinary, 4)));
}

function satisfactionAt(random: Random, customer: Customer, at: Seconds): number {
  const mood = 3.6 - 0.5 * customer.risk - (isLeaving(customer, at) ? 1.4 : 0);
  return Math.min(5, Math.max(1, Math.round(mood + random.normal())));
}
