import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const names = Array.from({ length: 300 }, (_, i) => `f${String(i).padStart(3, '0')}`);

/** Three hundred features of one view, and a lesson that is begun again. */
describe('what is asked', () => {
  let root: string;
  let opened: ServedWorkbench;
  let page: Page;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'asof-features-'));
    const rows = [1, 2, 3].map((d) => `a,2024-05-0${d},${names.map((_, i) => i + d).join()}`);
    await writeFile(join(root, 'stats.csv'), [`k,event_timestamp,${names.join()}`, ...rows].join('\n'));
    await writeFile(join(root, 'labels.csv'), 'k,event_timestamp\na,2024-05-02\n');
    await writeFile(
      join(root, 'asof.yaml'),
      `project: wide
entities: [{name: k, join_keys: [k]}]
sources: [{name: stats, path: stats.csv, timestamp_field: event_timestamp}]
feature_views: [{name: stats_v1, entities: [k], source: stats}]
labels: [{name: labels, path: labels.csv, entities: [k], timestamp_field: event_timestamp}]
`,
    );
    opened = await openWorkbench({ directory: root });
    page = opened.page;
    await page.getByText(/1 of 1 row \(100 %\) saw the future/).waitFor();
  });
  afterAll(async () => {
    await opened?.close();
    await rm(root, { recursive: true, force: true });
  });

  it('is chosen from hundreds of features by searching, all or none', async () => {
    const menu = page.getByRole('button', { name: /^What is asked/ });
    await menu.focus();
    await page.keyboard.press('Enter');
    const search = page.getByRole('textbox', { name: 'Search features' });
    await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
    const panel = page.locator(':popover-open');
    await panel.getByRole('button', { name: 'none', exact: true }).click();
    await panel.getByText(/Nothing is chosen yet/).waitFor();
    expect(await menu.innerText()).toContain('300 features');
    await search.fill('f29');
    await panel.getByText('10 found').waitFor();
    await panel.getByRole('button', { name: 'all', exact: true }).click();
    await expect.poll(() => menu.innerText()).toContain('10 features');
    await panel.getByRole('checkbox', { name: 'f295' }).uncheck();
    await expect.poll(() => menu.innerText()).toContain('9 features');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.getByText('nothing running').waitFor();
    expect(await page.getByRole('region', { name: 'What it cost' }).getByRole('listitem').count()).toBe(9);
  });

  it('is a lesson as it was left, over a reload, and afresh in a copy of its own', async () => {
    const main = page.getByRole('main');
    await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'Three rows' }).click();
    const copy = main.locator('.copy code');
    await copy.waitFor();
    const before = await copy.innerText();
    const latest = page.getByRole('listitem', { name: 'latest, leakage' });
    const nearest = latest.getByRole('radio', { name: 'nearest' });
    /** It is asked where it is seen; what is opened anew comes in place of what was scrolled to. */
    const says = (said: RegExp) =>
      expect
        .poll(async () => {
          await latest.scrollIntoViewIfNeeded().catch(() => null);
          return latest.getByText(said).count();
        })
        .toBe(1);
    const show = () => main.getByRole('button', { name: 'Show everything' }).click();
    await show();
    await says(/by 4 days/);
    await nearest.press(' ');
    await page.getByText('saved', { exact: true }).first().waitFor();
    await page.reload();
    await says(/by 1 day/);
    expect(await nearest.isChecked()).toBe(true);
    await writeFile(join(before, 'data', 'logins.csv'), 'customer_id,event_timestamp,login_count\n42,2024-03-01,7\n');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('read the workspace again');
    await page.keyboard.press('Enter');
    await says(/does not leak here/);
    await main.getByRole('button', { name: 'Start afresh' }).click();
    await show();
    await says(/saw the future, by 4 days/);
    expect(await copy.innerText()).not.toBe(before);
    expect(await nearest.isChecked()).toBe(false);
  });
});
