import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEmbedded } from '../../../core/node/online/embedded.ts';
import { LocalStore, type ByteMap } from '../../../core/online/local-store.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { OnlineStore } from '../../../core/online/online-store.ts';
import { finishedRun, permit, putRecords } from '../../support/put-records.ts';

const schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [{ name: 'x', type: 'BIGINT' }] };
const target = { project: 'p', view: 'v', schema, written: 0n };
const row = (entity: string, t: bigint, x = t) => ({ entity: `id=${entity}`, t, c: null, values: [x] });
const times = async (store: OnlineStore, ...entities: string[]) =>
  (
    await store.get(
      'p',
      entities.map((entity) => ({ view: 'v', entity: `id=${entity}` })),
    )
  ).map((one) => one?.t ?? null);

/** A map that can be damaged by hand. */
function openMap(): { entries: Map<string, Uint8Array>; store: OnlineStore } {
  const entries = new Map<string, Uint8Array>();
  const map: ByteMap = {
    refresh: () => undefined,
    get: (key) => entries.get(key),
    put: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
    identity: () => '',
    startingWith: (prefix) => [...entries.keys()].filter((key) => key.startsWith(prefix)).sort(),
    countOf: () => entries.size,
    sizeOf: (key, value) => key + value,
    bytes: () => null,
    spread: () => Promise.resolve([]),
    exclusively: (work) => work(),
    close: () => Promise.resolve(),
  };
  return { entries, store: new LocalStore(map, { kind: 'memory', address: 'here', warnings: [] }) };
}

describe('a store over bytes by name', () => {
  it('keeps the newer of two, unless it is written over on purpose', async () => {
    const { store } = openMap();
    await putRecords(store, target, [row('a', 5n), row('b', 5n)]);
    expect(await putRecords(store, target, [row('a', 4n), row('b', 6n)])).toEqual({ written: 1, keptNewer: 1 });
    expect(await times(store, 'a', 'b', 'c')).toEqual([5n, 6n, null]);
    const over = await store.begin(target, permit, true);
    expect(await over.put([row('a', 4n)])).toEqual({ written: 1, keptNewer: 0 });
    expect(await times(store, 'a', 'b')).toEqual([4n, 6n]);
  });

  it('leaves nothing of a project that is forgotten, nor remembers a run of it that is under way', async () => {
    const { entries, store } = openMap();
    await putRecords(store, { ...target, project: 'other' }, [row('a', 5n)]);
    const others = [...entries.keys()];
    await store.forgetProject('p', permit);
    expect([...entries.keys()]).toEqual(others);
    await putRecords(store, target, [row('a', 5n)]);
    const writer = await store.begin(target, permit);
    await writer.put([row('b', 5n)]);
    await store.forgetView('p', 'v', permit);
    await store.forgetProject('p', permit);
    expect([...entries.keys()].filter((key) => key !== 'forgotten')).toEqual(others);
    await expect(writer.finish(finishedRun(9n))).rejects.toMatchObject({ code: 'online_restarted' });
    await putRecords(store, target, [row('a', 7n)]);
    expect(await times(store, 'a', 'b')).toEqual([7n, null]);
  });

  it('remembers the run that ended last, whichever finished last, and one that writes over in any case', async () => {
    const { store } = openMap();
    const end = async () => (await store.views('p'))[0]!.lastRun?.end;
    const finish = async (at: bigint, overwrite = false) =>
      (await store.begin(target, permit, overwrite)).finish(finishedRun(at));
    await finish(5n);
    await finish(4n);
    expect(await end()).toBe(5n);
    await finish(3n, true);
    expect(await end()).toBe(3n);
  });

  it('forgets a record, and a view with the memory of its runs', async () => {
    const { store, entries } = openMap();
    const writer = await store.begin(target, permit);
    await writer.put([row('a', 1n), row('b', 1n)]);
    await writer.finish(finishedRun(5n));
    await putRecords(store, { ...target, view: 'v2' }, [row('a', 1n)]);
    const wanted = { view: 'v', entity: 'id=a' };
    expect([await store.forget('p', wanted, permit), await store.forget('p', wanted, permit)]).toEqual([true, false]);
    expect((await store.views('p')).map(({ lastRun }) => lastRun?.end)).toEqual([5n, undefined]);
    expect(await store.forgetView('p', 'v', permit)).toBe(1);
    expect((await store.views('p')).map(({ view }) => view)).toEqual(['v2']);
    expect([...entries.keys()].filter((key) => key.startsWith('record:'))).toEqual(['record:p:v2:id=a']);
  });

  it('remembers no run whose view was forgotten or written over while it wrote', async () => {
    const { store } = openMap();
    for (const disturb of [() => store.forgetView('p', 'v', permit), () => store.begin(target, permit, true)]) {
      const writer = await store.begin(target, permit);
      await writer.put([row('a', 1n)]);
      await disturb();
      await expect(writer.put([row('b', 1n)])).rejects.toMatchObject({ code: 'online_restarted' });
      await expect(writer.finish(finishedRun(5n))).rejects.toMatchObject({ code: 'online_restarted' });
    }
  });

  it('names what is damaged and what to do, and still gives the rest', async () => {
    const { store, entries } = openMap();
    const writer = await store.begin(target, permit);
    await writer.put([row('a', 1n)]);
    await writer.finish(finishedRun(5n));
    entries.set('run:p:v', new TextEncoder().encode('garbage'));
    const [state] = await store.views('p');
    expect(state).toMatchObject({ schema, lastRun: null, damage: { code: 'online_damaged' } });
    expect(state!.damage!.title).toContain('run:p:v');
    await expect(writer.finish(finishedRun(6n))).rejects.toMatchObject({ code: 'online_damaged' });
    expect(await times(store, 'a')).toEqual([1n]);
    const [layout] = [...entries.keys()].filter((key) => key.startsWith('schema:'));
    entries.delete(layout!);
    // A store that was opened before knows it still; another does not.
    const fresh = openMap();
    for (const [key, value] of entries) fresh.entries.set(key, value);
    expect((await fresh.store.views('p'))[0]).toMatchObject({ schema: null });
    await expect(times(fresh.store, 'a')).rejects.toMatchObject({ code: 'online_damaged' });
    await putRecords(fresh.store, target, [row('b', 1n)]);
    expect(await times(fresh.store, 'a', 'b')).toEqual([1n, 1n]);
  });

  it('takes no bytes for a record that are none', async () => {
    const { store, entries } = openMap();
    await putRecords(store, target, [row('a', 1n)]);
    entries.set('record:p:v:id=a', new Uint8Array([1, 2, 3]));
    await expect(times(store, 'a')).rejects.toMatchObject({ code: 'online_record_foreign' });
    await expect(putRecords(store, target, [row('a', 2n)])).rejects.toMatchObject({ code: 'online_record_foreign' });
  });
});

it('is empty in the memory of a page to begin with', async () => {
  expect(await memoryStore().views('p')).toEqual([]);
});

it('notices that its folder was removed while a run wrote', async () => {
  const root = mkdtempSync(join(tmpdir(), 'asof-embedded-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, 'asof.yaml'), '');
  const store = openEmbedded(root);
  const writer = await store.begin(target, permit);
  await writer.put([row('a', 1n)]);
  rmSync(join(root, '.asof'), { recursive: true });
  await expect(writer.finish(finishedRun(5n))).rejects.toMatchObject({ code: 'online_restarted' });
  await store.close();
});
