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

/** Each cell where it is seen; a cell that writes by its button. Gives how many there are. */
async function runEveryCell(page: Page): Promise<number> {
  await page.getByText('nothing running').waitFor();
  await page.getByRole('button', { name: 'Show everything' }).click();
  const cells = page.getByRole('list', { name: 'Cells' }).locator('> li');
  for (const cell of await cells.all()) {
    await seen(cell);
    for (const name of ['Materialize', 'Look up']) {
      const button = cell.getByRole('button', { name, exact: true });
      if (await button.count()) await button.click();
      if (name === 'Materialize' && (await button.count())) await cell.getByText(/records? written$/).waitFor();
    }
    await page.getByText('nothing running').waitFor();
  }
  return cells.count();
}

describe('the window stays where it is', () => {
  let opened: ServedWorkbench;
  let page: Page;
  beforeAll(async () => {
    opened = await openWorkbench();
    page = opened.page;
  });
  afterAll(() => opened?.close());

  // Between them they have every kind of cell that lessons have. The first is open already.
  const some = lessons.filter(({ id }) => ['three-rows', 'same-number-twice'].includes(id));
  it.each(some.toReversed())('in the lesson $title, with every cell run', async ({ title }) => {
    const main = page.getByRole('main');
    await main.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: title, exact: true }).click();
    await main.getByRole('heading', { level: 1, name: title }).waitFor();
    await expect.poll(() => main.evaluate((element) => element.scrollTop)).toBe(0);
    expect(await runEveryCell(page)).toBeGreaterThan(4);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => strays(page)).toEqual({ window: [0, 0], strayed: [] });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});
