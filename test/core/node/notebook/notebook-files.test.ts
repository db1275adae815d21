import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile, lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localNotebooks as notebooks } from '../../../../core/node/notebook/notebook-files.ts';
import { spare } from '../../../../core/node/notebook/versions.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asof-notebooks-'));
  path = join(folder, 'spring.md');
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('a notebook on the disk', () => {
  it('comes back to the byte, with its mark and line ends', async () => {
    const text = '\ufeff# Spring\r\n\n```asof data\rtable: é 🦆\n```';
    expect(await notebooks.save(path, text, null)).toMatchObject({ saved: true });
    expect((await notebooks.read(path)).text).toBe(text);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('is left as it was where the disk is full, and is saved once there is room', async ({ skip }) => {
    const small = join(folder, 'small');
    await mkdir(small);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]);
    if (mount.status !== 0) skip('no file system can be mounted here');
    try {
      const file = join(small, 'spring.md');
      const saved = await notebooks.save(file, 'as it was', null);
      const base = saved.saved ? saved.revision : '';
      const more = 'more '.repeat(100_000);
      await expect(notebooks.save(file, more, base)).rejects.toMatchObject({ code: 'disk_full' });
      expect([await readFile(file, 'utf8'), await readdir(small)]).toEqual(['as it was', ['spring.md']]);
      expect(spawnSync('mount', ['-o', 'remount,size=4m', small]).status).toBe(0);
      expect(await notebooks.save(file, more, base)).toMatchObject({ saved: true });
      expect(await readFile(file, 'utf8')).toBe(more);
    } finally {
      spawnSync('umount', [small]);
    }
  });

  it('is listed by its name; folders, hidden and other files are not', async () => {
    for (const name of ['b.md', 'a.MD', '.c.md', 'notes.txt']) await writeFile(join(folder, name), '');
    expect((await notebooks.list(folder)).map(({ name }) => name)).toEqual(['a.MD', 'b.md']);
    expect(await notebooks.list(join(folder, 'nowhere'))).toEqual([]);
  });

  it('is not read where that would lose something', async () => {
    await writeFile(path, Buffer.from([0x23, 0xe9]));
    await expect(notebooks.read(path)).rejects.toMatchObject({ code: 'file_unreadable' });
    await expect(notebooks.read(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
    await expect(notebooks.read(join(folder, 'none.md'))).rejects.toMatchObject({ code: 'file_missing' });
  });

  it('is not saved over what somebody else wrote, nor over a file that was not there', async () => {
    const mine = await notebooks.save(path, 'mine', null);
    await writeFile(path, 'theirs');
    const now = await notebooks.read(path);
    for (const base of [mine.saved ? mine.revision : '', null])
      expect(await notebooks.save(path, 'mine, longer', base)).toEqual({ saved: false, now });
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await notebooks.save(path, 'both', now.revision)).toMatchObject({ saved: true });
    await rm(path);
    expect(await notebooks.save(path, 'again', now.revision)).toEqual({ saved: false, now: null });
  });

  it('may be saved as what it is already, whoever wrote it', async () => {
    await writeFile(path, 'same');
    expect(await notebooks.save(path, 'same', null)).toMatchObject({ saved: true });
  });

  it('stays a link where it was reached by one, and who may read it stays who may', async () => {
    const { revision } = (await notebooks.save(path, 'one', null)) as { revision: string };
    await chmod(path, 0o600);
    const link = join(folder, 'link.md');
    await symlink(path, link);
    await notebooks.save(link, 'two', revision);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('two');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['data', 'link.md', 'spring.md']);
  });
});

describe('a notebook that others change', () => {
  it('is seen to be another, or gone', async () => {
    const { revision } = (await notebooks.save(path, 'one', null)) as { revision: string };
    const changed = notebooks.changed(path, revision);
    await writeFile(path, 'two');
    const next = await changed;
    expect(next).toBe((await notebooks.read(path)).revision);
    const gone = notebooks.changed(path, next!);
    await rm(path);
    expect(await gone).toBe(null);
  });

  it('is looked at no longer once nobody asks', async () => {
    const { revision } = (await notebooks.save(path, 'one', null)) as { revision: string };
    const control = new AbortController();
    const changed = notebooks.changed(path, revision, control.signal);
    control.abort();
    await expect(changed).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('what a notebook was before', () => {
  it('is kept, newest first, and can be read again', async () => {
    let base: string | null = null;
    for (const text of ['one', 'two', 'three']) {
      const saved = await notebooks.save(path, text, base);
      base = saved.saved ? saved.revision : null;
    }
    const versions = await notebooks.versions(path);
    expect(versions.length).toBeGreaterThan(0);
    expect(await notebooks.version(path, versions[0]!.id)).toBe('two');
    await expect(notebooks.version(path, '../../x')).rejects.toMatchObject({ code: 'file_missing' });
  });

  it('becomes sparser with age, and never more than so many bytes', () => {
    const [hour, now] = [3_600_000, 100 * 24 * 3_600_000];
    const version = (hoursAgo: number, bytes = 10) => {
      const at = now - hoursAgo * hour;
      return { id: String(at), at: BigInt(at) * 1000n, bytes };
    };
    const all = [0, 0.1, 0.9, 2.1, 2.2, 5, 30, 31, 60].map((ago) => version(ago));
    const gone = spare(all, now).map(({ id }) => (now - Number(id)) / hour);
    expect(gone.map((ago) => Math.round(ago * 10) / 10)).toEqual([2.2, 31]);
    const big = [0, 0.1, 0.2].map((ago) => version(ago, 15_000_000));
    expect(spare(big, now)).toEqual(big.slice(1));
  });
});
