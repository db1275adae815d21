import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lessonCopies } from '../../../../core/node/host/lesson-copies.ts';
import { lessonsRoot } from '../../../../core/node/package-root.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'asof-test-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a lesson', () => {
  it.each(lessonCopies().all.map(({ id }) => id))(
    '%s is opened as a whole copy in a folder of the user',
    async (id) => {
      const copy = await lessonCopies(folder).open(id, false);
      expect(copy.startsWith(folder)).toBe(true);
      const names = (root: string) => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
      expect(names(copy)).toEqual(names(join(lessonsRoot, id)));
      expect(readdirSync(dirname(copy))).toEqual([id]);
    },
  );

  it('keeps what the user changed, however often it is opened', async () => {
    const { open } = lessonCopies(folder);
    const copy = await open('three-rows', false);
    writeFileSync(join(copy, 'asof.yaml'), 'mine');
    rmSync(join(copy, 'README.md'));
    expect(await open('three-rows', false)).toBe(copy);
    expect(readFileSync(join(copy, 'asof.yaml'), 'utf8')).toBe('mine');
    expect(existsSync(join(copy, 'README.md'))).toBe(false);
  });

  it('is begun afresh in a new copy, which is then the one that opens; the old one stays', async () => {
    const { open } = lessonCopies(folder);
    const first = await open('three-rows', false);
    writeFileSync(join(first, 'asof.yaml'), 'mine');
    const second = await open('three-rows', true);
    expect(readFileSync(join(second, 'asof.yaml'), 'utf8')).toContain('project: three_rows');
    expect(await open('three-rows', false)).toBe(second);
    const third = await open('three-rows', true);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(await open('three-rows', false)).toBe(third);
    expect(readFileSync(join(first, 'asof.yaml'), 'utf8')).toBe('mine');
  });

  it('can be opened by two windows at once', async () => {
    const { open } = lessonCopies(folder);
    const [a, b] = await Promise.all([open('churn', false), open('churn', false)]);
    expect(a).toBe(b);
    expect(readdirSync(dirname(a))).toEqual(['churn']);
  });

  it.each(['x', '..', '../sample-data/churn', 'make', ''])('is not %j', async (id) => {
    await expect(lessonCopies(folder).open(id, false)).rejects.toMatchObject({ code: 'unknown_name' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so where the folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(lessonCopies(join(folder, 'file')).open('churn', false)).rejects.toMatchObject({
      code: 'output_unwritable',
    });
  });
});
