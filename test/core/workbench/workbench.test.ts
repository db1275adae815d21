import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeakageAnswer, RowFilter, RowSort, WorkspaceSnapshot } from '../../../core/rpc/host-api.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, putShop, rowsOf, type Bench } from './setup.ts';

const day = 86_400_000_000;

describe.each(engines)('the workbench on $name', ({ open }) => {
  let opened: Opened;
  let shop: Bench;
  let snapshot: WorkspaceSnapshot;
  let answer: LeakageAnswer;

  beforeAll(async () => {
    opened = await open();
    shop = bench(opened);
    await putShop(shop);
    snapshot = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
    answer = await shop.host.call('leakage', snapshot.question!);
  });
  afterAll(() => opened.close());

  async function pageOf(filter: RowFilter, sort: RowSort, from = 0, count = 10) {
    const arrangement = { result: answer.result, filter, sort };
    const { rows } = await shop.host.call('arrange', arrangement);
    return { arrangement, rows, page: rowsOf(await shop.host.call('page', { ...arrangement, from, count })) };
  }
  const order = async (filter: RowFilter, sort: RowSort): Promise<unknown[]> =>
    (await pageOf(filter, sort)).page.map((row) => row.label_row);

  it('opens a workspace: its tables, what they hold, and the first question', () => {
    expect(snapshot).toMatchObject({
      name: 'shop',
      kind: 'folder',
      root: `${shop.root}/shop`,
      prose: null,
      problems: [],
    });
    expect(snapshot.labels).toMatchObject([
      {
        name: 'churn',
        path: 'labels.csv',
        keys: ['customer_id'],
        timestamp: 'event_timestamp',
        target: 'churned',
        problem: null,
      },
    ]);
    expect(snapshot.views).toMatchObject([
      { name: 'stats_v1', path: 'stats.csv', ttl: '10d', createdTimestamp: null, availableAt: null, problem: null },
    ]);
    expect(snapshot.views[0]!.features.map(({ name, description }) => [name, description])).toEqual([
      ['spend', 'Money.'],
      ['tier', null],
    ]);
    expect(snapshot.question).toEqual({
      workspace: snapshot.id,
      labels: 'churn',
      features: [
        { view: 'stats_v1', feature: 'spend' },
        { view: 'stats_v1', feature: 'tier' },
      ],
      naive: 'latest',
      options: {},
    });
  });

  it('answers the leakage question with the report, coverage, peeks and counts', () => {
    expect(answer.report).toMatchObject({ rows: 5, leaked_rows: 3, leak_rate: 0.6, target: 'churned' });
    expect(answer.report.views).toEqual([
      { view: 'stats_v1', found: 4, matched: 2, expired: 1, unknown_yet: 0, no_history: 2 },
    ]);
    expect(answer.peeks).toMatchObject([{ view: 'stats_v1', rows: 4, future: 3 }]);
    expect(answer.counts).toEqual({ all: 5, leaked: 3, differs: 4, null: 3 });
  });

  it('shows as its example a leak where both joins found a value and they differ', () => {
    expect(answer.example).toMatchObject({ view: 'stats_v1' });
    expect([0, 2]).toContain(answer.example!.row);
  });

  it('says which columns of a page make up the grid', () => {
    expect(
      answer.grid.map(({ group, title, value, peek, age, status }) => [group, title, value, peek, age, status]),
    ).toEqual([
      ['label', 'customer_id', 'k0', undefined, undefined, undefined],
      ['label', 'event_timestamp', 'l1', undefined, undefined, undefined],
      ['label', 'churned', 'l2', undefined, undefined, undefined],
      ['naive', 'spend', 'n0', 'p0', undefined, undefined],
      ['naive', 'tier', 'n1', 'p1', undefined, undefined],
      ['as-of', 'spend', 'a0', undefined, 'age0', 'status0'],
      ['as-of', 'tier', 'a1', undefined, 'age0', 'status0'],
    ]);
  });

  it('gives pages with both joins, how far they peeked and how old the honest value is', async () => {
    const { page, rows } = await pageOf('all', { by: 'label' });
    expect(rows).toBe(5);
    expect(page.map(({ k0, n0, p0, a0, age0, status0 }) => [k0, n0, p0, a0, age0, status0])).toEqual([
      ['a', 90, 4 * day, 10, 2 * day, 'matched'],
      ['b', 5, null, null, 31 * day, 'expired'],
      ['a', 90, 2 * day, 20, day, 'matched'],
      ['c', 7, day, null, null, 'no_history'],
      [null, null, null, null, null, 'no_history'],
    ]);
  });

  it('filters and orders rows', async () => {
    expect(await order('leaked', { by: 'label' })).toEqual([0, 2, 3]);
    expect(await order('differs', { by: 'label' })).toEqual([0, 1, 2, 3]);
    expect(await order('null', { by: 'label' })).toEqual([1, 3, 4]);
    expect(await order('all', { by: 'peek' })).toEqual([0, 2, 3, 1, 4]);
    expect(await order('all', { by: 'label', columns: [{ column: 'p1', descending: true }] })).toEqual([0, 2, 3, 1, 4]);
    expect(await order('all', { by: 'label', columns: [{ column: 'a0', descending: true }] })).toEqual([2, 0, 1, 3, 4]);
    expect(await order('all', { by: 'label', columns: [{ column: 'k0' }] })).toEqual([0, 2, 1, 3, 4]);
  });

  it('gives any piece of an arrangement, and nothing past its end', async () => {
    const { arrangement } = await pageOf('leaked', { by: 'peek' });
    const piece = async (from: number, count: number) =>
      rowsOf(await shop.host.call('page', { ...arrangement, from, count })).map((row) => row.label_row);
    expect(await piece(1, 1)).toEqual([2]);
    expect(await piece(1, 50)).toEqual([2, 3]);
    expect(await piece(9, 5)).toEqual([]);
    expect(await piece(0, 0)).toEqual([]);
  });

  it('says where a label row stands', async () => {
    const { arrangement } = await pageOf('leaked', { by: 'label' });
    const at = (row: number) => shop.host.call('locate', { ...arrangement, row });
    expect([await at(0), await at(3), await at(1)]).toEqual([{ position: 0 }, { position: 2 }, null]);
    const plain = (await pageOf('all', { by: 'label' })).arrangement;
    expect(await shop.host.call('locate', { ...plain, row: 4 })).toEqual({ position: 4 });
    expect(await shop.host.call('locate', { ...plain, row: 5 })).toBeNull();
  });

  it.each(['x', 'label_row; DROP TABLE x', 'gap0'])('orders by columns of a page only, not by %j', async (column) => {
    await expect(pageOf('all', { by: 'label', columns: [{ column }] })).rejects.toMatchObject({
      code: 'unknown_name',
    });
  });

  it('draws the timeline of a label row: its entity, target, rows in order', async () => {
    const timeline = await shop.host.call('timeline', { result: answer.result, row: 2, view: 'stats_v1' });
    expect(timeline.label).toEqual({
      row: 2,
      at: BigInt(Date.UTC(2024, 2, 5)) * 1000n,
      keys: [{ name: 'customer_id', value: 'a' }],
      target: { name: 'churned', value: '0' },
    });
    expect(timeline).toMatchObject({ ttl: BigInt(10 * day), hasAvailable: false, totalRows: 3 });
    expect(timeline.rows.map(({ numbers, texts }) => [numbers[0], texts])).toEqual([
      [10, ['10.0', 'basic']],
      [20, ['20.0', 'plus']],
      [90, ['90.0', 'pro']],
    ]);
    const nobody = await shop.host.call('timeline', { result: answer.result, row: 4, view: 'stats_v1' });
    expect(nobody).toMatchObject({ rows: [], totalRows: 0, label: { keys: [{ value: null }] } });
  });

  it('finds an entity that is typed: its own name first, else one that begins so', async () => {
    const find = async (typed: string) =>
      (await shop.host.call('findEntity', { result: answer.result, typed }))?.row ?? null;
    expect([await find('a'), await find(' A '), await find('b')]).toEqual([0, 0, 1]);
    const near = ['a 2024-03-05', 'A, 2024-03-04 18:00', 'a 1999-01-01', 'a 2024-03-32', 'zzz 2024-03-05'];
    expect(await Promise.all(near.map(find))).toEqual([2, 2, 0, null, null]);
    expect([await find('zzz'), await find(''), await find("' OR '1'='1"), await find('%')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('moves between labels, entities and leaks, and says null at the ends', async () => {
    const move = async (row: number, how: Parameters<typeof moveTo>[1]) => (await moveTo(row, how))?.row ?? null;
    const moveTo = (
      row: number,
      how: 'next-label' | 'previous-label' | 'next-entity' | 'previous-entity' | 'next-leak',
    ) => shop.host.call('neighbour', { result: answer.result, row, move: how });
    expect([await move(0, 'next-label'), await move(2, 'next-label')]).toEqual([2, null]);
    expect([await move(2, 'previous-label'), await move(0, 'previous-label')]).toEqual([0, null]);
    expect([await move(0, 'next-entity'), await move(1, 'next-entity')]).toEqual([1, 3]);
    expect([await move(3, 'previous-entity'), await move(1, 'previous-entity')]).toEqual([1, 0]);
    expect([await move(0, 'next-leak'), await move(2, 'next-leak'), await move(3, 'next-leak')]).toEqual([2, 3, null]);
  });

  it('compares the distributions of a feature in both joins', async () => {
    const asked = { result: answer.result, view: 'stats_v1' };
    const spend = await shop.host.call('distribution', { ...asked, feature: 'spend' });
    expect(spend).toMatchObject({ view: 'stats_v1', feature: 'spend', kind: 'number' });
    expect([sum(spend.naive), sum(spend.asof)]).toEqual([4, 2]);
    const tier = await shop.host.call('distribution', { ...asked, feature: 'tier' });
    expect(tier.labels).toContain('pro');
    await expect(shop.host.call('distribution', { ...asked, feature: 'age' })).rejects.toMatchObject({
      code: 'unknown_name',
    });
  });

  it('makes a training set to look at, with its SQL where a plain DuckDB can run it', async () => {
    const { naive: _, ...request } = snapshot.question!;
    const options = { withTimestamps: true };
    const set = await shop.host.call('trainingSet', { ...request, options });
    expect(set.rows).toBe(5);
    expect(set.columns.map(({ name }) => name)).toEqual([
      'customer_id',
      'event_timestamp',
      'churned',
      'stats_v1__spend',
      'stats_v1__tier',
      'stats_v1__event_timestamp',
    ]);
    expect(set.coverage).toEqual(answer.report.views);
    const arrangement = { result: set.result, filter: 'all', sort: { by: 'label' } };
    const page = rowsOf(await shop.host.call('page', { ...arrangement, from: 1, count: 2 }));
    expect(page.map((row) => [row.customer_id, row.stats_v1__spend])).toEqual([
      ['b', null],
      ['a', 20],
    ]);
    expect(set.sql === null).toBe(opened.engine.info.name === 'DuckDB-Wasm');
    const timeline = await shop.host.call('timeline', { result: set.result, row: 0, view: 'stats_v1' });
    expect(timeline.label.target).toEqual({ name: 'churned', value: '1' });
  });

  it('exports the training set beside the workspace', async () => {
    const { naive: _, ...request } = snapshot.question!;
    const receipt = await shop.host.call('exportTrainingSet', { ...request, path: 'out.parquet' });
    expect(receipt).toMatchObject({ path: `${shop.root}/shop/out.parquet`, rows: 5, columns: 5 });
    const written = await opened.written(receipt.path);
    expect(new TextDecoder().decode(written.slice(0, 4))).toBe('PAR1');
    expect(written.length).toBe(receipt.bytes);
  });

  it('profiles tables by name', async () => {
    const labels = await shop.host.call('profile', { workspace: snapshot.id, table: 'churn' });
    expect(labels).toMatchObject({ table: 'churn', rows: 5 });
    expect(labels.columns.map(({ role }) => role)).toEqual(['join key', 'event timestamp', 'target']);
    const view = await shop.host.call('profile', { workspace: snapshot.id, table: 'stats_v1' });
    expect(view.table).toBe('stats_v1');
    expect(rowsOf(view.head).length).toBe(5);
  });

  it('says what each call refers to that is not there', async () => {
    const { host } = shop;
    const { naive, ...request } = snapshot.question!;
    const stale = { code: 'stale_result' };
    const arrangement = { result: 'x', filter: 'all', sort: { by: 'label' } };
    await expect(host.call('page', { ...arrangement, from: 0, count: 1 })).rejects.toMatchObject(stale);
    await expect(host.call('timeline', { result: 'x', row: 0, view: 'stats_v1' })).rejects.toMatchObject(stale);
    const unknown = { code: 'unknown_name' };
    await expect(host.call('timeline', { result: answer.result, row: 99, view: 'stats_v1' })).rejects.toMatchObject(
      unknown,
    );
    await expect(host.call('timeline', { result: answer.result, row: 0, view: 'x' })).rejects.toMatchObject(unknown);
    await expect(host.call('leakage', { ...request, naive, workspace: 'x' })).rejects.toMatchObject(unknown);
    await expect(host.call('leakage', { ...request, naive, labels: 'churm' })).rejects.toMatchObject({
      ...unknown,
      hint: expect.stringContaining('churn') as string,
    });
  });
});

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
