import { basename, dirname } from 'node:path';
import type { Page } from 'playwright-core';
import { desktopObstacle, launchDesktop } from './launch-electron.ts';
import { listen, openWorkbench, type WorkbenchOptions } from './workbench.ts';

const obstacle = desktopObstacle();
if (obstacle) process.stdout.write(`In the desktop window these tests are skipped: ${obstacle}.\n`);

/** Where the same tests run: in the desktop too where it can be opened. */
export const shells: readonly Shell[] = obstacle ? ['browser tab'] : ['browser tab', 'desktop window'];
export type Shell = 'browser tab' | 'desktop window';

/** The built workbench in either shell, with a home of its own. */
export interface OpenedWorkbench {
  page: Page;
  /** What the page may ask for: the beginning of an address. */
  origin: string;
  home: string;
  requests: string[];
  complaints: string[];
  /** Presses a button that asks for a file to write, and names one. */
  saveAs(button: string, path: string): Promise<void>;
  close(): Promise<void>;
}

export async function openIn(shell: Shell, options: WorkbenchOptions = {}): Promise<OpenedWorkbench> {
  return shell === 'desktop window' ? openDesktop(options) : openTab(options);
}

async function openTab(options: WorkbenchOptions): Promise<OpenedWorkbench> {
  const opened = await openWorkbench(options);
  const { page } = opened;
  return {
    ...opened,
    origin: `//${new URL(opened.address).host}/`,
    async saveAs(button, path) {
      await page.getByRole('button', { name: button }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('File name').fill(basename(path));
      await dialog.getByLabel('Folder', { exact: true }).fill(dirname(path));
      await dialog.getByLabel('Folder', { exact: true }).press('Enter');
      await dialog.getByRole('list', { name: `Folders in ${dirname(path)}` }).waitFor();
      await dialog.getByRole('button', { name: 'Export here' }).click();
    },
  };
}

async function openDesktop({ directory, ...options }: WorkbenchOptions): Promise<OpenedWorkbench> {
  const { width = 1280, height = 900, colorScheme = 'light', reducedMotion = 'no-preference' } = options;
  const desktop = await launchDesktop(directory === undefined ? [] : [directory]);
  const { app, page } = desktop;
  const heard = listen(page);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion });
  return {
    ...desktop,
    ...heard,
    origin: '//asof/',
    async saveAs(button, path) {
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path);
      await page.getByRole('button', { name: button }).click();
    },
  };
}
