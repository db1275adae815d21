import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNative } from '../../core/node/duckdb-native.ts';
import { sql } from '../../core/sql/sql.ts';
import { findRedis, RedisServer } from '../support/redis.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const secret = 'pa55/w@rd';
const definitions = `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.parquet, timestamp_field: event_timestamp}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats, ttl: 30d} # mine
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}
`;

/** So many that a run takes long enough to be killed in its middle. */
const entities = 300_000;

async function makeWorkspace(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'asof-online-e2e-'));
  await writeFile(join(root, 'asof.yaml'), definitions);
  await writeFile(join(root, 'labels.csv'), 'customer_id,event_timestamp,churned\nc1,2024-05-20,1\nc2,2024-05-21,0\n');
  const engine = await openNative();
  try {
    await engine.exec(sql`COPY (
  SELECT 'c' || i AS customer_id, TIMESTAMP '2024-05-22' AS event_timestamp, i * 0.5::DOUBLE AS spend,
    CASE WHEN i % 2 = 0 THEN i END AS visits, 'basic' AS plan
  FROM range(${entities}) rows(i)) TO ${join(root, 'stats.parquet')} (FORMAT parquet)`);
  } finally {
    await engine.close();
  }
  return root;
}

describe.skipIf(!findRedis())('the online store, from the form to a run that is killed and finished', () => {
  let root: string;
  let redis: RedisServer;
  let opened: ServedWorkbench;
  let page: Page;
  let [store, cell, lookup]: Locator[] = [];

  beforeAll(async () => {
    root = await makeWorkspace();
    redis = await RedisServer.start(['--requirepass', secret]);
    opened = await openWorkbench({ directory: root, height: 1000 });
    page = opened.page;
    store = page.getByRole('navigation', { name: 'Workspace' }).getByRole('region', { name: 'Online store' });
    cell = page.locator('#materialize');
    lookup = page.locator('#lookup');
    await page
      .getByText(/saw the future/)
      .first()
      .waitFor();
  });
  afterAll(async () => {
    await opened?.close();
    await redis?.stop();
    await rm(root, { recursive: true, force: true });
  });

  async function fromPalette(name: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  }

  it('is the embedded one at first, and nothing is written by looking at it', async () => {
    await store!.getByText('embedded').waitFor();
    await page.keyboard.press('4');
    await cell!.getByText('every row is past its TTL').waitFor();
    expect(await readdir(root)).toEqual(['asof.yaml', 'labels.csv', 'stats.parquet']);
  });

  it('is connected through the form, by keyboard: tested before it is saved, its password apart from its address', async () => {
    await fromPalette('online store: connect');
    const form = page.getByRole('dialog', { name: 'Online store' });
    await form.getByText('Redis', { exact: true }).click();
    const address = form.getByLabel('Address');
    await address.fill(`redis://:wrong@127.0.0.1:${redis.port}/0`);
    expect(await address.inputValue()).toBe(`redis://127.0.0.1:${redis.port}/0`);
    expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await address.press('Enter');
    await form.getByText(/does not accept the user or the password/).waitFor();
    await form.getByLabel('Password', { exact: true }).fill(secret);
    await form.getByLabel('Environment').fill('production');
    await form.getByLabel('Environment').press('Enter');
    await form.getByText('It works:').waitFor();
    expect(
      await form
        .getByText(/The keychain cannot be used|in the keychain/)
        .first()
        .isVisible(),
    ).toBe(true);
    await form.getByLabel('Environment').press('Enter');
    await form.waitFor({ state: 'hidden' });
    await store!.getByText('redis, production').waitFor();
    expect(await readFile(join(root, 'asof.yaml'), 'utf8')).toBe(
      `${definitions}online_store:\n  type: redis\n  url: redis://127.0.0.1:${redis.port}/0\n  environment: production\n`,
    );
  });

  it('says what a run would write, and writes nothing before its name is typed', async () => {
    await fromPalette('materialize');
    const then = cell!.getByRole('button', { name: 'Up to then' });
    await then.click();
    await cell!.getByText('300,000 records').waitFor();
    const button = cell!.getByRole('button', { name: 'Materialize', exact: true });
    expect(await button.isDisabled()).toBe(true);
    await cell!.getByLabel(/Type its name/).fill('Produktion');
    expect(await button.isDisabled()).toBe(true);
  });

  it('says that Redis was killed in the middle of a run, that it is gone, and that it is back', async () => {
    await cell!.getByLabel(/Type its name/).fill('production');
    await cell!.getByLabel(/Type its name/).press('Enter');
    await cell!.getByText(/of 300,000 records of\s+stats_v1, [\d.,]+( k)?\/s,\s+about .* left/).waitFor();
    await redis.kill('SIGKILL');
    await cell!.getByText('Waiting for it to come back').waitFor();
    await store!.getByText('no answer').waitFor();
    // By the run, and for a while by the store's state too.
    await cell!
      .getByText(/The connection to redis:.* was lost/i)
      .first()
      .waitFor();
    await cell!.getByText('Every record is either old or new').waitFor();
    expect(await cell!.getByRole('button', { name: 'Run again' }).isDisabled()).toBe(true);
    await redis.start();
    await store!.getByText('no answer').waitFor({ state: 'hidden' });
  });

  it('finishes when it is run again, and reads a sample back', async () => {
    await cell!.getByLabel(/Type its name/).fill('production');
    await cell!.getByRole('button', { name: 'Run again' }).click();
    await cell!.getByText('300,000 records written').waitFor();
    await cell!.getByText('Read back 200 of them: all as written.').waitFor();
    await store!.getByText('~300,000').waitFor();
  });

  it('looks up an entity beside its offline row, with the command that shows its record', async () => {
    await fromPalette('look up');
    await lookup!.getByLabel('customer_id').fill('c7');
    await lookup!.getByLabel('customer_id').press('Enter');
    await lookup!.getByText('expired').first().waitFor();
    await lookup!.locator('label', { hasText: 'the last run' }).click();
    await lookup!.getByText('Online and offline say the same of all 3 features').waitFor();
    const rows = lookup!.getByRole('row');
    expect(await rows.nth(1).innerText()).toMatch(/spend\s+3\.5\s+3\.5\s+same/);
    expect(await rows.nth(2).innerText()).toMatch(/visits\s+null\s+null\s+same/);
    expect(await lookup!.locator('code').innerText()).toContain(`'asof:{shop:customer_id=c7}:stats_v1'`);
  });

  it('removes one record where its name is typed', async () => {
    await lookup!.locator('summary').click();
    await lookup!.getByRole('button', { name: 'Remove from the store' }).click();
    const remove = lookup!.getByRole('button', { name: 'Remove the record' });
    expect(await remove.isDisabled()).toBe(true);
    await lookup!.getByLabel(/Type its name/).fill('production');
    await remove.click();
    await lookup!.getByText('The store has no record of this entity').waitFor();
  });

  it('says that Redis is gone where a run is planned again', async () => {
    await redis.kill('SIGKILL');
    await fromPalette('materialize');
    await cell!.getByRole('button', { name: 'Plan again' }).click();
    await cell!
      .getByText(/does not answer|Cannot reach redis|The connection to redis.* was lost/i)
      .first()
      .waitFor();
    await redis.start();
    await store!.getByText('no answer').waitFor({ state: 'hidden' });
  });

  it('has left the password in no file, and not in the page', async () => {
    for (const name of await readdir(root, { recursive: true, withFileTypes: true }).then((all) =>
      all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)),
    )) {
      const text = await readFile(name, 'latin1');
      for (const form of [secret, encodeURIComponent(secret)])
        expect([name, text.includes(form)]).toEqual([name, false]);
    }
    const html = await page.content();
    expect(html.includes(secret) || html.includes(encodeURIComponent(secret))).toBe(false);
    expect(opened.complaints).toEqual([]);
  });
});
