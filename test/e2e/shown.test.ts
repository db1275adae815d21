import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { bareLesson } from '../support/bare-lesson.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const churn = bareLesson('churn');
const asked = 'labels: churn_labels\nfeatures: ["customer_stats_v1:total_spend_30d", "customer_stats_v1:tier"]\n';
const text = `---\nasof: 1\n---\n\n\`\`\`asof leakage\n${asked}\`\`\`\n\n\`\`\`asof training-set\n${asked}\`\`\`\n\n\`\`\`sql few\nSELECT * FROM churn_labels\n\`\`\`\n`;

/** What a reader chose to see is in the cell: a filter, an order, hidden columns, a row, a moved label. */
describe('how answers are looked at', () => {
  let folder: string;
  let opened: ServedWorkbench;
  const onDisk = () => readFile(join(folder, 'spring.md'), 'utf8');
  const inMachine = (label: string) =>
    opened.page.getByRole('region', { name: 'Time machine' }).getByRole('slider', { name: label });
  const chip = (name: RegExp) => opened.page.getByRole('group', { name: 'Which rows' }).getByRole('button', { name });
  const set = () => opened.page.getByRole('grid', { name: 'Training set', exact: true });
  const at = () => inMachine("The label's time").getAttribute('aria-valuenow');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-shown-'));
    await cp(churn, folder, { recursive: true });
    await rm(join(folder, '.asof'), { recursive: true, force: true });
    await writeFile(join(folder, 'spring.md'), text);
    opened = await openWorkbench({ directory: folder });
    await opened.page
      .getByText(/saw the future/)
      .first()
      .waitFor();
  });
  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is written into the cells, and nothing that nobody chose', async () => {
    const { page } = opened;
    await inMachine("The label's time").waitFor();
    expect(await onDisk()).toBe(text);
    const home = await at();
    await chip(/^all/).click();
    await expect.poll(onDisk).toContain('show: {rows: all}');
    await inMachine("The label's time").focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(at).not.toBe(home);
    await expect
      .poll(onDisk)
      .toMatch(/show: \{rows: all, row: \d+, feature: customer_stats_v1:total_spend_30d, label: 2024/);
    await seen(page.locator('#training-set'));
    const tier = set().getByRole('columnheader', { name: /tier/ });
    await tier.click();
    await expect.poll(() => tier.getAttribute('aria-sort')).toBe('ascending');
    await expect.poll(onDisk).toContain('show: {sort: {customer_stats_v1__tier: rising}}');
    await set().focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('button', { name: 'hide' }).click();
    await expect.poll(onDisk).toContain('hide: [customer_stats_v1__tier]');
    await set().focus();
    for (const key of ['Control+ArrowUp', 'ArrowUp', 'Shift+ArrowRight']) await page.keyboard.press(key);
    await expect.poll(onDisk).toMatch(/width: \{\w+: \d+\}/);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('button', { name: /^(let go|keep in sight)$/ }).click();
    await expect.poll(onDisk).toMatch(/pin: \{\w+: (true|false)\}, width/);
    await page.keyboard.press('Control+z');
    await expect.poll(onDisk).not.toMatch(/pin: /);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(onDisk).toMatch(/pin: /);
    await seen(page.locator('#sql'));
    await page.locator('#sql').getByRole('button', { name: 'Run' }).click();
    await page
      .getByRole('grid', { name: 'Rows of few' })
      .getByRole('columnheader', { name: /churned/ })
      .click();
    await expect.poll(onDisk).toContain('```sql few show={sort: {churned: rising}}\nSELECT');
  });

  it('is so again after a reload', async () => {
    const { page } = opened;
    const moved = await at();
    await page.reload();
    await expect.poll(() => chip(/^all/).getAttribute('aria-pressed')).toBe('true');
    await expect.poll(at).toBe(moved);
    await seen(page.locator('#training-set'));
    await page.getByRole('button', { name: '1 hidden, show' }).waitFor();
    const [, column, width] = /width: \{(\w+): (\d+)\}/.exec(await onDisk())!;
    const head = set().getByRole('columnheader', { name: column!, exact: false }).first();
    await expect.poll(async () => Math.round((await head.boundingBox())!.width)).toBe(Number(width));
    expect(await set().getByRole('columnheader', { name: /tier/ }).count()).toBe(0);
  });

  it('is taken back step by step, and then the file is as it was', async () => {
    const { page } = opened;
    const home = async () => (await onDisk()) === text;
    for (let i = 0; i < 10 && !(await home()); i++) {
      const before = await onDisk();
      await page.keyboard.press('Control+z');
      await expect.poll(onDisk).not.toBe(before);
    }
    expect(await onDisk()).toBe(text);
    await expect.poll(() => chip(/^only leaked/).getAttribute('aria-pressed')).toBe('true');
    await set().getByRole('columnheader', { name: /tier/ }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => chip(/^all/).getAttribute('aria-pressed')).toBe('true');
    expect(opened.complaints).toEqual([]);
  });
});
