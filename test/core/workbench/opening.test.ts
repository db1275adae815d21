import { parseInstant } from '../../../core/time/instant.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, definitions, labelsCsv, putShop, rowsOf, statsCsv, type Bench } from './setup.ts';

let opened: Opened;
let shop: Bench;
beforeEach(async () => {
  opened = await engines[0]!.open();
  shop = bench(opened);
});
afterEach(() => opened.close());

const roles = (root: string) => [
  {
    file: `${root}/labels.csv`,
    role: 'labels' as const,
    joinKeys: ['customer_id'],
    timestampField: 'event_timestamp',
    target: 'churned',
  },
  {
    file: `${root}/stats.csv`,
    role: 'features' as const,
    joinKeys: ['customer_id'],
    timestampField: 'event_timestamp',
    ttl: '10d',
  },
];

async function putFiles(): Promise<void> {
  await shop.put('labels.csv', labelsCsv);
  await shop.put('stats.csv', statsCsv);
}

describe('opening', () => {
  it('says what it is and what a window opens with', async () => {
    expect(await shop.host.call('about')).toMatchObject({
      asof: '9.9.9',
      engine: 'DuckDB native',
      place: 'page',
      start: { kind: 'lesson', id: 'first' },
    });
    expect(await shop.host.call('lessons')).toEqual([{ id: 'first', title: 'The first', summary: 'One.' }]);
  });

  it('opens a lesson with its title, its README and the join that it is about', async () => {
    await putShop(shop, 'first');
    await shop.put('first/README.md', '# The first\n\nOne.\n');
    const snapshot = await shop.host.call('openWorkspace', { kind: 'lesson', id: 'first' });
    const now = parseInstant('2024-05-27T07:00:00Z');
    expect(snapshot).toMatchObject({ name: 'The first', kind: 'lesson', prose: '# The first\n\nOne.\n', now });
    expect(snapshot.question!.naive).toBe('nearest');
    // What is asked as of now is of that moment too, and so are ages, whatever today's date.
    const asked = { workspace: snapshot.id, entity: { customer_id: 'a' }, now: null };
    expect((await shop.host.call('lookup', asked)).at).toBe(now);
    expect(await shop.host.call('materializePlan', { workspace: snapshot.id, start: null, end: null })).toMatchObject({
      end: now,
    });
  });

  it('finds the workspace that a folder lies in', async () => {
    await putShop(shop);
    const snapshot = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop/data/raw` });
    expect(snapshot.root).toBe(`${shop.root}/shop`);
  });

  it('gives the same reference the same id in every process, and others others', async () => {
    await putShop(shop);
    await putFiles();
    const refs = [
      { kind: 'folder', path: `${shop.root}/shop` } as const,
      { kind: 'files', roles: roles(shop.root) } as const,
      { kind: 'files', roles: roles(shop.root).map((role) => ({ ...role, ttl: '5d' })) } as const,
    ];
    const other = bench(opened);
    await putShop(other);
    const ids = [];
    for (const ref of refs) {
      const { id } = await shop.host.call('openWorkspace', ref);
      expect((await other.host.call('openWorkspace', ref)).id).toBe(id);
      ids.push(id);
    }
    expect(new Set(ids).size).toBe(3);
  });

  it('asks for the first service, and for event-time where every view says when its rows were known', async () => {
    await putShop(shop);
    const late = definitions.replace(
      'timestamp_field: event_timestamp}',
      'timestamp_field: event_timestamp, available_at: known}',
    );
    await shop.put(
      'shop/stats.csv',
      'customer_id,event_timestamp,known,spend,tier\na,2024-03-01,2024-03-02,10,basic\n',
    );
    await shop.put('shop/asof.yaml', `${late}feature_services:\n  - {name: model, features: ["stats_v1:spend"]}\n`);
    const { question } = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
    expect(question).toMatchObject({ naive: 'event-time', features: [{ view: 'stats_v1', feature: 'spend' }] });
  });

  it('opens what can be used of a workspace with mistakes, each said in one line', async () => {
    await putShop(shop);
    await shop.put('shop/asof.yaml', `${definitions.replace('stats.csv', 'stat.csv')}oddity: 1\n`);
    const snapshot = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/shop` });
    expect(snapshot.problems).toEqual([expect.stringMatching(/^asof\.yaml:\d+: .*oddity/)]);
    expect(snapshot.views[0]!.problem).toMatch(/no such file: .*stat\.csv.*stats\.csv/);
    expect(snapshot.views[0]!.problem).not.toContain('\n');
    expect(snapshot.labels[0]!.problem).toBeNull();
    expect(snapshot.question).toBeNull();
  });

  it('opens a folder without definitions as an empty workspace', async () => {
    const snapshot = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/nowhere` });
    expect(snapshot).toMatchObject({ labels: [], views: [], services: [], problems: [], question: null });
  });
});

describe('a workspace of many views', () => {
  const views = ['used_v1', 'other_v1', 'broken_v1', 'unlisted_v1'];
  const fileOf = (view: string) => (view === 'broken_v1' ? 'nothing.csv' : `${view}.csv`);
  const listed = (view: string) => (view === 'unlisted_v1' ? '' : ', features: [{name: spend, dtype: Float64}]');
  const many = [
    'entities: [{name: customer, join_keys: [customer_id]}]',
    'labels: [{name: churn, path: labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}]',
    'sources:',
    ...views.map((view) => `  - {name: ${view}_rows, path: ${fileOf(view)}, timestamp_field: event_timestamp}`),
    'feature_views:',
    ...views.map((view) => `  - {name: ${view}, entities: [customer], source: ${view}_rows, ttl: 10d${listed(view)}}`),
    '',
  ].join('\n');
  const services = (...features: string[]) =>
    `feature_services:\n${features.map((one, i) => `  - {name: s${i}, features: ["${one}"]}\n`).join('')}`;
  let opens: string[];
  let underWay: number;
  let mostAtOnce: number;

  /** The files that are opened, once each, and how many of them at once. */
  beforeEach(async () => {
    [opens, underWay, mostAtOnce] = [[], 0, 0];
    const { tables } = opened;
    const open = tables.open.bind(tables);
    tables.open = (path, ...rest) => {
      if (!opens.includes(path)) opens.push(path);
      mostAtOnce = Math.max(mostAtOnce, ++underWay);
      return open(path, ...rest).finally(() => underWay--);
    };
    await shop.put('many/labels.csv', labelsCsv);
    for (const view of views) await shop.put(`many/${view}.csv`, statsCsv);
  });

  async function openMany(text: string) {
    await shop.put('many/asof.yaml', text);
    const snapshot = await shop.host.call('openWorkspace', { kind: 'folder', path: `${shop.root}/many` });
    return { snapshot, opens: opens.toSorted() };
  }

  it('opens side by side the labels, what its first service asks and what only a file tells, and no other', async () => {
    const { snapshot, opens: found } = await openMany(many + services('used_v1:spend'));
    expect(found).toEqual(['labels.csv', 'unlisted_v1.csv', 'used_v1.csv']);
    expect(mostAtOnce).toBe(3);
    expect(snapshot.question).toMatchObject({ labels: 'churn', features: [{ view: 'used_v1', feature: 'spend' }] });
    expect(snapshot.views.map(({ opened, rows, problem }) => [opened, rows, problem])).toEqual([
      [true, 5, null],
      [false, null, null],
      [false, null, null],
      [true, 5, null],
    ]);
    expect(snapshot.views[1]).toMatchObject({
      path: 'other_v1.csv',
      ttl: '10d',
      keys: ['customer_id'],
      timestamp: 'event_timestamp',
      features: [{ name: 'spend', type: 'DOUBLE', description: null }],
    });
    expect(snapshot.views[3]!.features.map(({ name }) => name)).toEqual(['spend', 'tier']);
  });

  it('goes on to the next service where the first cannot be asked, and to all views where none can', async () => {
    const next = await openMany(many + services('broken_v1:spend', 'other_v1:spend', 'used_v1:spend'));
    expect(next.opens).toEqual(['labels.csv', 'nothing.csv', 'other_v1.csv', 'unlisted_v1.csv']);
    expect(next.snapshot.question!.features).toEqual([{ view: 'other_v1', feature: 'spend' }]);
    const all = await openMany(many + services('broken_v1:spend'));
    expect(all.opens).toEqual(['labels.csv', ...views.map(fileOf)].toSorted());
    expect(all.snapshot.question!.features.map(({ view }) => view)).toEqual([
      'used_v1',
      'other_v1',
      'unlisted_v1',
      'unlisted_v1',
    ]);
  });

  it('opens one of the others when it is looked at, and says what is wrong with it', async () => {
    const { snapshot } = await openMany(many + services('used_v1:spend'));
    const look = (table: string) => shop.host.call('openTable', { workspace: snapshot.id, table });
    expect(await look('other_v1')).toMatchObject({
      opened: true,
      rows: 5,
      problem: null,
      features: [{ name: 'spend' }],
    });
    expect(await look('broken_v1')).toMatchObject({
      opened: true,
      problem: expect.stringContaining('nothing.csv') as string,
      features: [],
    });
    expect(await look('churn')).toMatchObject({ opened: true, rows: 5, target: 'churned' });
    await expect(look('other')).rejects.toMatchObject({ code: 'unknown_name' });
  });
});

describe('unnamed files', () => {
  it('are guessed with reasons; one that cannot be opened says why and the others are guessed', async () => {
    await putFiles();
    await shop.put('empty.csv', '');
    const files = ['labels.csv', 'empty.csv', 'stats.csv'].map((name) => `${shop.root}/${name}`);
    const guesses = await shop.host.call('guessRoles', { files: files.map((file) => ({ file })) });
    expect(guesses.map(({ file, role }) => [file, role])).toEqual([
      [files[0], 'labels'],
      [files[1], 'ignore'],
      [files[2], 'features'],
    ]);
    expect(guesses[0]).toMatchObject({
      joinKeys: ['customer_id'],
      timestampField: 'event_timestamp',
      target: 'churned',
    });
    expect(guesses[0]!.inferred.every(({ reason }) => reason !== '')).toBe(true);
    expect(guesses[1]!.problem).toMatch(/empty\.csv is empty/);
    expect(guesses[2]).toMatchObject({ rows: 5, problem: null });
    expect(guesses[2]!.columns.map(({ name }) => name)).toContain('spend');
  });

  it('are previewed as five joined rows, and nothing is kept', async () => {
    await shop.put('labels.csv', `${labelsCsv}a,2024-03-06,1\nb,2024-03-06,1\n`);
    await shop.put('stats.csv', statsCsv);
    const before = await shop.held();
    const { rows, ...said } = await shop.host.call('previewRoles', { roles: roles(shop.root) });
    expect(said).toMatchObject({ labelRows: 7, matches: [{ view: 'stats', matched: 3, found: 6 }] });
    expect(rowsOf(rows).map((row) => [row.customer_id, row.stats__spend])).toEqual([
      ['a', 10],
      ['b', null],
      ['a', 20],
      ['c', null],
      [null, null],
    ]);
    expect(await shop.held()).toBe(before);
  });

  it('cannot be previewed without labels', async () => {
    await putFiles();
    const [, features] = roles(shop.root);
    await expect(shop.host.call('previewRoles', { roles: [features!] })).rejects.toMatchObject({
      code: 'role_unknown',
      hint: 'give one file the role labels',
    });
  });

  it('are opened under their roles, asked about, and saved as an asof.yaml that says the same', async () => {
    await putFiles();
    const snapshot = await shop.host.call('openWorkspace', { kind: 'files', roles: roles(shop.root) });
    expect(snapshot).toMatchObject({ name: 'labels', kind: 'files', root: null });
    const answer = await shop.host.call('leakage', snapshot.question!);
    const saved = await shop.host.call('saveWorkspace', { workspace: snapshot.id, folder: shop.root });
    expect(saved.path).toBe(`${shop.root}/asof.yaml`);
    const named = await shop.host.call('openWorkspace', { kind: 'folder', path: shop.root });
    expect(named.problems).toEqual([]);
    expect(named.views.map(({ name, path, ttl }) => [name, path, ttl])).toEqual([['stats', 'stats.csv', '10d']]);
    const again = await shop.host.call('leakage', named.question!);
    expect(again.report).toEqual(answer.report);
    await expect(shop.host.call('saveWorkspace', { workspace: snapshot.id, folder: shop.root })).rejects.toMatchObject({
      code: 'output_exists',
    });
    await expect(shop.host.call('saveWorkspace', { workspace: named.id, folder: '/x' })).rejects.toMatchObject({
      code: 'not_here',
    });
  });
});
