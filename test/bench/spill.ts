import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BenchWorkspace } from './bench-workspace.ts';
import { spend, type Measured } from './measure.ts';

/** The big join under a memory limit: that it ends is the bar. Says how much lay on disk at most. */
export async function measureSpill(folder: string): Promise<Measured> {
  const workspace = await BenchWorkspace.open(folder, { memoryLimit: '1GB' });
  const spill = join(workspace.engine.tempDirectory, 'spill');
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, bytesIn(spill))), 100);
  try {
    const { wall, cpu } = await spend(() => workspace.export(['big']));
    return {
      what: 'join, big, memory limit 1 GB',
      seconds: wall,
      first: wall,
      cpu,
      ratio: null,
      note: `spilled ${(most / 1e9).toFixed(1)} GB`,
    };
  } finally {
    clearInterval(watch);
    await workspace.engine.close();
  }
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
