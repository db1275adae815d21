import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { makeFlightsCounted } from './flights-counted.ts';

// npx tsx sample-data/make/every-flight.ts FOLDER: the workspace of the lesson "Flights, counted", of all 3 million flights.
const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder that the workspace is made in.');
await makeFlightsCounted(folder, { origins: null, until: '2001-08-01', labels: 300_000 });
cpSync(join(import.meta.dirname, '../flights-counted/asof.yaml'), join(folder, 'asof.yaml'));
