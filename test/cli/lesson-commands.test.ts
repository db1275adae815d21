import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lessonText } from '../../core/workbench/lesson-text.ts';
import { lessons } from '../../sample-data/lessons.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const program = ['node', join(root, 'dist', 'asof.js')];

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'asof lesson '))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a shell makes of a command: its exit status, and what it said. */
async function shell(command: string): Promise<{ status: number; said: string }> {
  try {
    const { stdout, stderr } = await run('sh', ['-c', command], { cwd: folder });
    return { status: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, said: stdout + stderr };
  }
}

describe('the commands that a lesson prints', () => {
  it.each(lessons.map(({ id }) => id))('run as they are printed: %s', async (id) => {
    const copy = join(folder, id);
    cpSync(join(root, 'sample-data', id), copy, { recursive: true });
    const printed = lessonText(readFileSync(join(copy, 'README.md'), 'utf8'), id, copy, program);
    const commands = [...printed.matchAll(/`(node [^`]+)`/g)].map(([, command]) => command!);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const { status, said } = await shell(command);
      // A gate that holds ends with 1: that is what it is printed for.
      expect([command, status, said]).toEqual([command, command.includes('--fail-on') ? 1 : 0, said]);
    }
  });

  it.each(lessons.map(({ id }) => id))('are all of the kind that is made to run anywhere: %s', (id) => {
    const readme = readFileSync(join(root, 'sample-data', id, 'README.md'), 'utf8');
    const codes = [...readme.matchAll(/`([^`]*\basof (?:join|leakage|lookup|materialize|skew|check|run)\b[^`]*)`/g)];
    expect(codes.map(([, code]) => code)).toEqual([]);
    for (const [, command] of readme.matchAll(/`(node [^`]+)`/g))
      expect(command).toMatch(new RegExp(` (?:-C )?sample-data/${id}(?:/[\\w./-]+)?(?: |$)`));
  });
});
