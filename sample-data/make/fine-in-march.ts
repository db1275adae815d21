import { join } from 'node:path';
import { mulberry32, type Random } from './random.ts';
import { writeCsv, writeParquet } from './write.ts';

const seed = 18;
/** As many again train at the second house, which is for students. */
const members = 320;
const opens = '2024-04-22';
/** From then on the sauna is closed, and everybody goes home earlier. */
const closes = '2024-04-29';
const weeks = 13;
/** Of the second house and of the first: who has the dear contract. */
const gold = { old: 0.54, young: 0.06 };
/** A week of this share of the members is written; who did not come has no row. */
const present = 0.6;

const types = {
  member_id: 'VARCHAR',
  event_timestamp: 'TIMESTAMP',
  tier: 'VARCHAR',
  visits: 'BIGINT',
  minutes: 'BIGINT',
};

interface Member {
  id: string;
  isYoung: boolean;
  isGold: boolean;
  /** On which day of the week, from Monday, what was counted is written. */
  weekday: number;
  minutes: number;
}

/** Weeks of a gym's members from 26 February to 26 May 2024, the discounts that they were offered, and who left. */
export async function makeFineInMarch(folder: string): Promise<void> {
  const random = mulberry32(seed);
  const all = Array.from({ length: 2 * members }, (_, i) => memberOf(random, i));
  const visits = Array.from({ length: weeks }, (_, week) => week).flatMap((week) =>
    all
      .filter(({ isYoung }) => !isYoung || dayOf(week, 0) >= opens)
      .flatMap((member) => visitsOf(random, member, week)),
  );
  const byTime = visits.toSorted((a, b) => (a.event_timestamp < b.event_timestamp ? -1 : 1));
  await writeParquet(join(folder, 'data/visits.parquet'), types, byTime);
  writeCsv(
    join(folder, 'data/offers.csv'),
    ['2024-03-01', '2024-04-01', '2024-05-01'].flatMap((day, month) =>
      all
        .filter(({ isYoung }) => !isYoung || day > opens)
        .map(({ id }) => ({
          member_id: id,
          event_timestamp: `${day} 05:00:00`,
          discount: Math.round(random.between(0, 20) * (month === 2 ? 2 : 1)),
        })),
    ),
  );
  writeCsv(
    join(folder, 'data/labels.csv'),
    all
      .filter(({ isYoung }) => !isYoung)
      .map(({ id, minutes }) => ({
        member_id: id,
        event_timestamp: '2024-03-28 06:00:00',
        left: random.chance(minutes < 60 ? 0.3 : 0.1) ? 1 : 0,
      })),
  );
}

function memberOf(random: Random, i: number): Member {
  const isYoung = i >= members;
  return {
    id: `m${String(i + 1).padStart(3, '0')}`,
    isYoung,
    isGold: random.chance(isYoung ? gold.young : gold.old),
    weekday: random.chance(0.06) ? 6 : Math.floor(random.between(0, 6)),
    minutes: 62 + 11 * random.normal(),
  };
}

function visitsOf(random: Random, { id, isGold, weekday, minutes }: Member, week: number) {
  const day = dayOf(week, weekday);
  const [isWritten, visits, noise] = [random.chance(present), random.wait(1.6), random.normal()];
  if (!isWritten) return [];
  const stayed = (minutes + 8 * noise) * (day >= closes ? 0.78 : 1);
  return [
    {
      member_id: id,
      event_timestamp: `${day} 23:00:00`,
      tier: isGold ? 'gold' : 'basic',
      visits: 1 + Math.min(9, Math.floor(visits)),
      minutes: Math.round(Math.max(10, stayed)),
    },
  ];
}

/** From 26 February 2024, a Monday. */
function dayOf(week: number, weekday: number): string {
  return new Date(Date.UTC(2024, 1, 26 + 7 * week + weekday)).toISOString().slice(0, 10);
}
