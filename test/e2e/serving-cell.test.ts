import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../core/node/online/embedded.ts';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { putRecords } from '../support/put-records.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const files = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at}]
feature_views:
  - {name: stats_v1, entities: [customer], source: stats, ttl: 30d}
feature_services:
  - {name: churn_model_v1, features: ["stats_v1:*"]}
  - {name: spend_model_v1, features: ["stats_v1:spend"]}
`,
  'stats.csv': 'id,at,spend,tier\nc1,2024-05-01,10,a\n',
  'served.md':
    '---\nasof: 1\n---\n\n```asof serving\nas: served\n```\n\n```asof check\nthat: served.statuses.expired <= 2\n```\n',
};
const day = 86_400_000_000n;

describe('the serving cell', () => {
  let folder: string;
  let shop: ServedWorkbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-serving-cell-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const now = BigInt(Date.now()) * 1000n;
    const features = [
      { name: 'spend', type: 'BIGINT' },
      { name: 'tier', type: 'VARCHAR' },
    ];
    const schema = { keys: [{ name: 'id', type: 'VARCHAR' }], features };
    const store = openEmbedded(folder);
    await putRecords(
      store,
      { project: 'shop', view: 'stats_v1', schema, written: now },
      ['c1', 'c2', 'c3'].map((id, i) => ({
        entity: `id=${id}`,
        t: now - (i === 2 ? 60n : 1n) * day,
        c: null,
        values: [BigInt(i * 10), i === 0 ? null : 'gold'],
      })),
    );
    await store.close();
    shop = await openWorkbench({ directory: folder });
  });

  afterAll(async () => {
    await shop?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cell = () => shop.page.locator('section.cell', { has: shop.page.locator('h2', { hasText: 'serving' }) });
  const answer = () => cell().getByRole('region', { name: 'The answer' });

  it('says how long the answers take, and what was not there', async () => {
    await cell()
      .locator('p', {
        hasText: /^Half of 200 requests for 3 entities took at most \S+ ms, 99 % .* Of 6 values, 1 null, 2 expired\.$/,
      })
      .waitFor();
    await cell()
      .getByRole('img', { name: /^Half of 200 requests took at most .*, the slowest / })
      .waitFor();
  });

  it('shows the answer, as a table and as it is sent', async () => {
    const rows = await answer().locator('tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s+/).join(' '))).toEqual([
      'feature c1 c2 c3',
      'stats_v1__spend 0 10 expired',
      'stats_v1__tier null gold expired',
    ]);
    await answer().getByText('JSON', { exact: true }).click();
    const sent = JSON.parse(await answer().locator('pre').innerText()) as { features: Record<string, object> };
    expect(sent.features.stats_v1__tier).toMatchObject({ statuses: ['null', 'present', 'expired'] });
  });

  it('writes the request in each language, and of another service', async () => {
    const request = () => cell().getByRole('region', { name: 'The request' });
    const texts: string[] = [];
    for (const language of ['curl', 'Python', 'TypeScript']) {
      await request().getByText(language, { exact: true }).click();
      texts.push(await request().locator('pre').innerText());
    }
    const of = (service: string) => expect.stringContaining(service) as string;
    expect(texts).toEqual([of('curl -s http://127.0.0.1:6566/features'), of('import json'), of('await fetch(')]);
    for (const text of texts) expect(text).toContain('churn_model_v1');
    await cell().getByLabel('Service').selectOption('spend_model_v1');
    await request().getByText('"service": "spend_model_v1"').waitFor();
    await answer().getByText('stats_v1__tier').waitFor({ state: 'detached' });
  });

  it('can be claimed of, and has nothing that a screen reader would miss', async () => {
    await shop.page.getByText('statuses.expired = 1', { exact: true }).waitFor();
    expect(await axeFindsInBothThemes(shop.page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
