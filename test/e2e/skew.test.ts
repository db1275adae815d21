import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFinds } from '../support/axe.ts';
import { findRedis, RedisServer } from '../support/redis.ts';
import { seen } from '../support/seen.ts';
import { bareLesson } from '../support/bare-lesson.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const lesson = bareLesson('where-did-it-go-wrong');

const cell = (page: Page) => page.getByRole('region', { name: 'skew' });
const row = (page: Page, feature: string) => cell(page).getByRole('row').filter({ hasText: feature });

/** Six planted causes, read off the screen; by keyboard. */
describe('a served log', () => {
  let opened: ServedWorkbench;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-skew-'));
    await cp(lesson, folder, { recursive: true });
    opened = await openWorkbench({ directory: folder });
    await cell(opened.page).getByText('features are served differently.').waitFor();
  });
  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('comes first and says the verdict and the main cause; no leak is looked for', async () => {
    const text = await cell(opened.page).innerText();
    expect(text).toMatch(
      /All six features are served differently\. The main cause: last_login is 5 hours earlier for all 1,200 rows\./,
    );
    expect(await opened.page.locator('#leakage, #training-set').count()).toBe(0);
    const places = await opened.page.evaluate(() =>
      ['skew', 'data'].map((id) => document.getElementById(id)!.offsetTop),
    );
    expect(places[0]).toBeLessThan(places[1]!);
  });

  it.each([
    ['last_login', /0\.0 %.*5 hours earlier\s*1,200 rows/s],
    ['mean_basket', /rounded to 2 places\s*693 rows/s],
    ['last_order', /100 times as much\s*513 rows/s],
    ['returns_90d', /null filled with 0\s*368 rows/s],
    ['points', /stale by one version.*308\s+rows/s],
    ['tickets_90d', /nothing differs but missing records/],
  ])('tells what %s looks like', async (feature, looks) => {
    expect(await row(opened.page, feature).innerText()).toMatch(looks);
  });

  it('walks through the features by keyboard, and draws the one that is chosen', async () => {
    const { page } = opened;
    await cell(page).getByRole('button', { name: 'last_login', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await cell(page).getByRole('button', { name: 'last_order', pressed: true }).waitFor();
    const picture = cell(page).getByRole('region', { name: 'Offline against online' });
    await picture.getByText('last_order', { exact: true }).waitFor();
    await picture.locator('.main-svg').first().waitFor();
    await cell(page).getByRole('region', { name: 'The difference' }).getByText('online is more').waitFor();
    await page.keyboard.press('End');
    await cell(page).getByRole('button', { name: 'tickets_90d', pressed: true }).waitFor();
    await page.keyboard.press('Home');
    await cell(page).getByText('1,200 pairs: -5 h').waitFor();
  });

  it('pages through the pairs and shows one beside the other, with the log’s row', async () => {
    const { page } = opened;
    await cell(page).getByRole('button', { name: 'returns_90d', exact: true }).click();
    const grid = cell(page).getByRole('grid', { name: 'Pairs of returns_90d' });
    const chip = cell(page).getByRole('button', { name: /^mismatch/ });
    const mismatches = Number((await chip.innerText()).replace(/\D/g, ''));
    await chip.click();
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(mismatches + 1));
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const one = cell(page).getByRole('region', { name: 'One entity' });
    const named = (await grid.getByRole('row', { selected: true }).innerText()).split('\n')[0]!;
    await one.getByText(`${named}, customer_stats_v1`).waitFor();
    expect(await one.innerText()).toMatch(
      /Offline, what training would see[\s\S]*returns_90d\s*null[\s\S]*Served[\s\S]*returns_90d\s*0/,
    );
    await one.getByText('The log’s row').click();
    await one.getByText('customer_stats_v1__returns_90d').waitFor();
  });

  it('takes rounded baskets for close with a wider tolerance', async () => {
    const { page } = opened;
    await cell(page)
      .getByRole('button', { name: /how much is compared/ })
      .click();
    await page.getByRole('textbox', { name: 'Tolerance' }).fill('0.01');
    await page.getByRole('button', { name: 'Compare so' }).click();
    await cell(page).getByText('tolerance 1e-2').waitFor();
    expect(await row(page, 'mean_basket').innerText()).toMatch(/100\.0 %/);
  });

  it('says that nothing was materialized, where the online store is asked', async () => {
    const { page } = opened;
    await cell(page).getByText('online store', { exact: true }).click();
    await cell(page).getByText('The online store has no record of these features yet').waitFor();
    await cell(page).getByRole('button', { name: 'Materialize…' }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('materialize');
    await cell(page).getByText('served log', { exact: true }).click();
    await cell(page).getByText('The main cause').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has no vermilion, nothing that axe finds wrong, no complaint: %s',
    async (theme) => {
      const { page } = opened;
      if (theme === 'dark') {
        await page.emulateMedia({ colorScheme: theme });
        await page.reload();
        await page.locator(`html[data-theme=${theme}]`).waitFor();
        await cell(page).getByRole('region', { name: 'Offline against online' }).locator('.main-svg').first().waitFor();
      }
      const leak = await page.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue('--leak').trim(),
      );
      expect(await cell(page).evaluate((element, color) => element.innerHTML.includes(color), leak)).toBe(false);
      expect(await axeFinds(page, '#skew')).toEqual([]);
      expect(opened.complaints).toEqual([]);
    },
  );
});

const definitions = (url: string) => `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: stats.csv, timestamp_field: event_timestamp}
feature_views:
  - name: stats
    entities: [customer]
    source: stats
    online: true
    features:
      - {name: spend, dtype: Float64}
      - {name: visits, dtype: Int64}
online_store: {type: redis, url: '${url}'}
`;
const statsOf = (spend: (i: number) => number, more = '') =>
  `customer_id,event_timestamp,spend,visits\n${Array.from({ length: 300 }, (_, i) => `c${i},2024-06-01 06:00:00,${spend(i)},${i}`).join('\n')}\n${more}`;

/** Written to a real Redis; then the file is corrected, and ten customers come again. */
describe.skipIf(!findRedis())('the online store', () => {
  let redis: RedisServer;
  let folder: string;
  let opened: ServedWorkbench;
  const materialize = (end: string) =>
    execFileSync(process.execPath, ['dist/asof.js', '-C', folder, 'materialize', '--end', end], { stdio: 'pipe' });

  beforeAll(async () => {
    redis = await RedisServer.start();
    folder = await mkdtemp(join(tmpdir(), 'asof-skew-'));
    await writeFile(join(folder, 'asof.yaml'), definitions(redis.url));
    await writeFile(
      join(folder, 'stats.csv'),
      statsOf((i) => i + 0.5),
    );
    materialize('2024-06-01T12:00:00Z');
    opened = await openWorkbench({ directory: folder });
  });
  afterAll(async () => {
    await opened?.close();
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask() {
    await cell(opened.page)
      .getByRole('button', { name: /the moment that offline is taken at/ })
      .click();
    await opened.page.getByLabel('Another moment, in UTC').fill('2024-06-02');
    await opened.page.getByRole('button', { name: 'Compare then' }).click();
    await cell(opened.page).getByText('as of 2 Jun 2024 00:00 UTC').waitFor();
  }

  it('is what training would see, where nothing went wrong: said plainly, in blue', async () => {
    await seen(opened.page.locator('#skew'));
    const said = cell(opened.page).getByText('Both features are served as they should be: 300 entities compared.');
    await said.waitFor();
    const past = await opened.page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--past').trim());
    expect(await said.evaluate((element) => getComputedStyle(element).color)).toBe(rgb(past));
  });

  it('differs once the file is corrected: a mismatch by a factor, and stale rows', async () => {
    const more = Array.from({ length: 10 }, (_, i) => `c${i},2024-06-01 18:00:00,7,${i + 1000}`).join('\n');
    await writeFile(
      join(folder, 'stats.csv'),
      statsOf((i) => (i + 0.5) * 100, `${more}\n`),
    );
    await ask();
    await cell(opened.page)
      .getByText(/features are served differently/)
      .waitFor();
    expect(await row(opened.page, 'visits').innerText()).toMatch(/96\.7 %[\s\S]*10 stale/);
    await cell(opened.page).getByRole('button', { name: 'visits', exact: true }).click();
    await cell(opened.page)
      .getByRole('button', { name: /^stale\s*10/ })
      .waitFor();
  });

  it('gives the redis-cli command that shows the record, and what it prints', async () => {
    const one = cell(opened.page).getByRole('region', { name: 'One entity' });
    await one.getByText(/12 h older/).waitFor();
    const command = await one.locator('.command code').innerText();
    expect(command).toMatch(/^redis-cli -p \d+ GET 'asof:\{shop:customer_id=c\d\}:stats'$/);
    const printed = execFileSync('sh', ['-c', command.replace('redis-cli', 'redis-cli --no-raw')], {
      encoding: 'utf8',
    });
    await one.getByText('The raw record').click();
    expect((await one.locator('pre').innerText()).trim()).toBe(printed.trim());
    await one.getByRole('button', { name: 'Copy the command' }).waitFor();
  });

  it('says in the cell that the store is gone, and compares again when it is back', async () => {
    await redis.kill();
    await ask();
    await cell(opened.page).getByRole('alert').waitFor();
    expect(await cell(opened.page).getByRole('alert').innerText()).toContain('127.0.0.1');
    await redis.start();
    materialize('2024-06-01T12:00:00Z');
    await cell(opened.page).getByRole('alert').waitFor({ state: 'detached' });
    await cell(opened.page)
      .getByText(/^fresh/)
      .waitFor();
    expect(await row(opened.page, 'spend').innerText()).toMatch(/96\.7 %[\s\S]*10 stale/);
  });

  it('has nothing in it that axe finds wrong', async () => {
    expect(await axeFinds(opened.page, '#skew')).toEqual([]);
  });
});

/** `#1d5fa7` as a computed style says it. */
function rgb(hex: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r}, ${g}, ${b})`;
}
