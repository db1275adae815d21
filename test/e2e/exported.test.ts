import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedChromium } from '../support/chromium.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

/** In order: export what is covered, answer and export, print, take the answers home. */
describe('the first lesson, taken out of the window by keys', () => {
  let opened: ServedWorkbench;
  beforeAll(async () => {
    opened = await openWorkbench({ reducedMotion: 'reduce' });
    await opened.page.getByRole('img', { name: /^scatter of/ }).waitFor();
  });
  afterAll(() => opened?.close());

  /** Chooses it in the palette, and gives the file that is saved. */
  async function saved(name: string): Promise<{ file: string; html: string }> {
    const { page } = opened;
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    const found = await download;
    return { file: found.suggestedFilename(), html: await readFile(await found.path(), 'utf8') };
  }

  /** The file as a browser shows it that has nothing else; what it asks for, or complains of, is no good. */
  async function shown(html: string, look: (page: Page) => Promise<void>): Promise<void> {
    const page = await (await sharedChromium()).newPage();
    const wrong: string[] = [];
    page.on('console', (message) => wrong.push(message.text()));
    page.on('request', (request) => wrong.push(request.url()));
    await page.setContent(html);
    await look(page);
    expect(wrong).toEqual([]);
    await page.close();
  }

  const asked = () => opened.page.getByRole('listitem', { name: /^question/ }).last();
  const answer = (option: string) => asked().getByRole('button', { name: option, exact: true }).press('Enter');

  it('exports what is shown, and nothing of what a question still covers', async () => {
    const { file, html } = await saved('Export as HTML');
    expect(file).toBe('lesson.html');
    await shown(html, async (page) => {
      await page.getByRole('heading', { name: 'Three rows', level: 1 }).waitFor();
      const drawn = 'scatter of logins_v1: login_count over event_timestamp, UTC, 3 rows.';
      await page.getByText(drawn).waitFor();
      await page.getByRole('img', { name: drawn, exact: true }).waitFor();
      await page.getByText(/cells below, once you have answered/).waitFor();
      expect(await page.locator('body').innerText()).not.toMatch(/saw the future|right|Most code/);
    });
  });

  it('exports answers, says of what has not run that it has not, and of an option that was tried whether it is right', async () => {
    await answer('9');
    await answer('2');
    await asked().getByText('Which number do these two lines give the model?').waitFor();
    await answer('9');
    await opened.page.getByText(/1 of 1 row \(100 %\) saw the future/).waitFor();
    const check = await seen(opened.page.getByRole('listitem', { name: 'check' }).first());
    await check.getByText('holds').first().waitFor();
    await opened.page.getByRole('button', { name: 'Show everything' }).press('Enter');
    await opened.page.getByText(/once you have answered/).waitFor({ state: 'detached' });
    const { html } = await saved('Export as HTML');
    await shown(html, async (page) => {
      await page.getByText('1 of 1 row (100 %) saw the future').waitFor();
      await page.getByRole('row', { name: /^latest.leaked_rows == 1 ✓ holds/ }).waitFor();
      expect(await page.getByRole('heading').last().innerText()).toContain('never run');
      const text = await page.locator('body').innerText();
      expect(text).toMatch(/2 ✓ right\s+It was counted on 1 March/);
      expect(text).toMatch(/9 ✗ not this\s+It was counted on 7 March/);
      expect(text).not.toContain('It was counted on 4 March');
    });
  });

  it('lets answers be taken home: what was chosen at first is remembered from one visit to the next', async () => {
    const { page } = opened;
    await page.reload();
    await page.getByText('It was counted on 7 March, 4 days after the label').waitFor();
    await page.getByRole('button', { name: 'Take your answers home' }).waitFor();
    const { file, html } = await saved('Take your answers home');
    expect(file).toBe('Three_rows_answers.html');
    await shown(html, async (made) => {
      expect(await made.locator('p').first().innerText()).toMatch(
        /^\d+ \w+ \d{4}\. 2 of 6 questions answered, 1 at the first try\.$/,
      );
      const said = (await made.locator('section').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
      expect(said[0]).toMatch(
        /right after 2 tries .* Chosen first: 9 ✗ not this .* Right: 2 It was counted on 1 March/,
      );
      expect(said[1]).toMatch(/right at the first try .* Chosen first: 9 ✓ right .* latest\.leaked_rows == 1 ✓ holds/);
      expect(said[2]).toMatch(/^Question 3 not answered Where must the line stand [^?]*\?$/);
    });
    expect(opened.complaints).toEqual([]);
  });
});

describe('a notebook with many rows, printed in a dark window', () => {
  let opened: ServedWorkbench;
  beforeAll(async () => {
    const directory = new URL('../../sample-data/churn', import.meta.url).pathname;
    opened = await openWorkbench({ directory, colorScheme: 'dark', reducedMotion: 'reduce' });
  });
  afterAll(() => opened?.close());

  it('is whole cells on light paper: no panes, nothing that scrolls, and of long tables it says which rows', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Show everything' }).press('Enter');
    await page.evaluate(() => {
      window.print = () => (document.documentElement.dataset['printed'] = 'yes');
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Print');
    await page.keyboard.press('Enter');
    await page.locator('html[data-printed=yes]').waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.getByText(/^\s*Rows [\d,]+ to [\d,]+ of 526,/).waitFor();
    const found = await page.evaluate(() => {
      const scrolling = [...document.querySelectorAll<HTMLElement>('body *')].filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        const isOver = element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
        return isOver && element.clientHeight > 0 && /auto|scroll/.test(overflowX + overflowY);
      });
      const panes = document.querySelectorAll('nav, aside, main ~ *').length;
      return {
        theme: document.documentElement.dataset['theme'],
        panes,
        scrolling: scrolling.map((one) => one.className),
      };
    });
    expect(found).toEqual({ theme: 'light', panes: 0, scrolling: [] });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/MediaBox \[0 0 594(?:\.\d+)? 841(?:\.\d+)?\]/g)!.length).toBeGreaterThan(4);
  });
});
