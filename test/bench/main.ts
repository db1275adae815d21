import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { BenchWorkspace } from './bench-workspace.ts';
import { makeData, sizes, type Sizes } from './data.ts';
import { measureJoins } from './joins.ts';
import { spend } from './measure.ts';
import { measureSpill } from './spill.ts';
import { asTable } from './table.ts';

// npm run bench [-- SCALE [RUNS]]: SCALE 1 is issue size, 0.01 a quick look; RUNS 5 by default.
const scale = Number(process.argv[2] ?? 1);
const runs = Number(process.argv[3] ?? 5);
const say = (line: string) => process.stdout.write(`${line}\n`);
const scaled = Object.fromEntries(
  Object.entries(sizes).map(([name, rows]) => [name, Math.ceil(rows * scale)]),
) as unknown as Sizes;

const folder = mkdtempSync(join(tmpdir(), 'asof-bench-'));
try {
  const { info, taken } = await BenchWorkspace.use(folder, async ({ engine }) => ({
    info: engine.info,
    taken: (await spend(() => makeData(engine, folder, scaled))).wall,
  }));
  const { labels, features, wide, big, keys } = scaled;
  const thousands = (rows: number) => rows.toLocaleString('en');
  say(
    `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${info.name} ${info.version} on ${info.threads} threads, Node ${process.version}`,
  );
  say(
    `${thousands(labels)} labels, ${thousands(features)} feature rows (wide: ${thousands(wide)}, big: ${thousands(big)}), ${thousands(keys)} keys; made in ${taken.toFixed(0)} s`,
  );
  say(`Parquet to Parquet, median of ${runs}; what is compared was run in turn, on one engine\n`);
  say(asTable([...(await measureJoins(folder, runs)), await measureSpill(folder)]));
} finally {
  rmSync(folder, { recursive: true });
}
