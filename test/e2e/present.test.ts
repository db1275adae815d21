import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { openWorkbench, type ServedWorkbench } from '../support/workbench.ts';

/** In order: begin at the first lesson's first cell, go on to a question, past it, to what moves under the pointer, and end. */
describe('presenting on a projector of 1024 x 768', () => {
  let opened: ServedWorkbench;
  beforeAll(async () => {
    opened = await openWorkbench({ width: 1024, height: 768, reducedMotion: 'reduce' });
  });
  afterAll(() => opened?.close());

  const bar = () => opened.page.getByRole('navigation', { name: 'Presenting' });
  const cells = () => opened.page.getByRole('list', { name: 'Cells' }).locator('> li');
  const presented = () => cells().filter({ visible: true });
  const at = (place: number) => bar().getByText(`${place} of `).waitFor();
  const press = (key: string) => opened.page.keyboard.press(key);
  const hasFocus = () => presented().and(opened.page.locator(':focus')).waitFor();
  /** How large the type of an element is on the screen, pixels. */
  const typeOf = (selector: string) =>
    presented()
      .locator(selector)
      .first()
      .evaluate((element) => parseFloat(getComputedStyle(element).fontSize) * element.currentCSSZoom);

  it('shows one cell, in large type, and no panes', async () => {
    const { page } = opened;
    await cells()
      .getByRole('img', { name: /^scatter of/ })
      .waitFor();
    await cells().first().focus();
    await press('p');
    await at(1);
    expect(await presented().count()).toBe(1);
    expect(await typeOf('p')).toBeGreaterThan(24);
    expect(await page.getByRole('navigation', { name: 'Workspace' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^(?:Workspace|Inspector) pane$/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Add a cell…' }).isVisible()).toBe(false);
    await hasFocus();
  });

  it('goes on and back by the keys of a presenter, with the focus on the cell, and changes nothing', async () => {
    const before = await cells().count();
    for (const [key, place] of [
      ['PageDown', 2],
      ['ArrowLeft', 1],
      [' ', 2],
      ['PageUp', 1],
      ['ArrowRight', 2],
      ['PageDown', 3],
    ] as const) {
      await press(key);
      await at(place);
      await hasFocus();
    }
    for (const key of ['d', 'd', 'a', 'm']) await press(key);
    expect(await cells().count()).toBe(before);
    expect(await opened.page.getByRole('menu').count()).toBe(0);
  });

  it('waits at a question until it is answered, or skipped', async () => {
    const { page } = opened;
    await bar().getByText('answer, or skip, to go on').waitFor();
    await press('PageDown');
    await page.getByRole('status').getByText('answer the question, or skip it, to go on').waitFor();
    await at(3);
    expect(await bar().getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    await presented().getByRole('button', { name: '2', exact: true }).click();
    await press('PageDown');
    await at(4);
    while (!(await bar().getByText('answer, or skip, to go on').isVisible())) {
      await bar().getByRole('button', { name: 'Next' }).click();
      await hasFocus();
    }
    await presented().getByRole('button', { name: /^Skip/ }).click();
    await hasFocus();
    for (const place of [6, 7]) {
      await press('PageDown');
      await at(place);
    }
  });

  it('draws figures as large as the rest, and they follow the pointer', async () => {
    const { page } = opened;
    const label = presented().getByRole('slider', { name: "The label's time" });
    const box = (await label.boundingBox())!;
    const x = box.x + box.width / 2;
    await page.mouse.move(x, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(x + 150, box.y + 20, { steps: 4 });
    await page.mouse.up();
    const moved = (await label.boundingBox())!;
    expect(moved.x + moved.width / 2 - x).toBeCloseTo(150, -1);
    expect(await typeOf('svg text')).toBeGreaterThan(15);
    const more = presented().getByRole('button', { name: 'What can be done with leakage' }).first();
    const corner = (await more.boundingBox())!;
    await more.click();
    const menu = (await page.getByRole('menu').boundingBox())!;
    expect(menu.x + menu.width).toBeLessThanOrEqual(1024);
    expect(menu.y).toBeLessThan(corner.y + corner.height + 60);
    await press('Escape');
    await at(7);
  });

  it('has nothing that axe finds wrong, light or dark', async () => {
    const { page } = opened;
    for (const key of ['Home', 'PageUp']) {
      await press(key);
      expect(await axeFindsInBothThemes(page)).toEqual([]);
    }
  });

  it('goes past a cell of which only the head is shown', async () => {
    await press('PageDown');
    await at(7);
    await presented().getByRole('button', { name: 'What can be done with leakage' }).click();
    await opened.page.getByRole('menuitem', { name: /^Collapse/ }).click();
    for (const [key, place] of [
      ['PageUp', 6],
      ['PageDown', 8],
      ['PageUp', 6],
    ] as const) {
      await press(key);
      await at(place);
    }
  });

  it('ends at the same cell, among the others', async () => {
    await press('Escape');
    await bar().waitFor({ state: 'detached' });
    expect(await presented().count()).toBeGreaterThan(1);
    const current = opened.page.locator('li.current');
    await current.and(opened.page.locator(':focus')).waitFor();
    expect(await current.boundingBox().then((box) => box!.y)).toBeLessThan(768);
    expect(opened.complaints).toEqual([]);
  });

  it('says when the host is lost', async () => {
    await press('p');
    await bar().waitFor();
    opened.host.kill('SIGKILL');
    await bar().getByRole('alert').getByText('The host does not answer; trying again').waitFor();
  });
});
