import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostFiles } from '../../../../core/node/host/host-files.ts';

const root = mkdtempSync(join(tmpdir(), 'asof-test-'));
mkdirSync(join(root, 'data'));
mkdirSync(join(root, '.git'));
for (const name of ['b.csv', 'a.csv', 'asof.yaml', '.env']) writeFileSync(join(root, name), name);
afterAll(() => rmSync(root, { recursive: true }));

describe('the folders of the host', () => {
  it('are listed by name, without what is hidden', async () => {
    expect(await hostFiles.listFolder(root)).toEqual({
      path: root,
      parent: tmpdir(),
      folders: ['data'],
      files: ['a.csv', 'asof.yaml', 'b.csv'],
      isWorkspace: true,
    });
    expect(await hostFiles.listFolder(join(root, 'data'))).toMatchObject({ files: [], isWorkspace: false });
  });

  it('begin at the home of the user, and end at the root', async () => {
    expect((await hostFiles.listFolder(null)).path).toBe(homedir());
    expect((await hostFiles.listFolder('/')).parent).toBeNull();
  });

  it('say what is wrong with a path', async () => {
    await expect(hostFiles.listFolder(join(root, 'x'))).rejects.toMatchObject({ code: 'file_missing' });
    await expect(hostFiles.listFolder(join(root, 'a.csv'))).rejects.toMatchObject({
      title: `${join(root, 'a.csv')} cannot be read as a folder: it is a file`,
    });
  });
});

describe('a new file', () => {
  it('never takes the place of one that is there', async () => {
    await hostFiles.writeNew(join(root, 'new.yaml'), 'x');
    expect(readFileSync(join(root, 'new.yaml'), 'utf8')).toBe('x');
    await expect(hostFiles.writeNew(join(root, 'new.yaml'), 'y')).rejects.toMatchObject({ code: 'output_exists' });
    expect(readFileSync(join(root, 'new.yaml'), 'utf8')).toBe('x');
    await expect(hostFiles.writeNew(join(root, 'none', 'new.yaml'), 'y')).rejects.toMatchObject({
      code: 'output_unwritable',
    });
  });
});

describe('paths', () => {
  it('are written relative to a folder where they lie inside it', () => {
    expect(hostFiles.relative('/work/churn', '/work/churn/data/a.csv')).toBe('data/a.csv');
    expect(hostFiles.relative('/work/churn', '/work/other/a.csv')).toBe('/work/other/a.csv');
    expect(hostFiles.relative('/work/churn', '/work/churn2/a.csv')).toBe('/work/churn2/a.csv');
    expect(hostFiles.relative('/work/churn', '/work/churn/..a.csv')).toBe('..a.csv');
  });

  it('are read as seen from a workspace, or from home where there is none', () => {
    expect(hostFiles.resolve('/work/churn', 'out.parquet')).toBe('/work/churn/out.parquet');
    expect(hostFiles.resolve('/work/churn', '/out/x.parquet')).toBe('/out/x.parquet');
    expect(hostFiles.resolve('', 'out.parquet')).toBe(join(homedir(), 'out.parquet'));
  });
});
