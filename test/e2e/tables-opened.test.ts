import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareLesson } from '../support/bare-lesson.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

describe('tables that are opened when somebody looks at them', () => {
  let bench: ServedWorkbench;
  beforeAll(async () => {
    bench = await openWorkbench({ directory: bareLesson('three-rows'), width: 1280, height: 900 });
  });
  afterAll(() => bench?.close());

  it('leave the cells as they are, and the focus where it is', async () => {
    const { page, complaints } = bench;
    // Each list of cells that was ever there: one that is made anew has lost what was done in it.
    await page.addInitScript(() => {
      const lists = new Set<Element>();
      Object.assign(window, { lists });
      new MutationObserver(() => {
        for (const list of document.querySelectorAll('ol[aria-label="Cells"]')) {
          if (!lists.has(list)) list.querySelector<HTMLElement>(':scope > li')?.focus();
          lists.add(list);
        }
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await page.locator('ol[aria-label="Cells"] > li').first().waitFor();
    // It is not of the first question: how many rows it has is known once it was opened.
    const rowsOf = (name: RegExp) => page.locator('nav').getByRole('button', { name }).first();
    await rowsOf(/^all_logins_v1 \d/).waitFor();
    await rowsOf(/^seven \d/).waitFor();
    expect(await page.evaluate(() => (window as unknown as { lists: Set<Element> }).lists.size)).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('LI');
    expect(complaints).toEqual([]);
  });
});
