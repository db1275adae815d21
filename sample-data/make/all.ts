import { join } from 'node:path';
import { makeCardPayments } from './card-payments.ts';
import { makeChurn } from './churn.ts';
import { makeFeastFromOutside } from './feast-from-outside.ts';
import { makeFineInMarch } from './fine-in-march.ts';
import { makeFlightsCounted } from './flights-counted.ts';
import { makeFlights } from './flights.ts';
import { makeSameNumberTwice } from './same-number-twice.ts';
import { makeThreeRows } from './three-rows.ts';
import { makeWhereDidItGoWrong } from './where-did-it-go-wrong.ts';

// npx tsx sample-data/make/all.ts [FOLDER]: makes the data of every lesson again, the same every time.
const folder = process.argv[2] ?? join(import.meta.dirname, '..');
makeThreeRows(join(folder, 'three-rows'));
await makeChurn(join(folder, 'churn'));
await makeFlights(join(folder, 'flights'));
await makeFlightsCounted(join(folder, 'flights-counted'));
makeSameNumberTwice(join(folder, 'same-number-twice'));
await makeWhereDidItGoWrong(join(folder, 'where-did-it-go-wrong'));
await makeCardPayments(join(folder, 'card-payments'));
await makeFineInMarch(join(folder, 'fine-in-march'));
await makeFeastFromOutside(join(folder, 'feast-from-outside'));
