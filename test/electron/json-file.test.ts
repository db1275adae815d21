import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJson, writeJson } from '../../electron/json-file.ts';

describe('a file of our own', () => {
  it('is read as it was written, null where it is missing or damaged, and writing leaves nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'asof-test-'));
    const path = join(folder, 'recent.json');
    expect(readJson(path)).toBeNull();
    writeJson(path, [{ name: 'a' }]);
    expect(readJson(path)).toEqual([{ name: 'a' }]);
    expect(readdirSync(folder)).toEqual(['recent.json']);
    rmSync(folder, { recursive: true });
    writeJson(path, []);
    expect(readJson(path)).toBeNull();
  });
});
