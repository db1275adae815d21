import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWorkbench } from '../support/workbench.ts';

const definitions = `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: at}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats}
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: at}
`;
const labels = 'customer_id,at\nc1,2024-05-20\nc2,2024-05-21\nc3,2024-05-21\n';
const stats = 'customer_id,at,spend\nc1,2024-05-01,10.5\nc2,2024-05-02,20.5\nc3,2024-05-03,30.5\n';

/** Of a workspace that is open in the page: the leakage cell's sentence, and whether it is in the colour of an all-clear. */
async function verdict(files: { labels?: string; stats?: string }) {
  const root = await mkdtemp(join(tmpdir(), 'asof-clear-e2e-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'asof.yaml'), definitions);
  const all = { labels, stats, ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(root, `${name}.csv`), text);
  const opened = await openWorkbench({ directory: root });
  onTestFinished(() => opened.close());
  const sentence = opened.page
    .locator('#leakage p')
    .filter({ hasText: /saw the future|Nothing matched|nothing that could leak/ })
    .first();
  await sentence.waitFor();
  const calm = await sentence.evaluate((p) => p.classList.contains('calm'));
  return { calm, said: (await sentence.textContent())!.trim() };
}

describe('the page gives an all-clear', () => {
  it('where nothing leaks', async () => {
    expect(await verdict({})).toEqual({
      calm: true,
      said: 'Joining on the latest row does not leak here: none of 3 rows saw the future.',
    });
  });

  it.each<[string, { labels?: string; stats?: string }, RegExp]>([
    ['a row is of the future', { stats: `${stats}c1,2024-06-01,9\n` }, /leaks: 1 of 3 rows/],
    ['few keys match', { stats: stats.replaceAll(/^c[23]/gm, 'x') }, /Only 1 of 3 rows has an entity in stats_v1/],
    ['there are no labels', { labels: 'customer_id,at\n' }, /no label rows/],
    ['no feature has a value', { stats: stats.replaceAll(/,[\d.]+$/gm, ',') }, /No feature has a value in any row/],
  ])('of leakage, and not where %s', async (_, files, said) => {
    const found = await verdict(files);
    expect(found.calm).toBe(false);
    expect(found.said).toMatch(said);
  });
});
