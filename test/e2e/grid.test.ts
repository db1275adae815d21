import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';
import { bareLesson } from '../support/bare-lesson.ts';

const churn = bareLesson('churn');

/** A grid that is worked in: the training set of a thousand rows. */
describe('a grid', () => {
  let opened: ServedWorkbench;
  let page: Page;
  let grid: Locator;
  beforeAll(async () => {
    opened = await openWorkbench({ directory: churn });
    page = opened.page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page
      .getByText(/saw the future/)
      .first()
      .waitFor();
    await seen(page.locator('#training-set'));
    grid = page.getByRole('grid', { name: 'Training set', exact: true });
    await grid.locator('[data-row="0"] [data-column="0"]:not(.waiting)').waitFor();
    await seen(grid);
  });
  afterAll(() => opened?.close());

  const rows = () => grid.getAttribute('aria-rowcount').then(Number);
  const values = (column: number) =>
    grid.evaluate(
      (element, at) =>
        [...element.querySelectorAll<HTMLElement>('[data-row]')]
          .sort((a, b) => Number(a.dataset['row']) - Number(b.dataset['row']))
          .flatMap(
            (row) => row.querySelector<HTMLElement>(`[role=gridcell][data-column="${at}"]`)?.innerText.trim() ?? [],
          ),
      column,
    );
  const head = (name: string | RegExp) => grid.getByRole('columnheader', { name });
  const titles = () =>
    grid
      .getByRole('columnheader')
      .evaluateAll((heads) => heads.map((one) => (one as HTMLElement).title.split('\n')[0]));
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

  it('keeps key, time and target in sight, first of all', async () => {
    expect((await titles()).slice(0, 3)).toEqual(['customer_id', 'event_timestamp', 'churned']);
    await grid.focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await titles()).at(-1)).toBe('support_v1__satisfaction');
    expect((await titles()).slice(0, 3)).toEqual(['customer_id', 'event_timestamp', 'churned']);
    await page.keyboard.press('Control+Home');
  });

  it('is put in order by key: rising, falling and as it came, by several with Shift', async () => {
    const came = await values(0);
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowUp');
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => head(/churned/).getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    await expect.poll(async () => new Set(await values(2))).toEqual(new Set(['1']));
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+Enter');
    await expect
      .poll(async () => (await values(0)).slice(0, 12).every((key, i, all) => i === 0 || all[i - 1]! <= key))
      .toBe(true);
    expect(await head(/customer_id/).getAttribute('aria-sort')).toBe('ascending');
    expect(await head(/churned/).getAttribute('aria-sort')).toBe('descending');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => values(0)).toEqual(came);
  });

  it('is cut down by a column’s values from its menu, and whole again by the chip', async () => {
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowUp');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+F10');
    const menu = page.getByRole('dialog', { name: 'Column customer_stats_v1__total_spend_30d' });
    await menu.getByText('772 distinct, 21 % null (205)').waitFor();
    await menu.getByRole('textbox', { name: 'From' }).fill('soon');
    await page.keyboard.press('Enter');
    await page.getByText('"soon" is no DOUBLE', { exact: true }).waitFor();
    await page.keyboard.press('Shift+F10');
    await menu.getByRole('textbox', { name: 'From' }).fill('500');
    await page.keyboard.press('Enter');
    await page.getByText(/^\d+ of 1,000 rows$/).waitFor();
    expect(await rows()).toBeLessThan(200);
    await page
      .getByRole('button', { name: 'Show all again, not only where customer_stats_v1__total_spend_30d from 500' })
      .click();
    await expect.poll(rows).toBe(1001);
  });

  it('is explored in the page: the host sleeps meanwhile', async () => {
    await head(/churned/).click();
    await expect.poll(() => head(/churned/).getAttribute('aria-sort')).toBe('ascending');
    await expect.poll(async () => new Set(await values(2))).toEqual(new Set(['0']));
    opened.host.kill('SIGSTOP');
    await head(/churned/).click();
    await expect.poll(async () => new Set(await values(2))).toEqual(new Set(['1']));
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Only rows with this value' }).click();
    await page.getByText(/^\d of 1,000 rows$/).waitFor();
    opened.host.kill('SIGCONT');
    await page.getByRole('button', { name: /^Show all again/ }).click();
    await head(/churned/).click();
    await expect.poll(rows).toBe(1001);
  });

  it('finds a text, one place after another, and copies the value there', async () => {
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find in Training set' }).fill('C-0417');
    await page.keyboard.press('Enter');
    const active = () =>
      grid.evaluate((element) =>
        document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.innerText.trim(),
      );
    await expect.poll(active).toBe('c-0417');
    await page.getByRole('textbox', { name: 'Find in Training set' }).fill('nowhere');
    await page.keyboard.press('Enter');
    await page.getByText('nothing found').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+c');
    await expect.poll(clipboard).toBe('c-0417');
  });

  it('copies rows as CSV and as Markdown', async () => {
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+c');
    await page.getByText('copied 2 rows as CSV').waitFor();
    const lines = (await clipboard()).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^customer_id,event_timestamp,churned,customer_stats_v1__total_spend_30d/);
    expect(lines[1]).toMatch(/^c-\d+,2024-\d\d-\d\d \d\d:\d\d:\d\d,[01],/);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Copy the 2 rows as Markdown' }).click();
    await page.getByText('copied 2 rows as Markdown').waitFor();
    expect(await clipboard()).toMatch(/^\| customer_id \|.*\n\| --- \|/);
    await page.keyboard.press('Escape');
  });

  it('hides, shows, pins and widens columns', async () => {
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowUp');
    const width = () => head(/customer_id/).evaluate((element) => element.getBoundingClientRect().width);
    const before = await width();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(width).toBeGreaterThan(before);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('dialog', { name: 'Column customer_id' }).getByRole('button', { name: 'hide' }).click();
    await expect.poll(async () => (await titles())[0]).toBe('event_timestamp');
    await page.getByRole('button', { name: '1 hidden, show' }).click();
    await expect.poll(async () => (await titles())[0]).toBe('customer_id');
    await grid.focus();
    await page.keyboard.press('ArrowUp');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('button', { name: 'keep in sight' }).click();
    await expect.poll(async () => (await titles())[3]).toBe('customer_stats_v1__last_login_days');
  });

  it('takes the window, and gives it back on Escape', async () => {
    const height = () => grid.evaluate((element) => element.clientHeight);
    const before = await height();
    await page.getByRole('button', { name: 'Make Training set as large as the window' }).click();
    await expect.poll(height).toBeGreaterThan(750);
    expect(await axeFindsInBothThemes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(height).toBe(before);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
  });

  it('has nothing that axe finds wrong, with its menus too, and complained of nothing', async () => {
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+F10');
    await page
      .getByText(/distinct/)
      .first()
      .waitFor();
    expect(await axeFindsInBothThemes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(opened.complaints).toEqual([]);
  });
});
