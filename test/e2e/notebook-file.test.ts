import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFinds } from '../support/axe.ts';
import { shopWorkspace } from '../support/shop-workspace.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const text = '---\ntitle: Spring\nasof: 1\n---\n\nFirst words.\n\n```asof leakage\nlabel: churn\n```\n';

/** A notebook in a folder, written by the keyboard alone. */
describe('a notebook in a folder', () => {
  let folder: string;
  let opened: ServedWorkbench;
  const onDisk = () => readFile(join(folder, 'spring.md'), 'utf8');
  const saved = () => opened.page.getByRole('contentinfo').getByText('saved', { exact: true }).waitFor();
  const first = () => opened.page.getByRole('list', { name: 'Cells' }).locator('> li').first();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-notebook-'));
    await writeFile(join(folder, 'asof.yaml'), 'project: spring\n');
    await writeFile(join(folder, 'spring.md'), text);
    opened = await openWorkbench({ directory: folder });
    await opened.page.getByRole('heading', { name: 'Spring', exact: true }).waitFor();
  });
  beforeEach(() => first().focus());
  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is shown with a broken cell beside its error, and nothing that axe finds wrong', async () => {
    const { page } = opened;
    await page.getByText(/the leakage cell has no labels/).waitFor();
    expect(await axeFinds(page)).toEqual([]);
    expect(await onDisk()).toBe(text);
  });

  it('saves what is typed, and undoes it after a reload', async () => {
    const { page } = opened;
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'prose, Markdown' }).waitFor();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' And more.');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('First words. And more.').waitFor();
    await saved();
    expect(await onDisk()).toBe(text.replace('words.', 'words. And more.'));
    await page.reload();
    await page.getByText('First words. And more.').waitFor();
    await first().focus();
    await page.keyboard.press('z');
    await page.getByText('First words.', { exact: true }).waitFor();
    await expect.poll(onDisk).toBe(text);
  });

  it('asks which is kept where another program has changed it too', async () => {
    const { page } = opened;
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'prose, Markdown' }).waitFor();
    await writeFile(join(folder, 'spring.md'), text.replace('First', 'Their'));
    await page.keyboard.type('Mine. ');
    const dialog = page.getByRole('dialog', { name: /changed by another program/ });
    await dialog.waitFor();
    expect(await dialog.getByText('Their words.').isVisible()).toBe(true);
    await dialog.getByRole('button', { name: 'Keep both' }).press('Enter');
    await saved();
    expect(await onDisk()).toMatch(/Their words\.[^]*Mine\. First words\.|Their words\.[^]*First words\.Mine\. /);
  });

  it('has what was typed and said to be saved, when host and tab end at once', async () => {
    const { page, host } = opened;
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: /^prose.*, Markdown$/ }).waitFor();
    await page.keyboard.type('Last words. ');
    await expect.poll(onDisk).toContain('Last words. ');
    host.kill('SIGKILL');
    await page.close();
    expect(await onDisk()).toContain('Last words. ');
  });
});

describe('a notebook that is opened after another', () => {
  it('asks the questions of its own cells, those that stand where others stood', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asof-notebooks-'));
    const asked = (name: string) =>
      `\`\`\`asof leakage\nas: ${name}\nlabels: churn\nfeatures: [stats_v1:spend]\n\`\`\`\n`;
    const files = {
      ...shopWorkspace,
      'one.md': `---\nasof: 1\n---\n\n${asked('first')}`,
      'two.md': `---\nasof: 1\n---\n\n${asked('second')}`,
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const opened = await openWorkbench({ directory: folder });
    try {
      const { page } = opened;
      const names = { 'one.md': 'first', 'two.md': 'second' };
      for (const name of ['one.md', 'two.md', 'one.md'] as const) {
        await page.getByRole('navigation', { name: 'Workspace' }).getByText(name, { exact: true }).click();
        await page.getByRole('listitem', { name: `${names[name]}, leakage, fresh` }).waitFor();
      }
      expect(opened.complaints).toEqual([]);
    } finally {
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
