import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lessons } from '../../sample-data/lessons.ts';
import { asof, folderOf } from './run-asof.ts';

const sampleData = new URL('../../sample-data', import.meta.url).pathname;

/** What has to have run before: what the lesson has its reader do by a button. */
const before: Record<string, string[]> = {
  'same-number-twice': ['materialize', '--end', '2024-05-27T07:00:00Z'],
  'card-payments': ['materialize', '--views', 'spending_v1', '--end', '2024-06-01T00:00:00Z'],
  'fine-in-march': ['materialize', '--views', 'offers_v1', '--end', '2024-03-29T05:00:00Z'],
};

describe('the notebook of a lesson', () => {
  it.each(lessons.map(({ id }) => id))('runs without a window, and all that it checks holds: %s', async (id) => {
    const folder = folderOf();
    const copy = join(folder, id);
    cpSync(join(sampleData, id), copy, { recursive: true });
    const [command, ...options] = before[id] ?? [];
    if (command !== undefined) expect((await asof(folder, command, '-C', id, ...options)).status).toBe(0);
    const written = readFileSync(join(copy, 'lesson.md'), 'utf8');
    const { status, out, err } = await asof(folder, 'run', `${id}/lesson.md`, '--json');
    expect([status, err]).toEqual([0, expect.not.stringContaining('asof:')]);
    const { cells, checks } = JSON.parse(out) as {
      cells: { kind: string; state: string }[];
      checks: { passed: number; failed: number };
    };
    expect(checks.failed).toBe(0);
    expect(checks.passed).toBeGreaterThan(1);
    for (const { kind, state } of cells)
      expect([kind, state]).toEqual([kind, kind === 'ask' || kind === 'materialize' ? 'never run' : 'fresh']);
    expect(readFileSync(join(copy, 'lesson.md'), 'utf8')).toBe(written);
  });
});
