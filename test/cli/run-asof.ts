import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const built = join(dirname(dirname(import.meta.dirname)), 'dist', 'asof.js');

export interface Finished {
  status: number | null;
  out: string;
  err: string;
}

/** Starts the built command in a folder, as a shell would. */
export function start(cwd: string, ...args: string[]): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [built, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const finished = new Promise<Finished>((resolve) => {
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, finished };
}

export function asof(cwd: string, ...args: string[]): Promise<Finished> {
  return start(cwd, ...args).finished;
}

/** A new folder with these files in it, gone after the test. */
export function folderOf(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'asof-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
