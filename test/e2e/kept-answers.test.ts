import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axeFinds } from '../support/axe.ts';
import { shopWorkspace } from '../support/shop-workspace.ts';
import { openWorkbench, serve, type ServedWorkbench } from '../support/workbench.ts';

const text = `---
title: Spring
asof: 1
---

First words.

\`\`\`asof leakage
as: spring
labels: churn
features: [stats_v1:spend]
\`\`\`

\`\`\`sql late
SELECT * FROM spring
\`\`\`
`;

/** A notebook whose answers are kept, and what is typed in it when something ends. */
describe('a notebook that is opened again', () => {
  let folder: string;
  let opened: ServedWorkbench;
  let second: Awaited<ReturnType<typeof serve>> | undefined;
  const file = () => join(folder, 'spring.md');
  const onDisk = () => readFile(file(), 'utf8');
  const cell = (name: string, page = opened.page) => page.getByRole('listitem', { name });
  const kept = async () => {
    const names = await readdir(join(folder, '.asof', 'kept')).catch(() => []);
    return names.filter((name) => name.endsWith('.kept')).length;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-again-'));
    for (const [name, content] of Object.entries({ ...shopWorkspace, 'spring.md': text }))
      await writeFile(join(folder, name), content);
    opened = await openWorkbench({ directory: folder });
    await opened.page.getByRole('heading', { name: 'Spring', exact: true }).waitFor();
  });
  afterEach(async () => {
    second?.host.kill('SIGKILL');
    second = undefined;
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Another program in the same home; the page goes to it. */
  async function startAgain(page = opened.page) {
    second = await serve(opened.home, folder);
    await page.goto(second.address);
    await page.getByRole('heading', { name: 'Spring', exact: true }).waitFor();
  }

  /** Another tab of the same browser. */
  async function another() {
    const page = await opened.page.context().newPage();
    await page.goto(opened.address);
    await page.getByRole('heading', { name: 'Spring', exact: true }).waitFor();
    return page;
  }

  const editor = (page = opened.page) => page.getByRole('textbox', { name: /^prose.*, Markdown$/ });

  /** Into the editor, wherever the focus is. */
  async function type(words: string, page = opened.page) {
    await editor(page).pressSequentially(words);
  }

  async function write(page = opened.page) {
    await page.getByRole('list', { name: 'Cells' }).locator('> li').first().focus();
    await page.keyboard.press('Enter');
    await editor(page).press('Control+End');
  }

  /** As when the system ends it: it is told nothing. */
  async function crash(page: Page) {
    const session = await page.context().newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    void session.send('Page.crash').catch(() => null);
    await crashed;
  }

  it('shows its last answers at once, those that are fresh and those that are not', async () => {
    await cell('spring, leakage, fresh').waitFor();
    await cell('late, SQL').focus();
    await opened.page.keyboard.press('Control+Enter');
    await cell('late, SQL, fresh').waitFor();
    await expect.poll(kept).toBe(2);
    opened.host.kill('SIGKILL');
    await startAgain();
    await cell('spring, leakage, fresh')
      .getByText(/^fresh, from \d\d:\d\d$/)
      .waitFor();
    await cell('late, SQL, fresh')
      .getByText(/^fresh, from/)
      .waitFor();
    await writeFile(join(folder, 'stats.csv'), `${shopWorkspace['stats.csv']}c1,2024-05-02,20.5\n`);
    await opened.page.context().addInitScript(() => localStorage.setItem('asof.fast', '0'));
    await opened.page.reload();
    await cell('spring, leakage, stale')
      .getByText(/^stale, from \d\d:\d\d: the file of stats changed$/)
      .waitFor();
    await cell('late, SQL, stale')
      .getByText(/: spring is stale$/)
      .waitFor();
    await cell('late, SQL, stale').scrollIntoViewIfNeeded();
    await cell('late, SQL, stale').getByText('10.5').first().waitFor();
    expect(await axeFinds(opened.page)).toEqual([]);
    await opened.page.context().addInitScript(() => localStorage.setItem('asof.fast', '1e9'));
    await opened.page.reload();
    await cell('spring, leakage, fresh').waitFor();
    await cell('late, SQL').scrollIntoViewIfNeeded();
    await cell('late, SQL, fresh').getByText('20.5').first().waitFor();
  });

  it('saves what is typed by itself, and has it whole when host and tab are killed', async () => {
    await write();
    await type(' Kept words.');
    await expect.poll(onDisk).toContain('First words. Kept words.');
    opened.host.kill('SIGKILL');
    await crash(opened.page);
    expect(await onDisk()).toBe(text.replace('First words.', 'First words. Kept words.'));
  });

  it('has all that was typed while a save hung, when host and tab are killed then', async () => {
    const page = await another();
    await write(page);
    opened.host.kill('SIGSTOP');
    await type(' Sent words.', page);
    await page.getByRole('contentinfo').getByText('saving', { exact: false }).waitFor();
    await type(' Waiting words.', page);
    // Another tab sees what the browser has of it.
    const drafts = () => opened.page.evaluate(() => Object.values(localStorage).join());
    await expect.poll(drafts).toContain('Waiting words.');
    await crash(page);
    opened.host.kill('SIGKILL');
    expect(await onDisk()).toBe(text);
    await startAgain();
    await opened.page.getByText('First words. Sent words. Waiting words.').waitFor();
    await expect.poll(onDisk).toContain('First words. Sent words. Waiting words.');
  });

  it('is one text in two tabs: what one saves the other reads, and what both wrote is asked about', async () => {
    const other = await another();
    await write();
    await type(' Mine.');
    await other.getByText('First words. Mine.').waitFor();
    await write(other);
    opened.host.kill('SIGSTOP');
    await type(' Theirs.', other);
    await type(' Again.');
    opened.host.kill('SIGCONT');
    const asks = (page: Page) => page.getByRole('dialog', { name: /changed by another/ });
    const asked = await Promise.any(
      [opened.page, other].map((page) =>
        asks(page)
          .waitFor()
          .then(() => page),
      ),
    );
    await asks(asked).getByRole('button', { name: 'Keep both' }).press('Enter');
    await expect.poll(onDisk).toMatch(/Theirs\.[^]*Again\.|Again\.[^]*Theirs\./);
    for (const page of [opened.page, other])
      for (const words of [/Theirs\./, /Again\./]) await page.getByText(words).first().waitFor();
    await other.close();
  });

  it('says that the disk is full, goes on, and is saved once there is room', async ({ skip }) => {
    await opened.close();
    const small = join(folder, 'small');
    await mkdir(small);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', small]).status !== 0)
      skip('no file system can be mounted here');
    try {
      for (const [name, content] of Object.entries({ ...shopWorkspace, 'spring.md': text }))
        await writeFile(join(small, name), content);
      opened = await openWorkbench({ directory: small });
      await opened.page.getByRole('heading', { name: 'Spring', exact: true }).waitFor();
      await cell('spring, leakage, fresh').waitFor();
      const rest = await readdir(small);
      await writeFile(join(small, 'fills.bin'), new Uint8Array(200_000)).catch(() => null);
      await write();
      await type(' Unsaved words.');
      await opened.page
        .getByText(/disk is full/i)
        .first()
        .waitFor();
      expect(await readFile(join(small, 'spring.md'), 'utf8')).toBe(text);
      await rm(join(small, 'fills.bin'));
      await type(' More.');
      await expect.poll(() => readFile(join(small, 'spring.md'), 'utf8')).toContain('Unsaved words. More.');
      expect((await readdir(small)).filter((name) => !rest.includes(name) && name !== '.asof')).toEqual([]);
    } finally {
      await opened.close();
      spawnSync('umount', ['-l', small]);
    }
  });
});
