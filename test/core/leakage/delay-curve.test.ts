import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AskContext } from '../../../core/ask/context.ts';
import { askLeakage } from '../../../core/ask/leakage.ts';
import { delayCurve } from '../../../core/leakage/delay-curve.ts';
import { openFolders, type Folders } from '../../support/folder.ts';
import { Random } from '../../support/random.ts';

let folders: Folders;
beforeAll(async () => {
  folders = await openFolders();
});
afterAll(() => folders.close());

const day = (n: number): string => new Date(Date.UTC(2024, 0, 1) + n * 86_400_000).toISOString();
const definitions = `project: p
entities: [{name: e, join_keys: [id]}]
sources: [{name: s, path: s.csv, timestamp_field: ts}]
feature_views:
  - {name: v, entities: [e], source: s, ttl: 20d, features: [{name: x, dtype: Float64}, {name: word, dtype: String}]}
  - {name: d, on_demand: true, inputs: ["v:x"], features: [{name: minus, dtype: Float64, expression: "-x"}]}
labels: [{name: l, path: l.csv, entities: [e], timestamp_field: at, target: y}]
`;

async function contextOf(target: (i: number) => string, says = ''): Promise<AskContext> {
  const random = new Random(5);
  const text = definitions.replace('timestamp_field: ts', `timestamp_field: ts${says}`);
  const rows = ['id,ts,x,word,known'];
  const labels = ['id,at,y'];
  for (let id = 0; id < 40; id++) {
    for (let n = 0; n < 60; n += 1 + random.below(4))
      rows.push(`${id},${day(n)},${random.below(100)},w${random.below(3)},${n % 7 === 0 ? '' : day(n + 3)}`);
    for (let n = 0; n < 5; n++) labels.push(`${id},${day(random.below(70))},${target(labels.length)}`);
  }
  const workspace = await folders.open({
    'asof.yaml': text,
    's.csv': rows.join('\n'),
    'l.csv': labels.join('\n'),
  });
  return { ...folders, workspace, text, version: 'test' } as unknown as AskContext;
}

const asked = {
  labels: 'l',
  features: [
    { view: 'd', feature: 'minus' },
    { view: 'v', feature: 'word' },
    { view: 'v', feature: 'x' },
  ],
};

it('has at each embargo the AUC that a report with it has, of each feature with an order', async () => {
  const context = await contextOf((i) => String(i % 3 === 0 ? 1 : 0));
  const found = await askLeakage(context, asked, {});
  const curve = await delayCurve(context.engine, found.pairs, 'embargo');
  await found.drop();
  expect(curve.delays.slice(0, 4).map(Number)).toEqual([0, 3.6e9, 6 * 3.6e9, 24 * 3.6e9]);
  expect(curve.features.map(({ view, feature }) => [view, feature])).toEqual([
    ['v', 'x'],
    ['d', 'minus'],
  ]);
  for (const [i, embargo] of curve.delays.entries()) {
    const { report, drop } = await askLeakage(context, { ...asked, options: { embargo } }, {});
    await drop();
    for (const { feature, steps } of curve.features) {
      const auc = report.features.find((one) => one.feature === feature)!.auc;
      expect([embargo, feature, steps[i]!.auc]).toEqual([embargo, feature, auc!.asof]);
    }
  }
  // Past the TTL of 20 days nothing counts.
  expect(curve.features[0]!.steps.at(-1)).toEqual({ auc: null, rows: 0 });
  expect(curve.features[0]!.steps[0]!.rows).toBeGreaterThan(100);
});

it('has at each delay what a source with that available_after has, whatever it says now', async () => {
  const target = (i: number): string => String(i % 3 === 0 ? 1 : 0);
  const aucs = async (says: string) => {
    const { report, drop } = await askLeakage(await contextOf(target, says), asked, {});
    await drop();
    return ['x', 'minus'].map((name) => report.features.find(({ feature }) => feature === name)!.auc!.asof);
  };
  const curveOf = async (says: string) => {
    const context = await contextOf(target, says);
    const found = await askLeakage(context, asked, {});
    const { features, delays } = await delayCurve(context.engine, found.pairs, 'available_after');
    await found.drop();
    return delays.map((delay, i) => [Number(delay) / 86_400e6, features.map(({ steps }) => steps[i]!.auc)] as const);
  };
  const [plain, own] = [await curveOf(''), await curveOf(', available_after: 1d')];
  expect(own).toEqual(plain);
  const at = new Map(plain);
  expect([at.get(0), at.get(4), at.get(30)]).toEqual([
    await aucs(''),
    await aucs(', available_after: 4d'),
    [null, null],
  ]);
  expect(at.get(4)).not.toEqual(at.get(0));
  // Known after three days, or never: less than that changes nothing, and no delay makes the second known.
  const known = new Map(await curveOf(', available_at: known'));
  const defined = await aucs(', available_at: known');
  expect([known.get(0), known.get(2)]).toEqual([defined, defined]);
  expect([known.get(4)]).not.toEqual([defined]);
  expect(known.get(4)).not.toEqual(at.get(4));
});

it('has nothing to draw without a target of two classes', async () => {
  const context = await contextOf((i) => String(i));
  const found = await askLeakage(context, asked, {});
  expect(await delayCurve(context.engine, found.pairs, 'embargo')).toEqual({
    ...{ of: 'embargo', delays: [], features: [] },
  });
  await found.drop();
});
