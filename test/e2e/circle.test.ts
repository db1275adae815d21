import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareLesson } from '../support/bare-lesson.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const sql = (name: string, text: string): string => `\n\`\`\`sql ${name}\n${text}\n\`\`\`\n`;

describe('cells that use each other', () => {
  let folder: string;
  let bench: ServedWorkbench;
  const cell = (name: string) => bench.page.locator(`ol[aria-label="Cells"] > li[aria-label^="${name},"]`);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-circle-'));
    await cp(bareLesson('three-rows'), folder, { recursive: true });
    await rm(join(folder, '.asof'), { recursive: true, force: true });
    const text = `---\nasof: 1\n---\n${sql('ring', 'FROM rung')}${sql('rung', 'FROM ring')}${sql('behind', 'FROM ring')}${sql('apart', 'SELECT 7 AS n')}`;
    await writeFile(join(folder, 'n.md'), text);
    bench = await openWorkbench({ directory: folder, height: 1400 });
  });
  afterAll(async () => {
    await bench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('say so, hold up what uses them and nothing else, and run when the circle is cut', async () => {
    const { page } = bench;
    await page.getByRole('button', { name: 'Run all', exact: true }).click();
    await cell('apart').getByText('1 row of 1 column').waitFor();
    for (const name of ['ring', 'rung'])
      await cell(name).getByText('cells use each other: ring → rung → ring').waitFor();
    await expect.poll(() => cell('behind').getAttribute('aria-label')).toMatch(/blocked$/);
    await cell('rung').getByRole('textbox', { name: 'rung, SQL' }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('SELECT 1 AS one');
    await page.keyboard.press('ControlOrMeta+Enter');
    await cell('rung').getByText('1 row of 1 column').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Run all', exact: true }).click();
    await cell('behind').getByText('1 row of 1 column').waitFor();
    expect(bench.complaints).toEqual([]);
  });

  it('are joined by one from the palette: a view that is being written', async () => {
    const { page } = bench;
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('add a cell define');
    await page.keyboard.press('Enter');
    await page.locator('#define').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('define');
    expect(bench.complaints).toEqual([]);
  });
});
