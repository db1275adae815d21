import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCardPayments } from '../../sample-data/make/card-payments.ts';
import { makeChurn } from '../../sample-data/make/churn.ts';
import { makeFeastFromOutside } from '../../sample-data/make/feast-from-outside.ts';
import { makeFineInMarch } from '../../sample-data/make/fine-in-march.ts';
import { makeFlightsCounted } from '../../sample-data/make/flights-counted.ts';
import { makeFlights } from '../../sample-data/make/flights.ts';
import { mulberry32 } from '../../sample-data/make/random.ts';
import { makeSameNumberTwice } from '../../sample-data/make/same-number-twice.ts';
import { makeThreeRows } from '../../sample-data/make/three-rows.ts';
import { makeWhereDidItGoWrong } from '../../sample-data/make/where-did-it-go-wrong.ts';
import { lessonsFolder } from './questions.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'asof-lessons-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const makers: { id: string; make: (folder: string) => unknown }[] = [
  { id: 'three-rows', make: makeThreeRows },
  { id: 'churn', make: makeChurn },
  { id: 'flights', make: makeFlights },
  { id: 'flights-counted', make: (folder) => makeFlightsCounted(folder) },
  { id: 'same-number-twice', make: makeSameNumberTwice },
  { id: 'where-did-it-go-wrong', make: makeWhereDidItGoWrong },
  { id: 'card-payments', make: makeCardPayments },
  { id: 'fine-in-march', make: makeFineInMarch },
  { id: 'feast-from-outside', make: makeFeastFromOutside },
];

test.each(makers)('making the data of $id again gives the files that are here, byte for byte', async ({ id, make }) => {
  await make(join(folder, id));
  const made = files(join(folder, id, 'data'));
  expect(made).toEqual(files(join(lessonsFolder, id, 'data')));
  for (const file of made) {
    const same = readFileSync(join(folder, id, 'data', file)).equals(
      readFileSync(join(lessonsFolder, id, 'data', file)),
    );
    expect(same, file).toBe(true);
  }
});

test('all lessons together take less than 2 MB', () => {
  const bytes = makers.flatMap(({ id }) =>
    files(join(lessonsFolder, id, 'data')).map((file) => readFileSync(join(lessonsFolder, id, 'data', file)).length),
  );
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(2_000_000);
});

test('mulberry32(1) begins with the published numbers', () => {
  const random = mulberry32(1);
  expect([random.next(), random.next(), random.next()]).toEqual([
    0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
  ]);
});

function files(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
