import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { materializedByFeast, type WrittenRecord, type FileRow, type Interval } from './feast/materialize.ts';
import { feastRegistry, type RegisteredView } from './feast/registry.ts';
import { writeFeastSqlite } from './feast/sqlite.ts';
import { mulberry32, type Random } from './random.ts';
import { writeCsv, writeParquet } from './write.ts';

const seed = 33;
/** 10 to 26 May 2024, a Friday to a Sunday. */
const days = 17;
const [saturday, sunday] = [15, 16];
const lastBeforeHoliday = 7;
const hour = 3600;
/** Of more digits than a double holds: it has every second whole number between 2^53 and 2^54. */
const firstParcel = 9_100_000_000_000_000n;

type Group = 'daily' | 'on holiday' | 'of Hove' | 'new in Hove';
const groups: readonly [Group, number][] = [
  ['daily', 29],
  ['on holiday', 4],
  ['of Hove', 5],
  ['new in Hove', 2],
];

/** Feast's repository, of one view. */
export const couriersRepository: RegisteredView = {
  project: 'parcels',
  name: 'shifts_v1',
  entity: 'courier',
  joinKey: 'courier_id',
  features: { depot: 'STRING', parcels: 'INT64', last_parcel: 'INT64', break_at: 'UNIX_TIMESTAMP' },
  source: {
    name: 'shifts',
    uri: '../shifts.parquet',
    timestampField: 'event_timestamp',
    createdField: 'created',
  },
  ttlSeconds: 3 * 24 * hour,
  service: 'late_model_v1',
};

/** Each night at 02:00 from 11 to 27 May, the first from as far back as the TTL reaches. */
const runs: Interval[] = Array.from({ length: days }, (_, day) => {
  const end = secondsAt(day + 1, 2);
  return [day === 0 ? end - couriersRepository.ttlSeconds : end - 24 * hour, end];
});

/** The shifts of 40 couriers, who was late on 27 May, and a repository of Feast whose online store was filled nightly. */
export async function makeFeastFromOutside(folder: string): Promise<void> {
  const rows = shifts();
  const types = {
    courier_id: 'VARCHAR',
    event_timestamp: 'TIMESTAMP',
    created: 'TIMESTAMP',
    depot: 'VARCHAR',
    parcels: 'BIGINT',
    last_parcel: 'BIGINT',
    break_at: 'TIMESTAMP',
  };
  const written = rows.map(({ entity, event, created, values }) => ({
    courier_id: entity,
    event_timestamp: iso(event),
    created: iso(created),
    depot: String(values.depot),
    parcels: String(values.parcels),
    last_parcel: values.last_parcel === null ? null : String(values.last_parcel),
    break_at: values.break_at === null ? null : iso(Number(values.break_at)),
  }));
  await writeParquet(join(folder, 'data/shifts.parquet'), types, written);
  const random = mulberry32(seed + 1);
  writeCsv(
    join(folder, 'data/labels.csv'),
    [...new Set(rows.map(({ entity }) => entity))].map((courier_id) => ({
      courier_id,
      event_timestamp: '2024-05-27 08:00:00',
      late: random.chance(0.3) ? 1 : 0,
    })),
  );
  const repository = join(folder, 'data/feast');
  mkdirSync(repository, { recursive: true });
  writeFileSync(join(repository, 'feature_store.yaml'), configuration);
  writeFileSync(join(repository, 'registry.db'), feastRegistry(couriersRepository, runs));
  await writeFeastSqlite(join(repository, 'online_store.db'), couriersRepository, couriersOnline());
}

const configuration = `project: ${couriersRepository.project}
provider: local
registry: registry.db
offline_store:
  type: file
online_store:
  type: sqlite
  path: online_store.db
entity_key_serialization_version: 3
`;

/** What the nightly runs have left online. */
export function couriersOnline(): WrittenRecord[] {
  return materializedByFeast(couriersRepository, shifts(), runs);
}

/** In the order of the days. */
function shifts(): FileRow[] {
  const random = mulberry32(seed);
  const couriers = groups
    .flatMap(([group, size]) => Array<Group>(size).fill(group))
    .map((group, i) => ({
      group,
      entity: `c-${String(i + 1).padStart(2, '0')}`,
      depot: group.endsWith('Hove') ? 'Hove' : i % 3 === 0 ? 'Lewes' : 'Brighton',
    }));
  let parcel = firstParcel;
  return Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    couriers
      .filter(({ group }) => works(group, day))
      .map(({ entity, depot }) => {
        const values = { depot, ...shiftOf(random, day, parcel) };
        parcel += values.parcels;
        // On that day the scanners of Hove had no network.
        const created = depot === 'Hove' && day === saturday ? secondsAt(sunday, 6) : secondsAt(day, 20.5);
        return { entity, event: secondsAt(day, 20), created, values };
      }),
  );
}

/** The depot in Hove is closed on Sundays. */
function works(group: Group, day: number): boolean {
  if (group === 'on holiday') return day <= lastBeforeHoliday;
  if (group === 'new in Hove') return day === saturday;
  return group === 'daily' || day % 7 !== sunday % 7;
}

/** Who has delivered nothing has no last parcel, and who took no break has no time of one. */
function shiftOf(random: Random, day: number, parcel: bigint) {
  const [isIdle, n] = [random.chance(0.06), random.between(20, 90)];
  const [isBreak, minutes] = [random.chance(0.8), random.between(0, 120)];
  const parcels = isIdle ? 0n : BigInt(Math.floor(n));
  return {
    parcels,
    last_parcel: isIdle ? null : parcel + parcels,
    break_at: isBreak ? BigInt(secondsAt(day, 12) + 60 * Math.floor(minutes)) : null,
  };
}

function secondsAt(day: number, hours: number): number {
  return Date.UTC(2024, 4, 10 + day) / 1000 + hours * hour;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
