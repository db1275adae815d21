import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asof, folderOf } from './run-asof.ts';

describe('asof init', () => {
  it('makes a workspace whose next command shows a leak', async () => {
    const folder = folderOf();
    const made = await asof(folder, 'init', 'new');
    expect([made.status, readdirSync(join(folder, 'new'))]).toEqual([0, expect.arrayContaining(['asof.yaml'])]);
    const [, next] = /^Next: asof (.*)$/m.exec(made.err)!;
    const shown = await asof(folder, ...next!.split(' '));
    expect(shown.out).toContain('1 of 1 row (100 %) saw the future, by 4 days');
    expect((await asof(folder, 'check', '-C', 'new')).status).toBe(0);
  });

  it('never touches a folder with something in it', async () => {
    const folder = folderOf({ 'data/labels.csv': 'mine' });
    const { status, err } = await asof(folder, 'init');
    expect([status, err]).toEqual([2, expect.stringContaining('nothing is ever overwritten') as string]);
    expect(readFileSync(join(folder, 'data/labels.csv'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['data']);
  });

  it('says what keeps it from writing', async () => {
    const { status, err } = await asof(folderOf({ file: '' }), 'init', 'file/inside');
    expect([status, err]).toEqual([3, expect.stringMatching(/^asof: cannot write .*\n$/) as string]);
  });
});
