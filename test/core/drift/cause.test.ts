import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskContext } from '../../../core/ask/context.ts';
import { askDrift } from '../../../core/ask/drift.ts';
import { openFolders, type Folders } from '../../support/folder.ts';

const yaml = 'project: p\nentities: [{name: customer, join_keys: [id]}]\n';

/** A customer's row: what was spent, and the tier. */
interface Row {
  id: number;
  spend: number | '';
  tier: string;
}

/** Spread evenly over 0 to 100, in an order that has nothing to do with who it is. */
const usual = (id: number) => (id * 7919) % 101;
const rowOf = (id: number, more = 0, tier = 'basic'): Row => ({ id, spend: usual(id) + more, tier });
const some = (from: number, to: number, row: (id: number) => Row): Row[] =>
  Array.from({ length: to - from }, (_, i) => row(from + i));

describe('why a feature moved', () => {
  let folders: Folders;
  beforeAll(async () => {
    folders = await openFolders();
  });
  afterAll(() => folders.close());

  async function causes(before: Row[], after: Row[], isKeyed = true) {
    const text = (rows: Row[], day: string) => {
      const lines = rows.map(({ id, spend, tier }) => `${id},${day},${spend},${tier}`);
      const table = ['id,event_timestamp,spend,tier', ...lines].join('\n');
      return isKeyed ? table : table.replaceAll(/^[^,]*,[^,]*,/gm, '');
    };
    const files = { 'a.csv': text(before, '2024-01-01'), 'b.csv': text(after, '2024-02-01'), 'asof.yaml': yaml };
    const workspace = await folders.open(files);
    const context = { engine: workspace.engine, workspace } as AskContext;
    const { report } = await askDrift(context, { reference: 'a.csv', current: 'b.csv' }, {});
    return Object.fromEntries(report.features.map(({ feature, cause }) => [feature, cause]));
  }

  it('is the values, where the same customers have others', async () => {
    const before = some(0, 800, (id) => rowOf(id));
    const after = some(200, 1000, (id) => rowOf(id, 40, id % 3 ? 'basic' : 'gold'));
    const { spend, tier } = await causes(before, after);
    expect(spend).toMatchObject({ cause: 'values', entities: 600, measure: 'KS' });
    expect(spend!.same!.value).toBeCloseTo(spend!.all.value, 1);
    expect(tier).toMatchObject({ cause: 'values', entities: 600, measure: 'total variation' });
  });

  it('is the population, where others came and those who stayed are as they were', async () => {
    const before = some(0, 800, (id) => rowOf(id));
    const after = [...some(200, 800, (id) => rowOf(id)), ...some(2000, 3000, (id) => rowOf(id, 60, 'gold'))];
    const { spend, tier } = await causes(before, after);
    expect(spend).toMatchObject({ cause: 'population', entities: 600, same: { value: 0 } });
    expect(spend!.why).toContain('the population changed: KS 0 among the 600 entities in both');
    expect(tier).toMatchObject({ cause: 'population', entities: 600 });
  });

  it('is the population, where only how many rows each has is another', async () => {
    const high = (id: number) => rowOf(id, id % 2 ? 80 : 0);
    const before = some(0, 600, high);
    const after = some(0, 600, high).flatMap((row) => Array.from({ length: row.id % 2 ? 4 : 1 }, () => row));
    expect((await causes(before, after)).spend).toMatchObject({
      cause: 'population',
      entities: 600,
      same: { value: 0 },
    });
  });

  it('is both, where each has its part', async () => {
    const before = some(0, 800, (id) => rowOf(id));
    const after = [...some(0, 800, (id) => rowOf(id, 30)), ...some(2000, 3600, (id) => rowOf(id, 90))];
    expect((await causes(before, after)).spend).toMatchObject({ cause: 'both', entities: 800 });
  });

  it('is told of missing values by their share', async () => {
    const before = some(0, 800, (id) => rowOf(id));
    const after = some(0, 800, (id) => (id % 4 ? rowOf(id) : { ...rowOf(id), spend: '' as const }));
    expect((await causes(before, after)).spend).toMatchObject({
      cause: 'values',
      measure: 'null rate',
      all: { value: 0.25 },
    });
  });

  it('cannot be told of few who are in both, nor of those whom chance would hide', async () => {
    const before = some(0, 400, (id) => rowOf(id));
    const none = await causes(
      before,
      some(1000, 1400, (id) => rowOf(id, 40)),
    );
    expect(none.spend).toMatchObject({ cause: null, entities: 0, same: null });
    expect(none.spend!.why).toBe('whether values or population changed cannot be told: 0 entities in both');
    const few = await causes(before, [
      ...some(370, 400, (id) => rowOf(id)),
      ...some(1000, 1400, (id) => rowOf(id, 40)),
    ]);
    expect(few.spend).toMatchObject({ cause: null, entities: 30, same: { value: 0 } });
    expect(few.spend!.why).toContain('chance alone gives up to');
  });

  it('is not asked for where nobody knows whose rows they are, nor of what did not move', async () => {
    const before = some(0, 400, (id) => rowOf(id));
    const after = some(0, 400, (id) => rowOf(id, 40));
    expect(await causes(before, after, false)).toMatchObject({ spend: null, tier: null });
    expect(await causes(before, after)).toMatchObject({ spend: { cause: 'values' }, tier: null });
  });
});
