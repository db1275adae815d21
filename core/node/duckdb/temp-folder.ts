import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder for one process, closed to other users. Those of processes that were killed are
 * removed first: they may hold all that had been spilled.
 */
export function makeTempFolder(): string {
  const parent = tmpdir();
  for (const name of readdirSync(parent)) {
    const owner = /^asof-engine-(\d+)-/.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) tryToRemove(join(parent, name));
  }
  return mkdtempSync(join(parent, `asof-engine-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function tryToRemove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's, who will sweep it.
  }
}
