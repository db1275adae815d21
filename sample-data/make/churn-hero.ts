import { day, type Customer, type Seconds, type StatsRow } from './churn-process.ts';

const midnight = (date: string): Seconds => Date.parse(`${date}T00:00:00Z`) / 1000;

/** The customer that the README follows; made by hand, with everything in it that a time machine can show. */
export const hero: Customer = {
  id: 'c-0417',
  joined: midnight('2022-09-12'),
  tier: 'plus',
  plan: 'monthly',
  spend: 200,
  risk: 0.4,
  labelled: midnight('2024-05-01') + 9 * 3600,
  cancelled: midnight('2024-05-09'),
};

export const heroStats: StatsRow[] = [
  row('2024-02-20', 0.1, 131.5, 2),
  row('2024-03-14', 0.1, 149.9, 1),
  row('2024-04-02', 0.1, 120, 3),
  row('2024-04-09', 0.1, 210, 1),
  row('2024-04-16', 0.1, 188, 5),
  row('2024-04-16', 2, 160, 5),
  row('2024-04-23', 1.5, 240, 2),
  row('2024-04-29', 5, 205, 4),
  row('2024-05-07', 0.1, 96.4, 8),
  row('2024-05-13', 0.1, 12.75, 14),
  row('2024-05-24', 0.1, 0, 25),
];

function row(date: string, writtenAfterDays: number, spend: number, lastLoginDays: number): StatsRow {
  const at = midnight(date) + 9 * 3600;
  return {
    customer: hero.id,
    at,
    created: at + writtenAfterDays * day,
    spend,
    lastLoginDays,
    tenureDays: Math.floor((at - hero.joined) / day),
    tier: hero.tier,
    plan: hero.plan,
  };
}
