import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenedWorkspace } from '../../core/rpc/desktop-bridge.ts';
import { readJson, writeJson } from '../../electron/json-file.ts';
import { parseRecent, remember } from '../../electron/recent.ts';

const opened = (name: string): OpenedWorkspace => ({ name, ref: { kind: 'folder', path: `/work/${name}` } });

describe('remember', () => {
  it('puts a workspace first, once, and keeps ten', () => {
    let recent = [opened('a'), opened('b')];
    recent = remember(recent, opened('b'));
    expect(recent.map(({ name }) => name)).toEqual(['b', 'a']);
    for (let i = 0; i < 20; i++) recent = remember(recent, opened(`w${i}`));
    expect(recent.length).toBe(10);
    expect(recent[0]!.name).toBe('w19');
  });
});

describe('parseRecent', () => {
  it('leaves out entries that are damaged', () => {
    const saved = [opened('a'), null, { name: 'x' }, { name: 'y', ref: { kind: 'url', path: 'z' } }, opened('b')];
    expect(parseRecent(saved)).toEqual([opened('a'), opened('b')]);
    expect(parseRecent({})).toEqual([]);
    expect(parseRecent(null)).toEqual([]);
  });
});

describe('a file of our own', () => {
  it('is read as it was written, null where it is missing or damaged, and writing leaves nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'asof-test-'));
    const path = join(folder, 'recent.json');
    expect(readJson(path)).toBeNull();
    writeJson(path, [opened('a')]);
    expect(readJson(path)).toEqual([opened('a')]);
    expect(readdirSync(folder)).toEqual(['recent.json']);
    rmSync(folder, { recursive: true });
    writeJson(path, []);
    expect(readJson(path)).toBeNull();
  });
});
