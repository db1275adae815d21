import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openingOf } from '../../electron/start-with.ts';

const folder = mkdtempSync(join(tmpdir(), 'asof-test-'));
mkdirSync(join(folder, 'work'));
for (const name of ['work/asof.yaml', 'a.csv', 'b.parquet']) writeFileSync(join(folder, name), '');
afterAll(() => rmSync(folder, { recursive: true }));

describe('openingOf', () => {
  it.each([
    ['a folder', ['work'], { name: 'open', ref: { kind: 'folder', path: join(folder, 'work') } }],
    ['its asof.yaml', ['work/asof.yaml'], { name: 'open', ref: { kind: 'folder', path: join(folder, 'work') } }],
    [
      'data files',
      ['a.csv', 'b.parquet'],
      { name: 'files', paths: [join(folder, 'a.csv'), join(folder, 'b.parquet')] },
    ],
    ['a path among switches', ['--no-sandbox', 'a.csv'], { name: 'files', paths: [join(folder, 'a.csv')] }],
    ['nothing', [], null],
    ['what is not there', ['missing.csv'], null],
  ])('opens %s', (_, args, command) => {
    expect(openingOf(args, folder)).toEqual(command);
  });
});
