import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookUp } from '../../core/lookup/lookup.ts';
import { planLookup } from '../../core/lookup/plan-lookup.ts';
import { materializeView } from '../../core/materialize/materialize.ts';
import type { ViewReceipt } from '../../core/materialize/receipt.ts';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { memoryStore } from '../../core/online/memory.ts';
import { planSkew } from '../../core/skew/plan-skew.ts';
import { compareSkew } from '../../core/skew/skew.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { lessonFile, readme } from './questions.ts';
import { permit } from '../support/put-records.ts';
import { leading, lessonNotebook } from './lesson-notebook.ts';

const id = 'same-number-twice';
const text = readme(id);
const service = 'sold_out_model_v1';
const now = 1_717_200_000_000_000n;
const firstDay = 1_714_953_600_000_000n;

let engine: NativeEngine;
let root: string;
beforeAll(async () => {
  engine = await openNative();
  root = mkdtempSync(join(tmpdir(), 'asof-twice-'));
  cpSync(lessonFile(id, ''), root, { recursive: true });
});
afterAll(async () => {
  await engine.close();
  rmSync(root, { recursive: true });
});

function open() {
  return openWorkspace({ root, text: readFileSync(join(root, 'asof.yaml'), 'utf8') }, engine, nativeTables(engine));
}

const store = memoryStore();
const project = 'same_number_twice';

async function materialize(start: bigint | null = null) {
  const plan = await planSkew(open(), { service, log: null });
  const options = { project, start, end: now, permit, now: () => now };
  const receipts: ViewReceipt[] = [];
  for (const { view } of plan.views)
    receipts.push(await materializeView({ engine, tables: nativeTables(engine), store }, view, options));
  const sum = (of: 'rows_read' | 'written') => receipts.reduce((total, one) => total + one[of], 0);
  return { read: sum('rows_read'), written: sum('written') };
}

/** How many pairs are not equal, by class. */
async function differing(): Promise<Record<string, number>> {
  const options = { asOf: now, tolerance: null, sample: null };
  const { report, pairs } = await compareSkew(
    { engine, store },
    await planSkew(open(), { service, log: null }),
    options,
  );
  await pairs.scratch.drop();
  const found: Record<string, number> = {};
  for (const one of report.features)
    for (const name of ['mismatch', 'stale', 'missing_online'] as const)
      if (one[name] > 0) found[`${one.feature} ${name}`] = one[name];
  return found;
}

test('materialize, look up, compare: the number is the same twice', async () => {
  expect(await materialize()).toEqual({ read: 336, written: 16 });
  expect(await materialize()).toEqual({ read: 0, written: 0 });
  expect(text).toContain('336 rows are read and 16 records written');
  const views = planLookup(open().definitions, await store.views(project), [
    { view: 'sales_v1', feature: 'sold' },
    { view: 'weather_v1', feature: 'forecast' },
  ]);
  const [cork, nobody] = await lookUp(store, views, [{ shop_id: 'Cork' }, { shop_id: 'Paris' }], {
    project,
    now,
    defaults: false,
  });
  expect(cork).toMatchObject({
    sales_v1__sold: { value: 114n, status: 'present' },
    weather_v1__forecast: { value: 'dry' },
  });
  expect(nobody).toMatchObject({ sales_v1__sold: { value: null, status: 'missing' } });
  expect(text).toContain('Look up Cork: 114 loaves on 26 May');
  expect(await differing()).toEqual({});
});

test('what the README says to try does what it says', async () => {
  const sales = join(root, 'data/sales.csv');
  const before = readFileSync(sales, 'utf8');
  const changed = before.replace('Cork,2024-05-26 19:00:00,114,', 'Cork,2024-05-26 19:00:00,141,');
  writeFileSync(sales, changed);
  expect(await differing()).toEqual({ 'sold mismatch': 1 });
  await materialize();
  expect(await differing()).toEqual({ 'sold mismatch': 1 });
  await materialize(firstDay);
  expect(await differing()).toEqual({});
  expect(text).toContain('materialize -C sample-data/same-number-twice --start 2024-05-06`');
  writeFileSync(sales, `${changed}Cork,2024-05-27 19:00:00,90,0.5\n`);
  expect(await differing()).toEqual({ 'sold stale': 1, 'sold_share stale': 1 });
});

test('the lesson asks what the store does, and is right about it', async () => {
  const lesson = lessonNotebook(id);
  cpSync(lessonFile(id, 'data'), join(root, 'data'), { recursive: true });
  const other = memoryStore();
  const plan = await planSkew(open(), { service, log: null });
  const run = async () => {
    const options = { project, start: null, end: now, permit, now: () => now };
    const receipts: ViewReceipt[] = [];
    for (const { view } of plan.views)
      receipts.push(await materializeView({ engine, tables: nativeTables(engine), store: other }, view, options));
    return receipts.reduce(
      (sum, { rows_read, written }) => ({ read: sum.read + rows_read, written: sum.written + written }),
      {
        ...{ read: 0, written: 0 },
      },
    );
  };
  const [first, second] = [await run(), await run()];
  const records = lesson.answers('The files have', (option) => leading(option) === first.written);
  expect(records.question).toContain(`${first.read} rows`);
  lesson.answers('How many rows will be read', (option) => leading(option) === second.read);

  const views = planLookup(open().definitions, await other.views(project), [{ view: 'sales_v1', feature: 'sold' }]);
  const [nobody] = await lookUp(other, views, [{ shop_id: 'Paris' }], { project, now, defaults: false });
  lesson.answers('Nobody has heard', (option) => option === nobody!.sales_v1__sold!.status);

  const compare = async () => {
    const asked = { asOf: now, tolerance: null, sample: null };
    const { report, pairs } = await compareSkew(
      { engine, store: other },
      await planSkew(open(), { service, log: null }),
      asked,
    );
    await pairs.scratch.drop();
    return report.features;
  };
  const sum = (features: { equal: number; stale: number; mismatch: number }[], name: 'equal' | 'stale' | 'mismatch') =>
    features.reduce((total, one) => total + one[name], 0);
  const equal = sum(await compare(), 'equal');
  lesson.answers('Of three features', (option) => Number(/\d+/.exec(option)) === equal);

  const sales = join(root, 'data/sales.csv');
  const before = readFileSync(sales, 'utf8');
  const isStale = async (text: string) => {
    writeFileSync(sales, text);
    return sum(await compare(), 'stale') > 0;
  };
  const row = 'Cork,2024-05-26 19:00:00,114,';
  const isTrue: Record<string, boolean> = {
    'The correction': await isStale(before.replace(row, row.replace('114', '141'))),
    'The new row': await isStale(`${before}Cork,2024-05-27 06:00:00,90,0.5\n`),
  };
  isTrue.Both = isTrue['The correction']! && isTrue['The new row']!;
  lesson.answers('After which of them', (option) => isTrue[option]!);
  expect(lesson.left()).toEqual([]);
});
