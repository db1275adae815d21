import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../core/node/online/embedded.ts';
import { finishedRun, permit } from '../support/put-records.ts';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const limit = 'freshness: {max_staleness: 24h, alert_threshold: 20h}';
const views = ['customer_stats_v1', 'support_v1', 'purchases_v1', 'free_v1'];
const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at}]
feature_views:
${views
  .map((name) => `  - {name: ${name}, entities: [customer], source: stats${name === 'free_v1' ? '' : `, ${limit}`}}`)
  .join('\n')}
`,
  'stats.csv': 'id,at,spend\nc1,2024-05-01,10\nc2,2024-05-02,20\n',
  'ages.md': '---\nasof: 1\n---\n\n```asof freshness\nas: ages\n```\n\n```asof check\nthat: ages.overdue == 1\n```\n',
};
const hour = 3_600_000_000n;
const hoursAgo = [7n, 29n, 21n, 400n];

describe('the freshness cell', () => {
  let folder: string;
  let shop: ServedWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-freshness-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const now = BigInt(Date.now()) * 1000n;
    const store = openEmbedded(folder);
    for (const [i, view] of views.entries()) {
      const schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features: [{ name: 'spend', type: 'BIGINT' }] };
      const writer = await store.begin({ project: 'shop', view, schema, written: now }, permit);
      const at = now - hoursAgo[i]! * hour;
      await writer.put(
        [0n, 1n, 30n].map((more) => ({ entity: `id=c${more}`, t: at - more * hour, c: null, values: [more] })),
      );
      await writer.finish(finishedRun(at));
    }
    await store.close();
    shop = await openWorkbench({ directory: folder });
  });

  afterAll(async () => {
    await shop?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cell = () => shop.page.locator('section.cell', { has: shop.page.locator('h2', { hasText: 'freshness' }) });

  it('says the worst first, each with its age on the way to its limit', async () => {
    await cell()
      .locator('p', { hasText: /^support_v1 breached its limit 5 hours ago: its last run ended on/ })
      .waitFor();
    const lines = await cell().getByRole('list', { name: 'Views' }).getByRole('listitem').allInnerTexts();
    const said = lines.map((line) => line.replace(/\s+/g, ' '));
    expect(said).toEqual([
      expect.stringMatching(/^support_v1 breached 1 d 5 h old, limit 1 d events: median 1 d 6 h, p95 2 d 11 h/),
      expect.stringMatching(/^purchases_v1 approaching 21 h old, limit 1 d: \d+ \w+ \d\d:\d\d/),
      expect.stringMatching(/^customer_stats_v1 fresh 7 h old, limit 1 d: /),
      expect.stringMatching(/^free_v1 – no limit declared 17 d old/),
    ]);
  });

  it('marks each view with a limit in the sidebar, in words', async () => {
    const listed = shop.page.getByRole('region', { name: 'Feature views' }).getByRole('listitem');
    await expect
      .poll(async () => (await listed.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')))
      .toEqual(['customer_stats_v1 fresh', 'support_v1 breached', 'purchases_v1 3h left', 'free_v1 2']);
  });

  it('can be claimed of', async () => {
    await shop.page.getByText('overdue = 1', { exact: true }).waitFor();
  });

  it('has nothing that a screen reader would miss', async () => {
    expect(await axeFindsInBothThemes(shop.page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
