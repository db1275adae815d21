import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { openIn, shells, type OpenedWorkbench } from '../support/shells.ts';
import { bareLesson } from '../support/bare-lesson.ts';

const churn = bareLesson('churn');

const visits = shells.map((shell) => ({ shell, colorScheme: shell === 'browser tab' ? 'light' : 'dark' }) as const);

/** A thousand labels: everything by keyboard, both themes, what a screen reader is given. */
describe.each(visits)('the churn lesson by keyboard, in a $shell, $colorScheme', ({ shell, colorScheme }) => {
  let opened: OpenedWorkbench;
  beforeAll(async () => {
    opened = await openIn(shell, { directory: churn, colorScheme });
    await opened.page.getByText(/526 of 1,000 rows \(53 %\) saw the future/).waitFor();
  });
  afterAll(() => opened?.close());

  it('asks another naive join and answers it', async () => {
    const strategies = opened.page.getByRole('group', { name: 'Naive join to compare with' });
    await strategies.getByRole('radio', { name: 'event-time' }).focus();
    await opened.page.keyboard.press('Space');
    await opened.page.getByText(/Joining by event time alone leaks/).waitFor();
    await opened.page.keyboard.press('ArrowRight');
    await opened.page.getByText(/Joining on the latest row leaks/).waitFor();
  });

  it('walks from leak to leak in the time machine', async () => {
    const machine = opened.page.getByRole('region', { name: 'Time machine' });
    await machine.focus();
    const seen = new Set<string>();
    const entity = () => machine.getByRole('textbox', { name: 'customer_id' }).inputValue();
    for (let i = 0; i < 3; i++) {
      const before = await entity();
      seen.add(before);
      await opened.page.keyboard.press('l');
      await expect.poll(entity).not.toBe(before);
    }
    expect(seen.size).toBe(3);
  });

  it('walks through the side-by-side grid and opens why', async () => {
    const grid = opened.page.getByRole('region', { name: 'Side by side' }).getByRole('grid');
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(526);
    await grid.focus();
    await opened.page.keyboard.press('Control+Home');
    await opened.page.keyboard.press('PageDown');
    for (let i = 0; i < 4; i++) await opened.page.keyboard.press('ArrowRight');
    await opened.page.keyboard.press('w');
    await opened.page
      .getByRole('complementary', { name: /inspector|why/i })
      .getByText(/Why this value/i)
      .waitFor();
    await opened.page.keyboard.press('Escape');
  });

  it('opens a profile by name', async () => {
    await opened.page.keyboard.press('Control+k');
    await opened.page.keyboard.type('support');
    await opened.page.keyboard.press('Enter');
    await opened.page
      .getByRole('complementary', { name: /inspector|profile/i })
      .getByText('tickets_90d')
      .waitFor();
    await opened.page.keyboard.press('Escape');
  });

  it('has nothing that axe finds wrong, light or dark', async () => {
    expect(await axeFindsInBothThemes(opened.page)).toEqual([]);
  });

  it('complained of nothing', () => {
    expect(opened.complaints).toEqual([]);
  });
});
