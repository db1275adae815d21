import { couriersOnline, couriersRepository } from './feast-from-outside.ts';
import { writeFeastRedis } from './feast/redis.ts';

// npx tsx sample-data/make/feast-into-redis.ts URL: writes what the lesson's SQLite file has into a Redis, as Feast would.
const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('name a Redis: redis://localhost:6379/0');
const records = couriersOnline();
await writeFeastRedis(url, couriersRepository, records);
console.log(
  `${records.length} records are in Redis. In asof.yaml of your copy: type: feast-redis, and url in place of path.`,
);
