import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { shopWorkspace } from '../support/shop-workspace.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const asked = (name: string) =>
  `\`\`\`asof leakage\nas: ${name}\nlabels: churn\nfeatures: [stats_v1:spend]\n\`\`\`\n\nWords of ${name}.\n`;
const question =
  '```asof ask\nquestion: Which?\noptions:\n  - {text: this, right: true, because: it is}\n  - {text: that, because: it is not}\n```\n';
const workspace = {
  ...shopWorkspace,
  'one.md': `---\nasof: 1\n---\n\n${asked('first')}`,
  'two.md': `---\nasof: 1\n---\n\n${asked('second')}\n${asked('third')}`,
  'quiz.md': `---\nasof: 1\n---\n\n${question}\n${asked('covered')}`,
};

async function putWorkspace(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(workspace)) await writeFile(join(folder, name), content);
  return folder;
}

/** Two folders, of which the first is served and trusted. */
describe('the address', () => {
  let home: string;
  let opened: ServedWorkbench;
  let page: Page;
  const hash = () => new URL(page.url()).hash;
  const cell = (name: string) => page.getByRole('listitem', { name: `${name}, leakage` });
  const hasFocus = (name: string) =>
    expect.poll(() => cell(name).evaluate((element) => element === document.activeElement)).toBe(true);
  const problem = () => page.getByRole('main').getByRole('alert').first();
  const type = async (address: string) => page.evaluate((to) => void (location.hash = to), address);

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'asof address-'));
    await putWorkspace(join(home, 'mine'));
    await putWorkspace(join(home, 'theirs'));
    opened = await openWorkbench({ directory: join(home, 'mine') });
    page = opened.page;
    await cell('first').waitFor();
  });
  afterAll(async () => {
    await opened?.close();
    await rm(home, { recursive: true, force: true });
  });
  const mine = () => `#folder=${join(home, 'mine').replaceAll(' ', '%20')}`;
  const theirs = () => `#folder=${join(home, 'theirs').replaceAll(' ', '%20')}`;

  it('leads to the question that still covers a cell, and once that is answered to the cell', async () => {
    await type(`${mine()}&notebook=quiz.md&cell=covered`);
    const asking = page.getByRole('listitem', { name: 'question' });
    await expect.poll(() => asking.evaluate((element) => element === document.activeElement)).toBe(true);
    await expect.poll(hash).toBe(`${mine()}&notebook=quiz.md&cell=ask.1`);
    await asking.getByRole('button', { name: 'this' }).click();
    await type(`${mine()}&notebook=quiz.md&cell=covered`);
    await hasFocus('covered');
    await type(`${mine()}&notebook=one.md`);
    await cell('first').waitFor();
  });

  it('says which workspace, notebook and cell, and a reload leads there again', async () => {
    await expect.poll(hash).toBe(`${mine()}&notebook=one.md`);
    await page.getByRole('navigation', { name: 'Workspace' }).getByText('two.md').click();
    await seen(cell('third'));
    await cell('third').focus();
    await expect.poll(hash).toBe(`${mine()}&notebook=two.md&cell=third`);
    await page.reload();
    await hasFocus('third');
    expect(hash()).toBe(`${mine()}&notebook=two.md&cell=third`);
  });

  it('leads back to the notebook and the workspace before, and on again', async () => {
    await page.getByRole('button', { name: 'Churn', exact: true }).click();
    await page.getByRole('main').getByRole('heading', { name: 'Churn', exact: true }).waitFor();
    await expect.poll(hash).toBe('#lesson=churn&notebook=lesson.md');
    await page.goBack();
    await hasFocus('third');
    await page.goBack();
    await cell('first').waitFor();
    expect(hash()).toBe(`${mine()}&notebook=one.md`);
    await page.goForward();
    await hasFocus('third');
  });

  it('opens the same cell in another tab that was given no token, and holds none', async () => {
    const [other] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate(() => void window.open(location.href, '_blank', 'noopener')),
    ]);
    const there = other.getByRole('listitem', { name: 'third, leakage' });
    await expect.poll(() => there.evaluate((element) => element === document.activeElement)).toBe(true);
    const token = new URL(opened.address).searchParams.get('token')!;
    expect(other.url()).not.toContain(token);
    expect(page.url()).not.toContain(token);
    await other.close();
  });

  it('finds a cell without a name by its kind and number', async () => {
    await type(`${mine()}&notebook=two.md&cell=prose.2`);
    const prose = page.getByRole('listitem').filter({ hasText: 'Words of third.' }).last();
    await expect.poll(() => prose.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('says in one line what is no longer there, shows the rest, and stays as it was typed', async () => {
    await type(`${mine()}&notebook=one.md&cell=gone`);
    await problem().getByText('There is no cell called "gone"').waitFor();
    await cell('first').waitFor();
    await type(`${mine()}&notebook=three.md`);
    await problem().getByText('There is no notebook called "three.md"').waitFor();
    await problem().getByText('There is: one.md, quiz.md, two.md').waitFor();
    expect(hash()).toBe(`${mine()}&notebook=three.md`);
    await cell('first').focus();
    await expect.poll(hash).toBe(`${mine()}&notebook=one.md&cell=first`);
    expect(await problem().count()).toBe(0);
  });

  it('keeps what is open where a workspace is gone, and says where else to go', async () => {
    await type('#folder=/nowhere/at/all&notebook=a.md');
    await problem().getByText('No such file: /nowhere/at/all').waitFor();
    await page.getByRole('button', { name: 'Back to shop' }).click();
    await cell('first').waitFor();
    await expect.poll(hash).toBe(`${mine()}&notebook=one.md&cell=first`);
    for (const address of ['#files=0123456789abcdef', '#folder=//evil.example/share', '#folder=%5C%5Cevil%5Cshare']) {
      await type(address);
      await problem().getByText('Opening what this link leads to is not possible here').waitFor();
      await page.getByRole('button', { name: 'Back to shop' }).click();
    }
    await type('#lesson=alchemy');
    await problem().getByText('There is no lesson called "alchemy"').waitFor();
    await page.reload();
    await problem().getByText('There is no lesson called "alchemy"').waitFor();
    await page.getByRole('main').getByText('Three rows', { exact: true }).waitFor();
  });

  it('runs nothing of a folder that is not trusted, and leads on once it is', async () => {
    await type(`${theirs()}&notebook=two.md&cell=third`);
    const bar = page.getByRole('region', { name: 'Trust' });
    await bar.waitFor();
    expect(await page.getByRole('listitem', { name: /leakage/ }).count()).toBe(0);
    expect(hash()).toBe(`${theirs()}&notebook=two.md&cell=third`);
    await page.reload();
    await bar.getByRole('button', { name: 'Trust this folder' }).click();
    await hasFocus('third');
    expect(opened.complaints).toEqual([]);
  });

  it('says what to open where no other tab knows the token', async () => {
    const stranger = await page.context().browser()!.newPage();
    await stranger.goto(page.url());
    await stranger.getByText('open the whole address that asof serve printed').waitFor();
    await stranger.close();
  });
});
