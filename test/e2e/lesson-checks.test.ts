import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessons } from '../../sample-data/lessons.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

/** Every claim that a lesson makes of its numbers holds in the window too, where cells are asked as its file says. */
describe('the checks of the lessons, in the window', () => {
  let bench: ServedWorkbench;
  beforeAll(async () => {
    bench = await openWorkbench({ width: 1280, height: 900 });
  });
  afterAll(() => bench?.close());

  it.each(lessons.map(({ title }) => title))('hold: %s', async (title) => {
    const { page, complaints } = bench;
    await page.locator('nav').getByRole('button', { name: title, exact: true }).last().click();
    await page.locator('main').getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    const materialize = page.locator('#materialize');
    if ((await materialize.count()) > 0) {
      await materialize.scrollIntoViewIfNeeded();
      await materialize.getByRole('button', { name: 'Materialize', exact: true }).click();
      await page.locator('#materialize[aria-label$="fresh"]').waitFor();
    }
    await page.getByRole('button', { name: 'Run all', exact: true }).click();
    const claims = page.locator('ol[aria-label="Cells"] > li[id^=check]').locator('li');
    await expect.poll(() => claims.filter({ hasNotText: /✓\s*holds/ }).allInnerTexts()).toEqual([]);
    expect(await claims.count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});
