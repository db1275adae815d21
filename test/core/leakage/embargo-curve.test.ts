import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AskContext } from '../../../core/ask/context.ts';
import { askLeakage } from '../../../core/ask/leakage.ts';
import { embargoCurve } from '../../../core/leakage/embargo-curve.ts';
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

async function contextOf(target: (i: number) => string): Promise<AskContext> {
  const random = new Random(5);
  const rows = ['id,ts,x,word'];
  const labels = ['id,at,y'];
  for (let id = 0; id < 40; id++) {
    for (let n = 0; n < 60; n += 1 + random.below(4))
      rows.push(`${id},${day(n)},${random.below(100)},w${random.below(3)}`);
    for (let n = 0; n < 5; n++) labels.push(`${id},${day(random.below(70))},${target(labels.length)}`);
  }
  const workspace = await folders.open({
    'asof.yaml': definitions,
    's.csv': rows.join('\n'),
    'l.csv': labels.join('\n'),
  });
  return { ...folders, workspace, text: definitions, version: 'test' } as unknown as AskContext;
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
  const curve = await embargoCurve(context.engine, found.pairs);
  await found.drop();
  expect(curve.embargoes.slice(0, 4).map(Number)).toEqual([0, 3.6e9, 6 * 3.6e9, 24 * 3.6e9]);
  expect(curve.features.map(({ view, feature }) => [view, feature])).toEqual([
    ['v', 'x'],
    ['d', 'minus'],
  ]);
  for (const [i, embargo] of curve.embargoes.entries()) {
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

it('has nothing to draw without a target of two classes', async () => {
  const context = await contextOf((i) => String(i));
  const found = await askLeakage(context, asked, {});
  expect(await embargoCurve(context.engine, found.pairs)).toEqual({ embargoes: [], features: [] });
  await found.drop();
});
