import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropFiles } from '../support/drop-files.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

const labels = `user id,when,churned\n"ž, 'luť' 🦆",2024-03-03T09:00:00Z,1\nb,2024-03-05 00:00:00,0\nb,2024-03-05 00:00:00,0\n`;
const features = `user id,event_timestamp,created,"spend"".total"\n"ž, 'luť' 🦆",2024-03-01,2024-03-01,2\n"ž, 'luť' 🦆",2024-03-07,2024-03-07,9\nb,2024-03-04,2024-03-09,5\n`;

/** Two files of the user's own, with names that are hard on a program, to an answer. */
describe('files dropped on the page', () => {
  let opened: ServedWorkbench;
  beforeAll(async () => {
    opened = await openWorkbench();
    await opened.page.getByText('On 3 March: which number can the model be given?').waitFor();
  });
  afterAll(() => opened?.close());

  it('are given roles with reasons, and five joined rows, before anything is made', async () => {
    await dropFiles(opened.page, { 'my labels.csv': labels, 'spend; DROP TABLE x.csv': features });
    const first = opened.page.getByRole('article', { name: 'my labels.csv' });
    await first.waitFor();
    expect(await first.innerText()).toMatch(/label/i);
    const preview = opened.page.getByRole('region', { name: 'Preview' });
    await preview
      .getByText('9', { exact: true })
      .or(preview.getByText('2', { exact: true }))
      .first()
      .waitFor();
  });

  it('give the answer once their roles are accepted', async () => {
    await opened.page.getByRole('button', { name: /^Use/ }).click();
    await opened.page.getByText(/Joining on the latest row leaks/).waitFor();
    expect(await opened.page.locator('#leakage').innerText()).toMatch(/1 of 3 rows \(33 %\) saw the future/);
  });

  it('offer how their times may be written, read, and are ready once they join', async () => {
    const { page } = opened;
    await dropFiles(page, {
      'churn.csv': 'id,at,churned\n1,2024-04-04,1\n',
      'seen.csv': 'id,day,visits\n1,02/04/2024,7\n',
    });
    const card = page.getByRole('article', { name: 'seen.csv' });
    const use = page.getByRole('button', { name: /^Use/ });
    await page.getByText('Say how the times of seen.csv are written.').first().waitFor();
    expect(await use.isDisabled()).toBe(true);
    const ways = card.getByLabel('Times are written as');
    expect(await ways.locator('option').allInnerTexts()).toEqual([
      'choose',
      '%d/%m/%Y: 02/04/2024 is 2024-04-02 00:00:00',
      '%m/%d/%Y: 02/04/2024 is 2024-02-04 00:00:00',
    ]);
    await ways.selectOption('%d/%m/%Y');
    await page.getByText('1 of 1 label row finds a row in seen.').waitFor();
    await expect.poll(() => use.isEnabled()).toBe(true);
    await card.getByLabel('Time zone').fill('Berlin');
    await card.getByLabel('Time zone').press('Enter');
    await page.getByText('These files do not join yet: see the preview.').waitFor();
    expect(await use.isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
  });

  it('say in one line what is wrong with a file that cannot be read, and keep what was open', async () => {
    await dropFiles(opened.page, { 'broken.parquet': 'PAR1 this is not Parquet', 'ragged.csv': 'a,b\n1,2\n3,4,5,6\n' });
    const broken = opened.page.getByRole('article', { name: 'broken.parquet' });
    await broken.waitFor();
    expect(await broken.innerText()).toMatch(/cannot be read as Parquet/i);
    expect(await opened.page.getByRole('article', { name: 'ragged.csv' }).innerText()).toMatch(/line 3|row 3/i);
    await opened.page.keyboard.press('Escape');
    await opened.page.getByText(/1 of 3 rows \(33 %\) saw the future/).waitFor();
  });
});
