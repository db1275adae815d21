import { mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { trustedFolders } from '../../../core/node/trusted-folders.ts';

let home: string;
let [mine, data] = ['', ''];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'asof-trust-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  [mine, data] = [join(home, 'mine'), join(home, 'data')];
  await mkdir(join(mine, 'inside'), { recursive: true });
});

describe('a trusted folder', () => {
  it('is one for the next program too, by whichever path it is called', async () => {
    const trust = trustedFolders(data);
    expect(await trust.isTrusted(mine)).toBe(false);
    await trust.trust(mine);
    await symlink(mine, join(home, 'link'));
    const next = trustedFolders(data);
    for (const path of [mine, join(home, 'link'), `${mine}/`, join(mine, 'inside', '..')])
      expect(await next.isTrusted(path)).toBe(true);
  });

  it('is that folder alone: none in it, none that it lies in, none where it has moved to', async () => {
    const trust = trustedFolders(data);
    await trust.trust(mine);
    expect(await trust.isTrusted(join(mine, 'inside'))).toBe(false);
    expect(await trust.isTrusted(home)).toBe(false);
    await rename(mine, join(home, 'moved'));
    expect(await trust.isTrusted(join(home, 'moved'))).toBe(false);
    expect(await trust.isTrusted(mine)).toBe(false);
  });

  it('is none any longer once that is taken back, now and for the next program', async () => {
    const trust = trustedFolders(data);
    await trust.trust(mine);
    await trust.distrust(mine);
    expect([await trust.isTrusted(mine), await trustedFolders(data).isTrusted(mine)]).toEqual([false, false]);
    await trust.distrust(mine);
  });

  it('is written where only its user reads it', async () => {
    await trustedFolders(data).trust(mine);
    const place = join(data, 'trusted');
    const [name] = await readdir(place);
    expect((await stat(place)).mode & 0o777).toBe(0o700);
    expect((await stat(join(place, name!))).mode & 0o777).toBe(0o600);
  });

  it('is trusted for as long as the program runs where nothing can be written', async () => {
    await writeFile(data, 'a file');
    const trust = trustedFolders(data);
    await trust.trust(mine);
    expect(await trust.isTrusted(mine)).toBe(true);
    expect(await trustedFolders(data).isTrusted(mine)).toBe(false);
  });

  it('is not another, whatever its file says', async () => {
    const trust = trustedFolders(data);
    await trust.trust(mine);
    const [name] = await readdir(join(data, 'trusted'));
    await writeFile(join(data, 'trusted', name!), '/somewhere else\n');
    expect(await trustedFolders(data).isTrusted(mine)).toBe(false);
  });
});
