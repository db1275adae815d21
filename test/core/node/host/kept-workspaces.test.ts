import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { keptWorkspaces, type HostWorkspaces } from '../../../../core/node/host/kept-workspaces.ts';
import type { WorkspaceRef } from '../../../../core/rpc/host-api.ts';

describe('what a host keeps of workspaces', () => {
  let home: string;
  let kept: HostWorkspaces;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'asof-kept-'));
    kept = keptWorkspaces(home);
    onTestFinished(() => rm(home, { recursive: true, force: true }));
  });
  const upload = async (folder: string, text: string) => {
    const place = join((await kept.uploads())!, folder);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'a.csv'), text);
    return join(place, 'a.csv');
  };
  const filesOf = (...files: string[]): WorkspaceRef => ({
    kind: 'files',
    roles: files.map((file) => ({ file, role: 'labels', joinKeys: ['id'], timestampField: 'at' })),
  });
  const names = async () => (await kept.list()).map(({ name }) => name);

  it('is listed by any program, the latest first, with the bytes of its copies', async () => {
    const copy = await upload('one', '12345');
    await writeFile(join(home, 'own.csv'), 'x');
    await kept.remember({ name: 'folder', ref: { kind: 'folder', path: '/work/a' } });
    await utimes(join(home, 'opened', (await readdir(join(home, 'opened')))[0]!), 1, 1);
    await kept.remember({ name: 'dropped', ref: filesOf(copy, join(home, 'own.csv')) });
    await writeFile(join(home, 'opened', 'broken.json'), '{');
    const other = await keptWorkspaces(home).list();
    expect(other.map(({ name, copies }) => [name, copies])).toEqual([
      ['dropped', 5],
      ['folder', 0],
    ]);
  });

  it('is ten of those that lie elsewhere, and all that hold copies', async () => {
    await kept.remember({ name: 'dropped', ref: filesOf(await upload('one', '1')) });
    for (let i = 0; i < 12; i++) await kept.remember({ name: `f${i}`, ref: { kind: 'folder', path: `/work/${i}` } });
    expect((await names()).length).toBe(11);
    expect(await names()).toContain('dropped');
  });

  it('deletes the copies that are forgotten, but those that another needs and what is the user’s own', async () => {
    const [one, two] = [await upload('one', '1'), await upload('two', '2')];
    const own = join(home, 'own.csv');
    await writeFile(own, 'x');
    await kept.remember({ name: 'both', ref: filesOf(one, two, own, `${home}/uploads/../own.csv`) });
    await kept.remember({ name: 'two', ref: filesOf(two) });
    await kept.forget(filesOf(own));
    expect((await names()).sort()).toEqual(['both', 'two']);
    await kept.forget(filesOf(one, two, own, `${home}/uploads/../own.csv`));
    expect([existsSync(one), existsSync(two), existsSync(own)]).toEqual([false, true, true]);
    expect(await names()).toEqual(['two']);
  });

  it('loses uploads that nothing ever used, after a day', async () => {
    const [used, fresh, stray] = [await upload('used', '1'), await upload('fresh', '2'), await upload('stray', '3')];
    await kept.remember({ name: 'used', ref: filesOf(used) });
    for (const folder of ['used', 'stray']) await utimes(join(home, 'uploads', folder), 1, 1);
    await kept.uploads();
    expect([used, fresh, stray].map((path) => existsSync(path))).toEqual([true, true, false]);
  });

  it('hands copies over to a folder under names that are free, and nothing where it cannot', async () => {
    const [one, two] = [await upload('one', '1'), await upload('two', '2')];
    const folder = join(home, 'mine');
    await expect(kept.handOver([one], folder)).rejects.toMatchObject({ code: 'output_unwritable' });
    await mkdir(folder);
    const moved = await kept.handOver([one, two, '/own.csv'], folder);
    expect([...moved]).toEqual([
      [one, join(folder, 'data', 'a.csv')],
      [two, join(folder, 'data', 'a-2.csv')],
    ]);
    expect(await readFile(join(folder, 'data', 'a-2.csv'), 'utf8')).toBe('2');
    expect([...(await kept.handOver([one], folder)).values()]).toEqual([join(folder, 'data', 'a.csv')]);
    const blocked = join(home, 'blocked');
    await mkdir(blocked);
    await expect(kept.handOver([one, join(home, 'uploads', 'gone.csv')], blocked)).rejects.toMatchObject({
      code: 'output_unwritable',
    });
    expect(await readdir(join(blocked, 'data'))).toEqual([]);
  });

  it('says so where there can be no folder for uploads, and fails at nothing', async () => {
    await writeFile(join(home, 'file'), '');
    const none = keptWorkspaces(join(home, 'file'));
    expect(await none.uploads()).toBe(null);
    await none.remember({ name: 'a', ref: { kind: 'folder', path: '/a' } });
    expect(await none.list()).toEqual([]);
  });
});
