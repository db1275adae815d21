import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { closeSharedChromium } from '../support/chromium.ts';
import { BenchWorkspace } from './bench-workspace.ts';
import { measureCatalog } from './catalog.ts';
import { makeData, sizes, type Sizes } from './data.ts';
import { measureDriftBar } from './drift.ts';
import { measureDuplicates } from './duplicates.ts';
import { measureFreshness } from './freshness.ts';
import { measureJoins } from './joins.ts';
import { measureGrid } from './grid.ts';
import { makeGridData } from './grid-data.ts';
import { spend } from './measure.ts';
import { measureNotebook } from './notebook.ts';
import { measureOnline } from './online.ts';
import { measureOneShot } from './one-shot.ts';
import { makePageData } from './page-data.ts';
import { measurePage } from './page.ts';
import { measureServing } from './serving.ts';
import { measureSkew } from './skew.ts';
import { measureSpill } from './spill.ts';
import { measureWindows } from './windows.ts';
import { asPageTable, asTable } from './table.ts';

// npm run bench [-- SCALE [RUNS [PART]]]: SCALE 1 is issue size, 0.01 a quick look; RUNS 5 by default; PART joins, one-shot, page, grid, notebook, online, serving, skew, catalog, duplicates, drift, freshness or windows, else all.
const scale = Number(process.argv[2] ?? 1);
const runs = Number(process.argv[3] ?? 5);
const part = process.argv[4];
const wants = (name: string) => part === undefined || part === name;
const [withJoins, withOneShot, withPage] = [wants('joins'), wants('one-shot'), wants('page')];
const say = (line: string) => process.stdout.write(`${line}\n`);
const scaled = Object.fromEntries(
  Object.entries(sizes).map(([name, rows]) => [name, Math.ceil(rows * scale)]),
) as unknown as Sizes;
// What only the joins read.
if (!withJoins) Object.assign(scaled, { wide: 1, big: 1, many: 1 });
if (!withJoins && !withOneShot && !withPage) Object.assign(scaled, { labels: 1, features: 1, keys: 1 });

const folder = mkdtempSync(join(tmpdir(), 'asof-bench-'));
try {
  const { info, taken } = await BenchWorkspace.use(folder, async ({ engine }) => ({
    info: engine.info,
    taken: (await spend(() => makeData(engine, folder, scaled))).wall,
  }));
  const { labels, features, wide, big, many, keys } = scaled;
  const thousands = (rows: number) => rows.toLocaleString('en');
  say(
    `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${info.name} ${info.version} on ${info.threads} threads, Node ${process.version}`,
  );
  say(
    `${thousands(labels)} labels, ${thousands(features)} feature rows (wide: ${thousands(wide)}, big: ${thousands(big)}, many: ${thousands(many)}), ${thousands(keys)} keys; made in ${taken.toFixed(0)} s`,
  );
  if (withJoins) {
    say(`Parquet to Parquet, median of ${runs}; what is compared was run in turn, on one engine\n`);
    say(asTable([...(await measureJoins(folder, runs)), await measureSpill(folder)]));
  }
  if (withOneShot) {
    say(`\nParquet to Parquet as a whole process, median of ${runs}, in turn; ratios are of processor time\n`);
    say(asTable(await measureOneShot(folder, runs)));
  }
  if (withPage) {
    const made = await BenchWorkspace.use(folder, ({ engine }) => makePageData(engine, folder));
    say(`\nIn the page: Chromium, headless and without a GPU; frames are from one to the next\n`);
    say(asPageTable(await measurePage(made, runs)));
  }
  if (wants('grid')) {
    const rows = Math.ceil(1_000_000 * scale);
    const made = await BenchWorkspace.use(folder, ({ engine }) => makeGridData(engine, folder, rows));
    say(`\nGrids in the page, two training sets\n`);
    say(asPageTable(await measureGrid(made)));
  }
  if (wants('notebook')) {
    say(`\nNotebooks in the page\n`);
    say(asPageTable(await measureNotebook(join(folder, 'notebook'), runs)));
  }
  if (wants('online')) say(`\n${await measureOnline(join(folder, 'online'), Math.ceil(1_000_000 * scale), runs)}`);
  if (wants('serving')) await measureServing(join(folder, 'serving'), Math.ceil(60 * scale), say);
  if (wants('catalog')) say(`\n${measureCatalog(Math.ceil(10_000 * scale), runs)}`);
  if (wants('skew')) say(`\n${asTable(await measureSkew(join(folder, 'skew'), Math.ceil(1_000_000 * scale), runs))}`);
  if (wants('duplicates'))
    say(`\n${asTable([await measureDuplicates(join(folder, 'duplicates'), Math.ceil(100_000 * scale), runs)])}`);
  if (wants('windows')) say(`\n${asTable(await measureWindows(join(folder, 'windows'), scale, runs))}`);
  if (wants('drift'))
    say(`\n${asTable(await measureDriftBar(join(folder, 'drift'), Math.ceil(2_000_000 * scale), runs))}`);
  if (wants('freshness'))
    say(`\n${asTable(await measureFreshness(join(folder, 'freshness'), Math.ceil(200_000 * scale), runs))}`);
} finally {
  await closeSharedChromium();
  rmSync(folder, { recursive: true });
}
