import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareLesson } from '../support/bare-lesson.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

describe('an SQL cell, by keyboard alone', () => {
  let bench: ServedWorkbench;
  beforeAll(async () => {
    bench = await openWorkbench({ directory: bareLesson('three-rows'), width: 1280, height: 900 });
    await bench.page.locator('ol[aria-label="Cells"] > li').first().waitFor();
  });
  afterAll(() => bench?.close());

  it('is added, written, run, wrong at its place, and left', async () => {
    const { page, complaints } = bench;
    await page.locator('ol[aria-label="Cells"] > li').first().focus();
    await page.keyboard.press('b');
    await page.getByRole('menuitem', { name: 'SQL' }).focus();
    await page.keyboard.press('Enter');
    const cell = page.locator('#sql');
    await cell.locator('.cm-content').waitFor();
    await expect.poll(() => cell.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    const text = cell.getByRole('textbox', { name: 'query_1, SQL' });
    await expect.poll(() => text.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('SELECT range AS x FROM range(3) ORDER BY x DESC');
    await page.keyboard.press('ControlOrMeta+Enter');
    await cell.getByText('3 rows of 1 column').waitFor();
    await page.keyboard.type(', nme');
    await cell.getByText('stale: the cell changed').waitFor();
    await page.keyboard.press('ControlOrMeta+Enter');
    await cell.locator('.cm-lintRange-error', { hasText: 'nme' }).waitFor();
    await cell.getByText('failed', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => cell.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('offers tables, the columns of those it names, and functions while it is written', async () => {
    const { page, complaints } = bench;
    const cell = page.locator('#sql');
    await cell.getByRole('textbox', { name: 'query_1, SQL' }).focus();
    const write = async (text: string): Promise<void> => {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
    };
    const option = (name: string) => page.getByRole('listbox').getByRole('option', { name: new RegExp(`^${name}`) });
    await write('SELECT * FROM logi');
    await option('logins_v1').waitFor();
    await page.keyboard.press('Escape');
    await option('logins_v1').waitFor({ state: 'detached' });
    await write('FROM logins_v1 v SELECT v.');
    await option('login_count').waitFor();
    await write('SELECT date_tr');
    // A key that comes with the list is not yet one for it.
    await option('date_trunc').click();
    await cell.locator('.cm-line', { hasText: 'SELECT date_trunc(' }).waitFor();
    await write('-- date_tr');
    await page.keyboard.press('ControlOrMeta+ ');
    expect(await page.getByRole('listbox').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
