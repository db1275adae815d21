import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answersOnDisk } from '../../../../core/node/notebook/kept-answers.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const said = (found: Uint8Array | null) => found && new TextDecoder().decode(found);

describe('answers on disk', () => {
  let folder: string;
  let root: string;
  const kept = () => join(root, '.asof', 'kept');
  const place = () => ({ root, notebook: 'spring.md' });
  const keep = (id: string, cell = 'a', answers = answersOnDisk()) =>
    answers.keep(place(), { cell, id, head: bytes(`head of ${id}`) }, bytes(`notes of ${id}`));
  const files = async () => (await readdir(kept())).filter((name) => name.endsWith('.kept'));
  const list = async (answers = answersOnDisk()) =>
    (await answers.list(place())).map(({ cell, id, head }) => [cell, id, said(head)]);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-kept-'));
    root = join(folder, 'workspace');
    await mkdir(root);
    vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  it('are read as they were kept, by their notebook alone, and are their own user’s', async () => {
    await keep('1');
    expect(await list()).toEqual([['a', '1', 'head of 1']]);
    expect(said(await answersOnDisk().notes(place(), { cell: 'a', id: '1' }))).toBe('notes of 1');
    expect(await answersOnDisk().notes(place(), { cell: 'a', id: '2' })).toBeNull();
    expect(await answersOnDisk().list({ root, notebook: 'other.md' })).toEqual([]);
    const [name] = await files();
    expect((await stat(join(kept(), name!))).mode & 0o777).toBe(0o600);
    expect((await stat(kept())).mode & 0o777).toBe(0o700);
    expect(await readFile(join(kept(), '.gitignore'), 'utf8')).toBe('*\n');
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['cut', (path) => truncate(path, 60)],
    ['cut to nothing', (path) => truncate(path, 0)],
    ['longer', (path) => writeFile(path, 'more', { flag: 'a' })],
    [
      'changed in one byte',
      async (path) =>
        writeFile(
          path,
          (await readFile(path)).map((byte, i) => (i === 60 ? byte ^ 1 : byte)),
        ),
    ],
    [
      'of another version',
      async (path) =>
        writeFile(
          path,
          (await readFile(path)).map((byte, i) => (i === 10 ? byte + 1 : byte)),
        ),
    ],
    [
      'under another name',
      async (path) => writeFile(path.replace(/1\.kept$/, '2.kept'), await readFile(path)).then(() => rm(path)),
    ],
  ])('are not there where a file is %s', async (_, harm) => {
    await keep('1');
    const [name] = await files();
    await harm(join(kept(), name!));
    expect(await list()).toEqual([]);
    expect(await answersOnDisk().notes(place(), { cell: 'a', id: '1' })).toBeNull();
    await keep('1');
    expect(await list()).toEqual([['a', '1', 'head of 1']]);
  });

  it('are not there where another user has kept them', async () => {
    await keep('1');
    vi.stubEnv('XDG_DATA_HOME', join(folder, 'another'));
    expect(await list()).toEqual([]);
  });

  it('are two of a cell at most, and the oldest go where there are too many bytes', async () => {
    for (const id of ['1', '2', '3']) await keep(id);
    expect((await list()).map(([, id]) => id)).toEqual(['3', '2']);
    for (const [i, name] of (await files()).sort().entries()) await utimes(join(kept(), name), i + 1, i + 1);
    const { size } = await stat(join(kept(), (await files())[0]!));
    await keep('4', 'b', answersOnDisk(2 * size));
    expect((await list()).map(([cell, id]) => [cell, id])).toEqual([
      ['b', '4'],
      ['a', '3'],
    ]);
  });

  it('leave nothing half-written behind', async () => {
    await keep('1');
    const [name] = await files();
    const part = join(kept(), `${name}.0f0f.part`);
    await writeFile(part, 'half');
    await utimes(part, 1, 1);
    await keep('2');
    expect(await readdir(kept())).not.toContain(`${name}.0f0f.part`);
  });

  it('are not kept where a link leads elsewhere, or nothing can be written', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await symlink(join(folder, 'elsewhere'), join(root, '.asof'));
    await keep('1');
    expect(await readdir(join(folder, 'elsewhere', 'kept'))).toEqual([]);
    await rm(join(root, '.asof'));
    await writeFile(join(root, '.asof'), 'a file');
    await keep('1');
    expect(await list()).toEqual([]);
  });
});
