import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shopWorkspace } from '../support/shop-workspace.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const text = `---
asof: 1
---

First words.

\`\`\`asof leakage
as: spring
labels: churn
features: [stats_v1:spend]
\`\`\`

\`\`\`asof leakage
as: broken
label: churn
\`\`\`
`;

describe('the text of cells, by keyboard alone', () => {
  let folder: string;
  let bench: ServedWorkbench;
  const onDisk = () => readFile(join(folder, 'one.md'), 'utf8');
  const focused = () => bench.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const item = (name: string) => bench.page.getByRole('listitem', { name: new RegExp(`^${name}`) });
  const option = (name: string) =>
    bench.page.getByRole('listbox').getByRole('option', { name: new RegExp(`^${name}`) });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await bench.page.keyboard.press(key);
  };

  /** In the text: how much one step takes back depends on how fast it was typed. */
  const undoAll = async (): Promise<void> => {
    const undone = async () => (
      await press('ControlOrMeta+z'),
      await bench.page.locator('.cm-focused .cm-line').count()
    );
    await expect.poll(undone).toBe(3);
    await expect.poll(onDisk).toBe(text);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-yaml-'));
    for (const [name, content] of Object.entries({ ...shopWorkspace, 'one.md': text }))
      await writeFile(join(folder, name), content);
    bench = await openWorkbench({ directory: folder });
    await item('spring, leakage, fresh').waitFor();
  });
  afterEach(() => expect(bench.complaints).toEqual([]));
  afterAll(async () => {
    await bench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('offers keys of a cell and their values, writes them, and asks when it is left', async () => {
    const { page } = bench;
    await item('spring').focus();
    await press('Enter');
    await expect.poll(focused).toBe('leakage, YAML');
    await press('ControlOrMeta+End', 'Enter');
    await page.keyboard.type('nai');
    await option('naive').waitFor();
    // A key that comes with the list is not yet one for it.
    await option('naive').click();
    await option('event-time').waitFor();
    await page.keyboard.type('ev');
    await option('latest').waitFor({ state: 'detached' });
    await option('event-time').click();
    await expect.poll(onDisk).toContain('features: [stats_v1:spend]\nnaive: event-time\n```');
    await press('Escape');
    await expect.poll(focused).toMatch(/^spring, leakage/);
    await item('spring').getByText('event-time').first().waitFor();
    await press('Enter');
    await undoAll();
    await press('Escape');
  });

  it('ends its list by Escape, and the writing by the next; undoes in the order of the notebook', async () => {
    const { page } = bench;
    await item('spring').focus();
    await press('Enter', 'ControlOrMeta+End', 'Enter');
    await page.keyboard.type('emb');
    await option('embargo').waitFor();
    await press('Escape');
    await option('embargo').waitFor({ state: 'detached' });
    expect(await focused()).toBe('leakage, YAML');
    await undoAll();
    expect(await focused()).toBe('leakage, YAML');
    await press('Shift+Enter');
    await expect.poll(focused).toMatch(/^broken, cell/);
  });

  it('says at its line what is wrong while it is written, and in a cell that cannot be read', async () => {
    const { page } = bench;
    await item('spring').focus();
    await press('Enter', 'ControlOrMeta+End', 'Enter');
    await page.keyboard.type('naiv: latest');
    await page.locator('.cm-lintRange-error', { hasText: 'naiv: latest' }).waitFor();
    await item('spring').getByText('line 11: the leakage cell has an unknown key "naiv"').waitFor();
    await undoAll();
    await press('Escape');
    const broken = item('broken, cell');
    await broken.locator('.cm-lintRange-error', { hasText: 'label: churn' }).waitFor();
    await broken.locator('.cm-gutterElement', { hasText: '15' }).waitFor();
    await broken.focus();
    await press('Enter');
    await expect.poll(focused).toBe('cell 2, text');
    await press('ArrowDown', 'ArrowDown', 'Shift+End');
    await page.keyboard.type('labels: ');
    await option('churn').click();
    await press('Enter');
    await page.keyboard.type('features: ');
    await option('stats_v1:spend').click();
    await expect.poll(() => page.locator('.cm-lintRange-error').count()).toBe(0);
    await press('ControlOrMeta+Enter');
    await item('broken, leakage 2, fresh').waitFor();
  });

  it('writes prose with the words of the page, all of new prose chosen', async () => {
    const { page } = bench;
    await item('prose').focus();
    await press('Enter', 'ControlOrMeta+End');
    await expect.poll(focused).toBe('prose, Markdown');
    expect(await page.locator('#prose .cm-lineNumbers').count()).toBe(0);
    await page.keyboard.type(' And *more*.');
    await press('Shift+Enter');
    await item('prose').getByText('more', { exact: true }).waitFor();
    await expect.poll(onDisk).toContain('First words. And *more*.\n\n```asof');
    await item('prose').focus();
    await press('b');
    await page.getByRole('menuitem', { name: 'Prose' }).press('Enter');
    await expect.poll(focused).toBe('prose 2, Markdown');
    await page.keyboard.type('Between.');
    await expect.poll(onDisk).toContain('And *more*.\n\n\nBetween.\n\n```asof');
  });

  it('offers how its answer can be looked at, by the names that it has', async () => {
    const { page } = bench;
    await item('spring').focus();
    await press('Enter');
    await expect.poll(focused).toBe('leakage, YAML');
    await press('ControlOrMeta+End', 'Enter');
    await page.keyboard.type('show: {so');
    await option('sort').click();
    await page.keyboard.type('{na');
    await option('naive stats_v1:spend').click();
    await option('falling').click();
    await page.keyboard.type('}}');
    await expect.poll(onDisk).toContain('show: {sort: {naive stats_v1:spend: falling}}\n```');
    await expect.poll(() => page.locator('.cm-lintRange-error').count()).toBe(0);
  });
});
