import { expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { openWorkbench } from '../support/workbench.ts';
import { bareLesson } from '../support/bare-lesson.ts';

it('shows what the leaks cost a model, for rows that test it by time and by chance', async () => {
  const bench = await openWorkbench({ directory: bareLesson('churn') });
  const { page } = bench;
  try {
    const part = page.getByRole('region', { name: 'What it costs a model' });
    const said = part.getByRole('paragraph').filter({ hasText: 'A model of all 6 features' });
    await seen(part);
    await part.getByText('hides what a random one shows').waitFor();
    const byTime = await said.innerText();
    await part.getByRole('radio', { name: 'the latest' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => said.innerText()).not.toBe(byTime);
    expect(await part.getByText('hides what').count()).toBe(0);
    const [, promised, delivered] = /of (0\.\d\d) and delivers (0\.\d\d)/.exec(await said.innerText())!;
    expect(Number(promised) - Number(delivered)).toBeGreaterThan(0.15);
    // Both charts have their numbers as a table.
    await part.getByRole('row', { name: /trained on the naive join/ }).waitFor({ state: 'attached' });
    await part.getByRole('row', { name: /total_spend_30d/ }).waitFor({ state: 'attached' });
    expect(bench.complaints).toEqual([]);
  } finally {
    await bench.close();
  }
});
