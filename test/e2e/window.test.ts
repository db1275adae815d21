import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessons } from '../../sample-data/lessons.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const widths = [1024, 1280, 1920];

/** Where the window itself could be scrolled, and what is hidden but has left the pane that it belongs to. */
function strays(page: Page): Promise<{ window: number[]; strayed: string[] }> {
  return page.evaluate(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    const scrolls = (element: Element): boolean => /auto|scroll/.test(getComputedStyle(element).overflowY);
    const strayed = [...document.querySelectorAll<HTMLElement>('.hidden-text')].filter((text) => {
      let pane = text.parentElement;
      while (pane && !scrolls(pane)) pane = pane.parentElement;
      return pane !== null && !pane.contains(text.offsetParent);
    });
    return {
      window: [scrollHeight - innerHeight, scrollWidth - innerWidth],
      strayed: strayed.map((text) => text.parentElement!.outerHTML.slice(0, 120)),
    };
  });
}

async function runEveryCell(page: Page): Promise<void> {
  const main = page.getByRole('main');
  await main.getByRole('group', { name: 'Profile of' }).getByRole('button').first().click();
  for (const cell of ['materialize', 'lookup', 'skew', 'training-set', 'leakage']) {
    const section = page.locator(`#${cell}`);
    if ((await section.count()) === 0) continue;
    await seen(section);
    const name = { materialize: 'Materialize', lookup: 'Look up' }[cell];
    if (name) await section.getByRole('button', { name, exact: true }).click();
    if (cell === 'materialize') await section.getByText(/records? written$/).waitFor();
    await page.getByText('nothing running').waitFor();
  }
  await page.locator('#data').getByText('distinct', { exact: true }).waitFor();
}

describe('the window stays where it is', () => {
  let opened: ServedWorkbench;
  let page: Page;
  beforeAll(async () => {
    opened = await openWorkbench();
    page = opened.page;
  });
  afterAll(() => opened?.close());

  it.each(lessons)('in the lesson $title, with every cell run', async ({ title }) => {
    const main = page.getByRole('main');
    await main.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: title, exact: true }).click();
    await main.getByRole('heading', { level: 1, name: title }).waitFor();
    await expect.poll(() => main.evaluate((element) => element.scrollTop)).toBe(0);
    await runEveryCell(page);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => strays(page)).toEqual({ window: [0, 0], strayed: [] });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});
