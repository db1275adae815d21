import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isEmptyDiff } from '../../../core/diff/is-empty.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { bench, definitions, putShop, type Bench } from './setup.ts';

describe('what reading a workspace again would change', () => {
  let opened: Opened;
  let shop: Bench;
  beforeAll(async () => {
    opened = await engines[0]!.open();
    shop = bench(opened);
    await putShop(shop);
  });
  afterAll(async () => {
    await shop.closeWorkbench();
    await opened.close();
  });

  const ref = () => ({ kind: 'folder' as const, path: `${shop.root}/shop` });
  const open = () => shop.host.call('openWorkspace', ref());
  const diff = (workspace: string) => shop.host.call('definitionsDiff', { workspace });

  it('is nothing while the file is as it was read, and is told until it is read again', async () => {
    const { id } = await open();
    expect(await diff(id)).toBeNull();
    await shop.put('shop/asof.yaml', definitions.replace(/ttl: \w+/, 'ttl: 1d'));
    const told = await diff(id);
    expect(told).toMatchObject({
      old: 'what is open',
      new: 'asof.yaml',
      definitions: [{ change: 'changed', fields: [{ field: 'ttl', new: '1d' }] }],
    });
    expect(isEmptyDiff(told!)).toBe(false);
    expect(await diff(id)).toEqual(told);
    await open();
    expect(await diff(id)).toBeNull();
  });

  it('is empty where the same is said in other words, and never shows a password', async () => {
    const text = `${definitions}online_store: {type: redis, url: "redis://me:s3cret@127.0.0.1:1/0"}\n`;
    await shop.put('shop/asof.yaml', text);
    const { id } = await open();
    await shop.put('shop/asof.yaml', `# the same\n${text}`);
    expect(isEmptyDiff((await diff(id))!)).toBe(true);
    await shop.put('shop/asof.yaml', text.replace('s3cret', 'chang3d'));
    expect(isEmptyDiff((await diff(id))!)).toBe(true);
    await shop.put('shop/asof.yaml', text.replace('s3cret@127.0.0.1:1', 'chang3d@127.0.0.1:2'));
    const told = await diff(id);
    expect(told!.store.map(({ field }) => field)).toEqual(['url']);
    expect(JSON.stringify(told)).not.toMatch(/s3cret|chang3d/);
  });

  it('is empty too where what is wrong is as it was: reading it again says that', async () => {
    const wrong = definitions.replace(/entities: \[(\w+)\]/, 'entities: [nobody]');
    expect(wrong).not.toBe(definitions);
    await shop.put('shop/asof.yaml', wrong);
    const { id } = await open();
    await shop.put('shop/asof.yaml', `${wrong}\n# later\n`);
    const told = (await diff(id))!;
    expect([told.notes.length, isEmptyDiff(told)]).toEqual([2, true]);
    expect(told.notes[1]).toMatch(/^asof\.yaml:\d+: there is no entity called "nobody"/);
  });
});
