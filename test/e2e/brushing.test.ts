import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFinds } from '../support/axe.ts';
import { bareLesson } from '../support/bare-lesson.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const plot = (body: string) => `\n\`\`\`asof plot\n${body}\n\`\`\`\n`;
const text =
  '---\nasof: 1\n---\n' +
  plot('of: customer_stats_v1\nx: total_spend_30d') +
  plot('of: customer_stats_v1\nmark: bar\nx: tier') +
  plot('of: churn_labels\nmark: bar\nx: churned');

/** What is selected in one plot is marked in the others that draw the same rows, and in no others. */
describe('a selection in a plot', () => {
  let folder: string;
  let opened: ServedWorkbench;
  const cell = (id: string) => opened.page.locator(`#${id}`);
  const axis = (id: string) => cell(id).getByRole('slider', { name: /^Select by/ });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-brushing-'));
    await cp(bareLesson('churn'), folder, { recursive: true });
    await rm(join(folder, '.asof'), { recursive: true, force: true });
    await writeFile(join(folder, 'spring.md'), text);
    opened = await openWorkbench({ directory: folder, height: 1400 });
    for (const id of ['plot', 'plot-2', 'plot-3']) {
      await seen(cell(id));
      await axis(id).waitFor();
    }
  });
  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is made by keys, says what it is, and is marked where the same rows are drawn', async () => {
    const { page } = opened;
    await axis('plot').focus();
    await page.keyboard.press('ArrowRight');
    const said = await axis('plot').getAttribute('aria-valuetext');
    expect(said).toMatch(/^total_spend_30d: [\d,.-]+ to [\d,.-]+$/);
    await cell('plot')
      .getByText(/^Selected: .*, [\d,]+ of [\d,]+ rows$/)
      .waitFor();
    const here = await cell('plot')
      .getByText(/^Selected:/)
      .innerText();
    await page.keyboard.press('Shift+ArrowRight');
    await expect
      .poll(() =>
        cell('plot')
          .getByText(/^Selected: .*rows$/)
          .innerText(),
      )
      .not.toBe(here);
    const there = cell('plot-2').getByText(/^Marked, as selected in another plot: total_spend_30d: .* of [\d,]+ rows$/);
    await there.waitFor();
    expect(
      await cell('plot-3')
        .getByText(/selected/i)
        .count(),
    ).toBe(0);
    expect(await axeFinds(page)).toEqual([]);
  });

  it('goes with Escape from wherever one is, and by its button, which leaves the focus in the cell', async () => {
    const { page } = opened;
    await cell('plot-2').focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('button', { name: 'Select nothing' }).count()).toBe(0);
    await axis('plot-2').focus();
    await page.keyboard.press('ArrowLeft');
    await cell('plot')
      .getByText(/^Marked.*tier: .*rows$/)
      .waitFor();
    await cell('plot').getByRole('button', { name: 'Select nothing' }).press('Enter');
    await expect.poll(() => page.getByRole('button', { name: 'Select nothing' }).count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('plot');
  });

  it('is dragged over with the mouse; a second click on one place lets go of it', async () => {
    const { page } = opened;
    const at = async (share: number) => {
      const box = (await axis('plot').boundingBox())!;
      return [box.x + box.width * share, box.y + box.height / 2] as const;
    };
    await seen(cell('plot'));
    await page.mouse.move(...(await at(0.1)));
    await page.mouse.down();
    await page.mouse.move(...(await at(0.5)), { steps: 4 });
    await page.mouse.up();
    await cell('plot')
      .getByText(/^Selected: total_spend_30d: .*rows$/)
      .waitFor();
    await cell('plot-2')
      .getByText(/^Marked.*rows$/)
      .waitFor();
    await page.mouse.click(...(await at(0.3)));
    await page.mouse.click(...(await at(0.3)));
    await expect.poll(() => page.getByRole('button', { name: 'Select nothing' }).count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });
});
