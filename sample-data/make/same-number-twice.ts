import { join } from 'node:path';
import { mulberry32 } from './random.ts';
import { writeCsv } from './write.ts';

const seed = 12;
const shops = ['Amsterdam', 'Bergen', 'Cork', 'Dresden', 'Evora', 'Ghent', 'Hull', 'Izola'];
const days = 21;
const stands = [6, 13];

/** A count after closing time for every shop and day, and on two mornings the question whether there will be bread until evening. */
export function makeSameNumberTwice(folder: string): void {
  const random = mulberry32(seed);
  const rows = shops.flatMap((shop) => {
    const usual = random.between(90, 240);
    return Array.from({ length: days }, (_, day) => {
      const baked = Math.round(usual * random.between(0.85, 1.15));
      const asked = Math.round(usual * random.between(0.7, 1.2));
      return { shop, day, baked, sold: Math.min(baked, asked), short: asked > baked, rain: random.chance(0.3) };
    });
  });
  writeCsv(
    join(folder, 'data/sales.csv'),
    byDay(rows).map(({ shop, day, baked, sold }) => ({
      shop_id: shop,
      event_timestamp: `${date(day)} 19:00:00`,
      sold: sold,
      sold_share: sold / baked,
    })),
  );
  writeCsv(
    join(folder, 'data/weather.csv'),
    byDay(rows).map(({ shop, day, rain }) => ({
      shop_id: shop,
      event_timestamp: `${date(day)} 06:00:00`,
      forecast: rain ? 'rain' : 'dry',
    })),
  );
  writeCsv(
    join(folder, 'data/labels.csv'),
    byDay(rows)
      .filter(({ day }) => stands.includes(day))
      .map(({ shop, day, short }) => ({
        shop_id: shop,
        event_timestamp: `${date(day)} 06:30:00`,
        sold_out: short ? 1 : 0,
      })),
  );
}

function byDay<T extends { day: number }>(rows: T[]): T[] {
  return rows.toSorted((a, b) => a.day - b.day);
}

/** From 6 May 2024, a Monday. */
function date(day: number): string {
  return new Date(Date.UTC(2024, 4, 6 + day)).toISOString().slice(0, 10);
}
