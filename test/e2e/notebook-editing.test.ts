import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const text = `---
asof: 1
---

First words.

\`\`\`sql one
SELECT 1 AS x
\`\`\`

\`\`\`sql two
SELECT x + 1 AS y FROM one
\`\`\`
`;

describe('the cells of a notebook are edited', () => {
  let folder: string;
  let opened: ServedWorkbench;
  const item = (name: string, status = ''): Locator =>
    opened.page.getByRole('listitem', { name: new RegExp(`^${name}, .*${status}$`) });
  const onDisk = () => readFile(join(folder, 'one.md'), 'utf8');
  /** Into the SQL of a cell, at its end. */
  const write = async (name: string): Promise<void> => {
    const editor = opened.page.getByRole('textbox', { name: `${name}, SQL` });
    await editor.click();
    await opened.page.keyboard.press('ControlOrMeta+End');
  };

  /** How what has the focus is called. */
  const focused = () => opened.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const palette = async (name: string): Promise<void> => {
    await opened.page.keyboard.press('ControlOrMeta+k');
    await opened.page.keyboard.type(name);
    await opened.page.keyboard.press('Enter');
  };
  const undoAll = async (): Promise<void> => {
    await opened.page.locator('ol[aria-label="Cells"] > li').first().focus();
    do await opened.page.keyboard.press('z');
    while (!/nothing/.test((await opened.page.getByRole('status').textContent())!));
    await expect.poll(onDisk).toBe(text);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-editing-'));
    await writeFile(join(folder, 'asof.yaml'), 'project: shop\n');
    await writeFile(join(folder, 'one.md'), text);
    opened = await openWorkbench({ directory: folder });
    await item('two', 'fresh').waitFor();
  });
  afterEach(() => expect(opened.complaints).toEqual([]));
  afterAll(async () => {
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('runs what is stale and all, and stops all, by buttons and by keys', async () => {
    const { page } = opened;
    const line = page.getByRole('contentinfo');
    const button = (name: string): Locator => line.getByRole('button', { name });
    expect(await button('Run stale').isDisabled()).toBe(true);
    await line.getByRole('checkbox', { name: 're-run by itself' }).press(' ');
    await write('one');
    await page.keyboard.type(', 2 AS z');
    await item('one', 'stale').waitFor();
    // What uses it is no fresher.
    await line.getByText('3 cells, 2 not fresh').waitFor();
    await page.keyboard.press('ControlOrMeta+Enter');
    await item('one', 'fresh').waitFor();
    // Its answer is another, and nothing was run again by itself.
    await item('two', 'stale').waitFor();
    await button('Run stale').click();
    await item('two', 'fresh').waitFor();
    await write('one');
    await page.keyboard.type(', 3 AS w');
    await item('two', 'stale').waitFor();
    await page.keyboard.press('ControlOrMeta+Shift+Enter');
    await item('one', 'fresh').waitFor();
    await item('two', 'fresh').waitFor();
    await write('one');
    await page.keyboard.type(' FROM range(100000000000) AS a(b), range(1000) GROUP BY ALL');
    await page.keyboard.press('ControlOrMeta+Alt+Enter');
    await item('one', 'running').waitFor();
    await item('two', 'queued').waitFor();
    await button('Stop all').click();
    await item('one', 'stopped').waitFor();
    await item('two', 'blocked').waitFor();
    await button('Run all').press('Enter');
    await item('one', 'running').waitFor();
    await item('one').focus();
    await page.keyboard.press('i');
    await page.keyboard.press('i');
    await item('one', 'stopped').waitFor();
    await item('one').focus();
    await undoAll();
    await line.getByRole('checkbox', { name: 're-run by itself' }).press(' ');
    await button('Run all').click();
    await item('two', 'fresh').waitFor();
  });

  it('splits SQL and prose at the cursor, merges them again, and undoes each', async () => {
    const { page } = opened;
    await write('one');
    await page.keyboard.type('\n, 2 AS z');
    await page.keyboard.press('Home');
    await page.keyboard.press('ControlOrMeta+Shift+-');
    await expect.poll(focused).toBe('one_1, SQL');
    await expect.poll(onDisk).toContain('SELECT 1 AS x\n```\n\n```sql one_1\n, 2 AS z\n```');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toMatch(/^one_1, SQL \d/);
    await page.keyboard.press('k');
    await expect.poll(focused).toMatch(/^one, SQL/);
    await page.keyboard.press('Shift+M');
    await expect.poll(onDisk).toContain('SELECT 1 AS x\n, 2 AS z\n```\n\n```sql two');
    await page.keyboard.press('z');
    await expect.poll(onDisk).toContain('```sql one_1');
    // Taken back in the text itself: the cell that was split is gone on in.
    await page.getByRole('textbox', { name: 'one_1, SQL' }).click();
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(onDisk).not.toContain('one_1');
    await undoAll();

    await page.getByRole('listitem', { name: 'prose' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    for (let i = 0; i < 'First'.length; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ControlOrMeta+Shift+-');
    await expect.poll(onDisk).toContain('First\n\n\nwords.\n');
    await expect.poll(focused).toBe('prose 2, Markdown');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('prose 2');
    await page.keyboard.press('k');
    await expect.poll(focused).toBe('prose');
    await palette('Merge with the cell below');
    await expect.poll(onDisk).toContain('First\n\nwords.\n\n```sql one');
    await undoAll();
  });

  it('makes SQL prose and prose SQL, by keys and in the menu, and undoes each', async () => {
    const { page } = opened;
    await item('two').focus();
    await page.keyboard.press('m');
    await expect.poll(onDisk).toContain('```sql\nSELECT x + 1 AS y FROM one\n```');
    await expect.poll(focused).toBe('prose 2');
    await page.keyboard.press('y');
    await expect.poll(onDisk).toContain('```sql query_1\nSELECT x + 1 AS y FROM one\n```');
    await item('query_1', 'fresh').waitFor();
    await page.keyboard.press('z');
    await expect.poll(focused).toBe('prose 2');
    await page.getByRole('listitem', { name: 'prose 2' }).hover();
    await page.getByRole('button', { name: 'What can be done with prose 2' }).click();
    await page.getByRole('menuitem', { name: /^Change the kind/ }).click();
    await page.getByRole('menuitem', { name: 'SQL', exact: true }).click();
    await expect.poll(onDisk).toContain('```sql query_1\n');
    await undoAll();
  });

  it('puts a cell between two, by the mouse and by Tab, which stops there once', async () => {
    const { page } = opened;
    const bar = (of: string): Locator => page.getByRole('button', { name: `Add a cell above ${of}`, exact: true });
    await bar('SQL').hover();
    await bar('SQL').click();
    await page.getByRole('menuitem', { name: 'Prose' }).click();
    await expect.poll(focused).toBe('prose 2, Markdown');
    await page.keyboard.type('Between.');
    await page.keyboard.press('Escape');
    // Prose below prose is a piece of its own.
    await expect.poll(onDisk).toContain('First words.\n\n\nBetween.\n\n```sql one');
    await expect.poll(focused).toBe('prose 2');
    await page.keyboard.press('Tab');
    await expect.poll(focused).toBe('Add a cell above prose 2');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'SQL', exact: true }).press('Enter');
    await expect.poll(focused).toMatch(/^query_1, SQL/);
    expect(await page.locator('.insert button[tabindex="0"]').count()).toBe(1);
    await undoAll();
  });

  it('keeps in the file that a cell is collapsed, over a reload, and undoes that', async () => {
    const { page } = opened;
    const editor = page.getByRole('textbox', { name: 'two, SQL' });
    await item('two').focus();
    await palette('Collapse or expand');
    await editor.waitFor({ state: 'detached' });
    await expect.poll(onDisk).toContain('```sql two collapsed\n');
    await page.reload();
    await item('one', 'fresh').waitFor();
    expect(await editor.count()).toBe(0);
    await item('two').focus();
    await page.keyboard.press('z');
    await seen(item('two'));
    await editor.waitFor();
    await expect.poll(onDisk).toBe(text);
  });

  it('puts a cell beside the one before where there is room, keeps that in the file, and undoes it', async () => {
    const { page } = opened;
    const narrow = page.viewportSize()!;
    const at = async (name: string) => (await item(name).boundingBox())!;
    await item('two').focus();
    await palette('Put the cell beside');
    await expect.poll(onDisk).toContain('```sql two beside\n');
    expect((await at('two')).x).toBe((await at('one')).x);
    await page.setViewportSize({ ...narrow, width: 1600 });
    await expect.poll(async () => (await at('two')).y).toBe((await at('one')).y);
    expect((await at('two')).x).toBeGreaterThan((await at('one')).x + (await at('one')).width);
    await page.keyboard.press('z');
    await expect.poll(async () => (await at('two')).y).toBeGreaterThan((await at('one')).y);
    await page.setViewportSize(narrow);
    await expect.poll(onDisk).toBe(text);
  });

  it('does not move what is written in when a note of an error comes or goes', async () => {
    const { page } = opened;
    await write('two');
    const top = async () => (await page.getByRole('textbox', { name: 'two, SQL' }).boundingBox())!.y;
    const before = await top();
    await page.keyboard.type(', nothing');
    await page.keyboard.press('ControlOrMeta+Enter');
    await item('two', 'failed').waitFor();
    expect(await top()).toBe(before);
    await page.keyboard.type('_at_all');
    await item('two', 'stale').waitFor();
    expect(await top()).toBe(before);
    await undoAll();
  });
});
