import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';
import { bareLesson } from '../support/bare-lesson.ts';

const churn = bareLesson('churn');

/** Why this value, beside the notebook on a small screen: opened by a click, kept along, closed by Escape. */
describe('why this value', () => {
  let opened: ServedWorkbench;
  let page: Page;
  let [inspector, grid, machine]: Locator[] = [];
  beforeAll(async () => {
    opened = await openWorkbench({ directory: churn, width: 1024, height: 760 });
    page = opened.page;
    inspector = page.getByRole('complementary', { name: 'Why this value?' });
    grid = page.getByRole('region', { name: 'Side by side' }).getByRole('grid');
    machine = page.getByRole('region', { name: 'Time machine' });
    await page.getByText(/526 of 1,000 rows \(53 %\) saw the future/).waitFor();
  });
  afterAll(() => opened?.close());

  const cellsOf = (row: number) => grid!.locator(`[data-row="${row}"] [role=gridcell]`);
  const entityOf = async (row: number) => (await cellsOf(row).first().innerText()).trim();

  it('opens with one click, and leaves the clicked row where it was', async () => {
    await seen(grid!);
    // The grid goes to the time machine's row by itself first.
    await grid!.locator('[aria-selected=true]').waitFor();
    const row = await firstSeenRow(grid!);
    const entity = await entityOf(row);
    const target = cellsOf(row).nth(5);
    const before = (await target.boundingBox())!;
    await target.click();
    await inspector!.getByText(entity).waitFor();
    // Charts and grids are laid out anew in the narrower column: whatever that does, the row stays.
    await expect.poll(async () => Math.abs((await target.boundingBox())!.y - before.y)).toBeLessThan(28);
  });

  it('goes along with the arrows of the grid and of the time machine, and with the dragged line', async () => {
    await grid!.press('ArrowDown');
    const row = Number((await grid!.getAttribute('aria-activedescendant'))!.split('-').at(-2));
    await inspector!.getByText(await entityOf(row)).waitFor();
    const said = () => inspector!.locator('.of').innerText();
    const before = await said();
    await machine!.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(said).not.toBe(before);
    expect(await said()).not.toMatch(/moved/);
    await machine!.getByRole('slider', { name: "The label's time" }).focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(said).toMatch(/where the line was moved to/);
    await page.keyboard.press('Home');
    await expect.poll(said).not.toMatch(/moved/);
  });

  it('goes to an entity that is typed, in the time machine or by name', async () => {
    const field = machine!.getByRole('textbox', { name: 'customer_id' });
    await field.fill('c-0417');
    await field.press('Enter');
    await machine!.getByText(/At 1 May (2024 )?09:00/).waitFor();
    await machine!
      .getByRole('combobox', { name: 'Feature that is drawn' })
      .selectOption({ label: 'customer_stats_v1:total_spend_30d' });
    const said = () => machine!.innerText();
    await expect.poll(said).toMatch(/may see\s*240, from 8 days before, known 7 days before\./);
    await field.fill('nobody');
    await field.press('Enter');
    await machine!.getByText('No label row is of nobody.').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go to c-0868');
    await page.keyboard.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('c-0868');
    await inspector!.getByText('c-0868').waitFor();
  });

  it('closes what is on top, one at a time, wherever the focus is', async () => {
    const menu = page.getByRole('button', { name: /^What is asked/ });
    await menu.click();
    await page.keyboard.press('Escape');
    await expect.poll(() => menu.getAttribute('aria-expanded')).toBe('false');
    expect(await inspector!.isVisible()).toBe(true);

    await seen(page.locator('#training-set'));
    await page.getByRole('button', { name: 'Export to Parquet…' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await inspector!.isVisible()).toBe(true);

    await page.getByRole('combobox', { name: 'Order of the rows' }).focus();
    await page.keyboard.press('Escape');
    await inspector!.waitFor({ state: 'detached' });
  });

  it('opens from the time machine and from a training set too, and goes along there', async () => {
    await machine!.getByRole('button', { name: 'W why' }).click();
    await inspector!.getByText(await machine!.getByRole('textbox', { name: 'customer_id' }).inputValue()).waitFor();
    const set = page.locator('#training-set').getByRole('grid');
    await seen(set);
    const rows = [3, 4].map((row) => set.locator(`[data-row="${row}"] [role=gridcell]`));
    await rows[0]!.nth(4).click();
    await inspector!.getByText(await rows[0]!.first().innerText()).waitFor();
    await set.press('ArrowDown');
    await inspector!.getByText(await rows[1]!.first().innerText()).waitFor();
  });

  it('complained of nothing', () => {
    expect(opened.complaints).toEqual([]);
  });
});

/** The first row that stands below the grid's head. */
function firstSeenRow(grid: Locator): Promise<number> {
  return grid.evaluate((element) => {
    const head = element.querySelector('[role=rowgroup]')!.getBoundingClientRect().bottom;
    const rows = [...element.querySelectorAll<HTMLElement>('[data-row]')]
      .filter((row) => Number(row.dataset['row']) >= 0 && row.getBoundingClientRect().top >= head)
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    return Number(rows[0]!.dataset['row']);
  });
}
