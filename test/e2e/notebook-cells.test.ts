import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const files = {
  'asof.yaml': `entities: [{name: customer, join_keys: [id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at}]
feature_views: [{name: stats_v1, entities: [customer], source: stats}]
labels: [{name: churn, path: churn.csv, entities: [customer], timestamp_field: at}]
project: shop
`,
  'churn.csv': 'id,at\nc1,2024-05-20\nc2,2024-05-21\n',
  'stats.csv': 'id,at,spend\nc1,2024-05-01,10.5\nc1,2024-05-22,20\nc2,2024-05-01,30\n',
  'theirs.csv': 'id,at,spend\nc1,2024-05-20,20\nc2,2024-05-21,30\n',
  'one.md': `---
asof: 1
parameters:
  most: 1000 # said once
---

\`\`\`asof ask
question: Which value may it see?
options:
  - {text: "10.5", right: true, because: it was known}
  - {text: "20", because: it came later}
\`\`\`

\`\`\`asof parameter
as: least
value: 5
between: [0, 50]
\`\`\`

\`\`\`asof parameter
as: how
value: latest
choices: [latest, event-time]
\`\`\`

\`\`\`asof leakage
as: spring
labels: churn
features: [stats_v1:spend]
naive: {{how}}
\`\`\`

\`\`\`sql rich
SELECT id, spend FROM stats_v1 WHERE spend > {{least}} AND spend < {{most}}
\`\`\`

\`\`\`asof plot
as: picture
of: rich
mark: bar
x: id
y: spend
\`\`\`

\`\`\`asof check
as: clean
that: [spring.leak_rate == 0, rich.rows == 3]
\`\`\`

\`\`\`asof audit
as: theirs
set: ""
labels: churn
features: [stats_v1:spend]
\`\`\`
`,
};

describe('cells of a notebook, by keyboard alone', () => {
  let folder: string;
  let opened: ServedWorkbench;
  const item = (name: string): Locator => opened.page.getByRole('listitem', { name });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-cells-'));
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    opened = await openWorkbench({ directory: folder });
  });
  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('covers what follows a question until it is answered, and keeps the answer', async () => {
    const { page } = opened;
    await page.getByText('7 cells below, once you have answered.').waitFor();
    await page.getByRole('button', { name: '20' }).press('Enter');
    await page.getByText('it came later').waitFor();
    await page.getByText('7 cells below, once you have answered.').waitFor();
    await page.getByRole('button', { name: '10.5' }).press('Enter');
    await page.getByText('it was known').waitFor();
    await page.reload();
    await item('least, parameter').waitFor();
  });

  it('asks again of all that a parameter stands in, and says what does not hold', async () => {
    const { page } = opened;
    await (await seen(item('clean, check'))).getByText('does not hold').waitFor();
    await item('clean, check').getByText('rows = 3', { exact: true }).waitFor();
    await item('how, parameter').getByRole('radio', { name: 'event-time' }).press(' ');
    await (await seen(item('clean, check'))).getByText('leak_rate = 0', { exact: true }).waitFor();
    await item('least, parameter').getByRole('slider', { name: 'least' }).focus();
    await page.keyboard.press('End');
    await (await seen(item('clean, check'))).getByText('rows = 0', { exact: true }).waitFor();
    await expect.poll(() => readFile(join(folder, 'one.md'), 'utf8')).toContain('value: 50');
    await item('least, parameter').focus();
    await page.keyboard.press('z');
    await (await seen(item('clean, check'))).getByText('rows = 3', { exact: true }).waitFor();
  });

  it('has a control for a parameter of the front matter, and writes nothing else there', async () => {
    const { page } = opened;
    const most = page.getByRole('group', { name: 'Parameters' }).getByRole('spinbutton', { name: 'most' });
    await most.fill('1');
    await most.press('Tab');
    await (await seen(item('clean, check'))).getByText('rows = 0', { exact: true }).waitFor();
    await expect.poll(() => readFile(join(folder, 'one.md'), 'utf8')).toContain('  most: 1 # said once\n');
    await item('least, parameter').focus();
    await page.keyboard.press('z');
    await (await seen(item('clean, check'))).getByText('rows = 3', { exact: true }).waitFor();
  });

  it('draws rows by name, shows them as a table, and saves them', async () => {
    const { page } = opened;
    const plot = await seen(item('picture, plot'));
    await plot.getByRole('img', { name: 'bar of rich: sum of spend over id, 3 rows.' }).waitFor();
    await plot.locator('.plot-container').waitFor();
    await plot.getByRole('button', { name: 'What can be done with this chart' }).press('Enter');
    await page.getByRole('menuitem', { name: 'As a table' }).press('Enter');
    await plot.getByRole('cell', { name: '30.5' }).waitFor();
    for (const [item, name] of [
      ['Save as SVG', 'picture.svg'],
      ['Save as PNG', 'picture.png'],
      ['Save its numbers as CSV', 'picture.csv'],
    ] as const) {
      const download = page.waitForEvent('download');
      await plot.getByRole('button', { name: 'What can be done with this chart' }).press('Enter');
      await page.getByRole('menuitem', { name: item }).press('Enter');
      const saved = await download;
      expect(saved.suggestedFilename()).toBe(name);
      const content = await readFile(await saved.path());
      if (name === 'picture.csv') expect(content.toString()).toBe('id,sum of spend\r\nc1,30.5\r\nc2,30\r\n');
      else expect(content.subarray(0, 4).toString('latin1')).toBe(name === 'picture.svg' ? '<svg' : '\x89PNG');
    }
  });

  it('says where the values of a training set can have come from, once that is named', async () => {
    const audit = await seen(item('theirs, audit'));
    await audit.getByText('Name the training set').waitFor();
    const field = audit.getByRole('textbox', { name: 'Training set' });
    await field.fill('theirs.csv');
    await field.press('Enter');
    await audit.getByText('1 of 2 rows (50 %) has values that only the future has').waitFor();
    await audit.getByRole('button', { name: /^future/ }).press('Enter');
    await audit.getByRole('gridcell', { name: 'future' }).waitFor();
    await expect.poll(() => readFile(join(folder, 'one.md'), 'utf8')).toContain('set: theirs.csv');
  });

  it('is printed on light paper without the panes, all cells answered, and is then as it was', async () => {
    const { page } = opened;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(() => {
      const { dataset } = document.documentElement;
      window.print = () =>
        (dataset['printed'] = `${dataset['theme']} ${document.querySelectorAll('main ~ *, aside').length}`);
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Print');
    await page.keyboard.press('Enter');
    const printed = () => page.evaluate(() => document.documentElement.dataset['printed']);
    await expect.poll(printed).toBe('light 0');
    expect(await page.getByText(/never run|running|stale/).count()).toBe(0);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByRole('button', { name: 'Run all' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });

  it('has nothing that axe finds wrong, light or dark, and complained of nothing', async () => {
    expect(await axeFindsInBothThemes(opened.page)).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });
});
