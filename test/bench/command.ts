import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Spent } from './measure.ts';

/** A run of the program as a whole process: seconds, the most bytes of memory that it held, and what it printed. */
export interface CommandRun extends Spent {
  memory: number;
  out: string;
}

/** Runs `asof` as it is built. Throws where it fails. */
export async function runCommand(words: readonly string[]): Promise<CommandRun> {
  const start = performance.now();
  const child = spawn(process.execPath, ['dist/asof.js', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let [memory, cpu] = [0, 0];
  const watch = setInterval(() => {
    try {
      memory = Math.max(
        memory,
        1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0),
      );
      const [, , ...stat] = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/\(.*\)/, 'name')
        .split(' ');
      // utime and stime, in hundredths.
      cpu = (Number(stat[11]) + Number(stat[12])) / 100;
    } catch {
      // It has ended.
    }
  }, 50);
  const [out, [status]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
  clearInterval(watch);
  if (status !== 0) throw new Error(`asof ${words.join(' ')} ended with ${status}`);
  return { wall: (performance.now() - start) / 1000, cpu, memory, out };
}
