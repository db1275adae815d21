import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openEmbedded } from '../../../../core/node/online/embedded.ts';
import { putRecords } from '../../../support/put-records.ts';

it('leaves nothing in a workspace that is only looked at', async () => {
  const root = mkdtempSync(join(tmpdir(), 'asof-embedded-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const [store, other] = [openEmbedded(root), openEmbedded(root)];
  expect(await store.views('p')).toEqual([]);
  expect(await store.get('p', [{ view: 'v', entity: 'id=1' }])).toEqual([null]);
  expect(existsSync(join(root, '.asof'))).toBe(false);
  const schema = { keys: [{ name: 'id', type: 'BIGINT' }], features: [{ name: 'f', type: 'BIGINT' }] };
  const record = { entity: 'id=1', t: 1n, c: null, values: [7n] };
  await putRecords(other, { project: 'p', view: 'v', schema, written: 2n }, [record]);
  expect(await store.get('p', [{ view: 'v', entity: 'id=1' }])).toMatchObject([{ t: 1n, values: [7n] }]);
  await store.close();
  await other.close();
});

it('is its owner’s alone, also where an earlier version made its folder for everybody', async () => {
  const root = mkdtempSync(join(tmpdir(), 'asof-embedded-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, '.asof');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const store = openEmbedded(root);
  const schema = { keys: [{ name: 'id', type: 'BIGINT' }], features: [{ name: 'f', type: 'BIGINT' }] };
  await putRecords(store, { project: 'p', view: 'v', schema, written: 2n }, [
    { entity: 'id=1', t: 1n, c: null, values: [7n] },
  ]);
  await store.close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of ['.gitignore', 'online', 'online/data.mdb', 'online/lock.mdb'])
    expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  expect(readdirSync(folder).toSorted()).toEqual(['.gitignore', 'online']);
});
