import { join } from 'node:path';
import { makeChurn } from './churn.ts';
import { makeFlights } from './flights.ts';
import { makeThreeRows } from './three-rows.ts';

// npx tsx sample-data/make/all.ts [FOLDER]: makes the data of every lesson again, the same every time.
const folder = process.argv[2] ?? join(import.meta.dirname, '..');
makeThreeRows(join(folder, 'three-rows'));
await makeChurn(join(folder, 'churn'));
await makeFlights(join(folder, 'flights'));
