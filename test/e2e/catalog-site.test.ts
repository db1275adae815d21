import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogSearch } from '../../core/catalog/search.ts';
import { writeCatalogSite } from '../../core/node/catalog-site.ts';
import { axeFinds } from '../support/axe.ts';
import { sharedChromium } from '../support/chromium.ts';
import { oddFacts } from '../support/odd-catalog.ts';
import { listen } from '../support/workbench.ts';

describe('a site of the catalog, opened from a disk', () => {
  const facts = oddFacts();
  const search = new CatalogSearch(facts.report.entries);
  let folder: string;
  let page: Page;
  let heard: ReturnType<typeof listen>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-site-'));
    await writeCatalogSite(join(folder, 'site'), facts, {});
    page = await (await sharedChromium()).newPage({ viewport: { width: 1024, height: 800 } });
    heard = listen(page);
    await page.goto(pathToFileURL(join(folder, 'site', 'index.html')).href);
  });

  afterAll(async () => {
    await page?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const shown = () => page.locator('#entries tbody a').allInnerTexts();
  const field = () => page.getByRole('searchbox', { name: 'Search the catalog' });

  it('finds what the workbench finds, as it is typed', async () => {
    const all = facts.report.entries.length;
    await page.getByText(`${all} of ${all}`).waitFor();
    const queries = [
      'x/y',
      'größe',
      'odd growth',
      'kind:feature is:unused',
      'is:misnamed',
      'owner:growth_"ml"',
      'tag:team=growth a',
    ].concat('is:odd', '<script>', 'kind:source is:unused', "it's", 'a&amp;b', 'nothing of the kind');
    for (const query of queries) {
      await field().fill(query);
      const found = search.find(query).map(({ name }) => name.trim().replaceAll(/\s+/g, ' '));
      expect((await shown()).sort(), query).toEqual(found.sort());
    }
    await field().fill('a');
    expect((await shown())[0]).toBe('growth_odd_v1:A');
  });

  it('leads from what nobody uses to a page, on along its lineage, and back to what its owner has', async () => {
    await page.getByRole('link', { name: '2 views not named by the rule' }).click();
    await expect.poll(shown).toEqual(['über/v1', 'counts_v1']);
    expect(await field().inputValue()).toBe('is:misnamed');
    await field().fill('odd x/y');
    await page.locator('#entries').getByRole('link', { name: 'growth_odd_v1:x/y' }).click();
    await page.getByRole('heading', { name: 'growth_odd_v1:x/y', level: 1 }).waitFor();
    await page.getByRole('group', { name: 'Lineage' }).getByRole('link', { name: 'model/1' }).click();
    await page.getByRole('heading', { name: 'model/1', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'growth_odd_v1:Größe' }).first().click();
    await page.getByRole('link', { name: 'growth "ml"' }).click();
    await expect.poll(() => field().inputValue()).toBe('owner:growth_"ml"');
  });

  it('asks for nothing but its own files, complains of nothing, and lacks nothing for a screen reader', async () => {
    expect(heard.complaints).toEqual([]);
    for (const url of heard.requests) expect(url).toMatch(/^file:/);
    for (const name of [null, 'growth_odd_v1:x/y']) {
      if (name !== null) await page.locator('#entries').getByRole('link', { name }).click();
      await page.locator('h1', { hasText: name ?? 'features in' }).waitFor();
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeFinds(page)).toEqual([]);
      }
    }
  });
});
