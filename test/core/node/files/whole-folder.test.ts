import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeWholeFolder } from '../../../../core/node/files/whole-folder.ts';

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'asof-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'out');
}

const filled = (text: string) => (part: string) => {
  writeFileSync(join(part, 'a'), text);
  return Promise.resolve(text.length);
};
const isOwn = (folder: string) => Promise.resolve(existsSync(join(folder, 'a')));
const run = {};

describe('a folder that is written whole', () => {
  it('is there when all of it is, new, empty or in place of its own', async () => {
    const out = place();
    expect(await writeWholeFolder(out, filled('one'), { run })).toBe(3);
    await writeWholeFolder(out, filled('two'), { run, isOwn });
    expect(readFileSync(join(out, 'a'), 'utf8')).toBe('two');
    rmSync(join(out, 'a'));
    await writeWholeFolder(out, filled('three'), { run });
    expect([readdirSync(dirname(out)), readFileSync(join(out, 'a'), 'utf8')]).toEqual([['out'], 'three']);
  });

  it('leaves what is not its own, and files, as they are', async () => {
    const out = place();
    writeFileSync(out, 'a file');
    await expect(writeWholeFolder(out, filled('x'), { run, isOwn })).rejects.toMatchObject({ code: 'output_exists' });
    rmSync(out);
    mkdirSync(out);
    writeFileSync(join(out, 'b'), 'mine');
    await expect(writeWholeFolder(out, filled('x'), { run, isOwn })).rejects.toMatchObject({ code: 'output_exists' });
    await expect(writeWholeFolder(out, filled('x'), { run })).rejects.toMatchObject({ code: 'output_exists' });
    expect([readdirSync(dirname(out)), readdirSync(out)]).toEqual([['out'], ['b']]);
  });

  it('leaves the one before, and nothing beside it, where filling fails or is stopped', async () => {
    const out = place();
    await writeWholeFolder(out, filled('one'), { run });
    const stop = new AbortController();
    const stopped = (part: string) => {
      stop.abort();
      return filled('two')(part);
    };
    const failing = (part: string) => filled('x')(join(part, 'none'));
    await expect(writeWholeFolder(out, stopped, { run: { signal: stop.signal }, isOwn })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(writeWholeFolder(out, failing, { run, isOwn })).rejects.toMatchObject({ code: 'output_unwritable' });
    expect([readdirSync(dirname(out)), readFileSync(join(out, 'a'), 'utf8')]).toEqual([['out'], 'one']);
  });

  it('writes where a link leads', async () => {
    const out = place();
    const link = join(dirname(out), 'link');
    mkdirSync(out);
    symlinkSync(out, link);
    await writeWholeFolder(link, filled('one'), { run });
    await writeWholeFolder(link, filled('two'), { run, isOwn });
    expect([readdirSync(dirname(out)).sort(), readFileSync(join(out, 'a'), 'utf8')]).toEqual([['link', 'out'], 'two']);
  });
});
