import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seen } from '../support/seen.ts';
import { openWorkbench } from '../support/workbench.ts';

const definitions = `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: at}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats, ttl: 30d}
`;
const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
const recent = `customer_id,at,spend\n${['c1', 'c2', 'c3'].map((id, i) => `${id},${ago(1)},${i + 0.5}`).join('\n')}\n`;

interface Served {
  stats?: string;
  /** Runs into the store, as of so many days ago, oldest first. */
  runs?: number[];
  /** The file as it is when the page is opened. */
  later?: string;
  views?: string;
}

/** Of what is in the store beside what is in the file: the skew cell's sentence, what it left out, and its colour. */
async function servedVerdict({ stats: text = recent, runs = [0], later = text, views = '' }: Served) {
  const root = await mkdtemp(join(tmpdir(), 'asof-clear-e2e-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'asof.yaml'), definitions + views);
  await writeFile(join(root, 'stats.csv'), text);
  for (const days of runs)
    execFileSync(
      process.execPath,
      ['dist/asof.js', '-C', root, 'materialize', '--views', 'stats_v1', '--end', ago(days)],
      {
        stdio: 'pipe',
      },
    );
  await writeFile(join(root, 'stats.csv'), later);
  const opened = await openWorkbench({ directory: root });
  onTestFinished(() => opened.close());
  await seen(opened.page.locator('#skew'));
  const sentence = opened.page.locator('#skew .parts > p').first();
  await sentence.waitFor();
  const calm = await sentence.evaluate((p) => p.classList.contains('calm'));
  const blue = await opened.page.locator('#skew td.pairs .mark.equal').count();
  const left = opened.page.locator('#skew .left-out');
  const leftOut = (await left.count()) > 0 ? (await left.innerText()).trim() : null;
  return { calm, blue: blue > 0, leftOut, said: (await sentence.textContent())!.trim() };
}

describe('the page gives an all-clear of skew', () => {
  it('where every entity is served as it should be', async () => {
    const said = 'The feature is served as it should be: 3 entities compared.';
    expect(await servedVerdict({})).toEqual({ calm: true, blue: true, leftOut: null, said });
  });

  it.each<[string, Served, { blue?: boolean; leftOut?: string; said: RegExp }]>([
    [
      'the keys never match',
      { later: recent.replaceAll(/^c(?=\d)/gm, 'd') },
      { blue: false, said: /^The feature is served differently\. The worst: spend is missing online for 3 of 6 ent/ },
    ],
    [
      'most are past their TTL on both sides',
      { stats: recent.replaceAll(/^(c[12]),[^,]+/gm, `$1,${ago(90)}`), runs: [80, 0] },
      { said: /^Too little was compared to tell\. spend was compared for only 1 of 3 entities/ },
    ],
    [
      'every value is null',
      { stats: recent.replaceAll(/,[\d.]+$/gm, ',') },
      { blue: false, said: /^There is nothing to compare in 3 entities: every value is null on both sides\.$/ },
    ],
    [
      'a view was left out',
      { views: '  - {name: everywhere, entities: [], source: stats}\n' },
      {
        leftOut: 'Left out: everywhere: it has no entities, which skew cannot compare yet.',
        said: /^The feature is served as it should be/,
      },
    ],
  ])('and not where %s', async (_, served, { said, ...expected }) => {
    const found = await servedVerdict(served);
    expect(found).toMatchObject({ calm: false, ...expected });
    expect(found.said).toMatch(said);
  });
});
