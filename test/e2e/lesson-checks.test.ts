import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessons } from '../../sample-data/lessons.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const widths = [1024, 1920, 1280];

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

/** Every claim that a lesson makes of its numbers holds in the window too, where cells are asked as its file says. */
describe('a lesson in the window', () => {
  let bench: ServedWorkbench;
  beforeAll(async () => {
    bench = await openWorkbench({ width: 1280, height: 900 });
  });
  afterAll(() => bench?.close());

  it.each(lessons)('opens at its top, and its checks hold: $title', async ({ id, title }) => {
    const { page, complaints } = bench;
    const main = page.getByRole('main');
    await main.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await page.locator('nav').getByRole('button', { name: title, exact: true }).last().click();
    await main.getByRole('heading', { name: title, level: 1 }).waitFor();
    await expect.poll(() => main.evaluate((element) => element.scrollTop)).toBe(0);
    await page.getByRole('button', { name: 'Show everything' }).click();
    const materialize = page.locator('#materialize');
    if ((await materialize.count()) > 0) {
      await seen(materialize);
      await materialize.getByRole('button', { name: 'Materialize', exact: true }).click();
      await page.locator('#materialize[aria-label$="fresh"]').waitFor();
    }
    await page.getByRole('button', { name: 'Run all', exact: true }).click();
    const claims = page.locator('ol[aria-label="Cells"] > li[id^=check]').locator('li');
    await expect.poll(() => claims.filter({ hasNotText: /✓\s*holds/ }).allInnerTexts()).toEqual([]);
    expect(await claims.count()).toBeGreaterThan(0);
    // Between them these have every kind of cell that lessons have.
    if (id === 'three-rows' || id === 'same-number-twice') await staysInPlace(page);
    expect(complaints).toEqual([]);
  });
});

/** The window cannot be scrolled at any width once every cell has been on screen. */
async function staysInPlace(page: Page): Promise<void> {
  const cells = await page.locator('ol[aria-label="Cells"] > li').all();
  expect(cells.length).toBeGreaterThan(4);
  for (const cell of cells) await seen(cell);
  await page.getByText('nothing running').waitFor();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => strays(page)).toEqual({ window: [0, 0], strayed: [] });
  }
}
