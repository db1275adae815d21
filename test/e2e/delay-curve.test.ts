import { expect, it } from 'vitest';
import { bareLesson } from '../support/bare-lesson.ts';
import { seen } from '../support/seen.ts';
import { openWorkbench } from '../support/workbench.ts';

it('draws what each feature is worth the later it is known, and the longer the embargo is, and asks with the one that the slider stands at', async () => {
  const bench = await openWorkbench({ directory: bareLesson('churn') });
  const { page } = bench;
  try {
    const part = page.getByRole('region', { name: 'What an embargo costs' });
    await seen(part);
    await part.getByRole('radio', { name: 'available_after' }).press(' ');
    const delays = page.getByRole('region', { name: 'What a delay costs' });
    await delays.getByRole('button', { name: 'Join with nine delays' }).press('Enter');
    await delays.locator('p[aria-live]').filter({ hasText: 'Known as early' }).waitFor();
    await delays.getByRole('slider', { name: 'available_after' }).press('End');
    await delays.locator('p[aria-live]').filter({ hasText: 'With available_after: 30d' }).waitFor();
    await delays.getByRole('radio', { name: 'embargo' }).press(' ');
    await part.getByRole('button', { name: 'Join at nine embargoes' }).press('Enter');
    const said = part.locator('p[aria-live]');
    await said.filter({ hasText: 'Without an embargo' }).waitFor();
    const slider = part.getByRole('slider', { name: 'Embargo' });
    await slider.focus();
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight');
    await said.filter({ hasText: 'With an embargo of 7d' }).waitFor();
    await part.getByRole('row', { name: /^30d/ }).waitFor({ state: 'attached' });
    await part.getByRole('button', { name: 'Ask with this embargo' }).press('Enter');
    await page
      .locator('#leakage')
      .getByRole('button', { name: /^Rules/ })
      .filter({ hasText: '1 changed' })
      .waitFor();
    await part.getByRole('button', { name: 'Join at nine embargoes' }).waitFor();
    expect(bench.complaints).toEqual([]);
  } finally {
    await bench.close();
  }
});
