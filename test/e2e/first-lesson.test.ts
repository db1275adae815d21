import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parquetRead } from '../support/read-parquet.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindsInBothThemes } from '../support/axe.ts';
import { seen } from '../support/seen.ts';
import { openIn, shells, type OpenedWorkbench } from '../support/shells.ts';

/** One visit, in order: be asked, see the leak, drag the label, ask why, export, compare the file, begin again. */
describe.each(shells)('the first lesson, in a %s', (shell) => {
  let opened: OpenedWorkbench;
  beforeAll(async () => {
    opened = await openIn(shell);
  });
  afterAll(() => opened?.close());

  const cell = (name: string) => opened.page.getByRole('listitem', { name });
  const latest = () => cell('latest, leakage');
  const label = () => latest().getByRole('slider', { name: "The label's time" });
  const machine = () => latest().getByRole('region', { name: 'Time machine' });
  /** The question that stands last: what follows it is covered. */
  const asked = () => opened.page.getByRole('listitem', { name: /^question/ }).last();
  const answer = (option: string) => asked().getByRole('button', { name: option, exact: true }).click();

  it('asks before it tells: three rows, a question, and nothing of what leaks', async () => {
    await cell('counted, plot')
      .getByRole('img', { name: /^scatter of/ })
      .waitFor();
    await opened.page.getByText(/cells below, once you have answered/).waitFor();
    expect(await opened.page.getByText(/saw the future/).count()).toBe(0);
    expect(await latest().count()).toBe(0);
  });

  it('adds a cell below the question where it is seen: before it, since it covers what follows', async () => {
    const { page } = opened;
    await asked().focus();
    await page.keyboard.press('b');
    await page.getByRole('menuitem', { name: 'Prose' }).click();
    const text = page.getByRole('textbox', { name: /^prose .*Markdown$/ });
    await text.waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await text.waitFor({ state: 'detached' });
  });

  it('explains a word of the trade where it is pointed at, and where the keyboard reaches it', async () => {
    const { page } = opened;
    const tip = (meaning: RegExp) => page.getByRole('tooltip').getByText(meaning);
    const [feature, label] = ['feature', 'label'].map((word) => page.locator('em', { hasText: word }).first());
    await feature!.hover();
    await tip(/that a model is given/).waitFor();
    await page.mouse.move(0, 0);
    await tip(/that a model is given/).waitFor({ state: 'hidden' });
    await feature!.focus();
    await page.keyboard.press('Tab');
    expect(await label!.evaluate((word) => word === document.activeElement)).toBe(true);
    await tip(/^What a model is to say/).waitFor();
    await page.keyboard.press('Escape');
    await tip(/^What a model is to say/).waitFor({ state: 'hidden' });
  });

  it('has nothing that axe finds wrong, light or dark', async () => {
    expect(await axeFindsInBothThemes(opened.page)).toEqual([]);
  });

  it('says of a wrong option why it is wrong, and goes on after the right one', async () => {
    await answer('9');
    await opened.page.getByText('It was counted on 7 March, 4 days after the label').waitFor();
    expect(await opened.page.getByText('Most code that puts a training set together').count()).toBe(0);
    await answer('2');
    await opened.page.getByText('Most code that puts a training set together').waitFor();
  });

  it('shows the leak once it was guessed', async () => {
    await asked().getByText('Which number do these two lines give the model?').waitFor();
    await answer('9');
    await seen(latest());
    await latest()
      .getByText(/1 of 1 row \(100 %\) saw the future/)
      .waitFor();
    await machine()
      .getByText(/the model may see 2/)
      .waitFor();
    expect(await machine().innerText()).toMatch(/latest row says\s*9, which happened 4 days later/);
    await (await seen(cell('check').first())).getByText('holds').first().waitFor();
    await seen(label());
  });

  it('lets the label be dragged: the pick follows, the naive pick stays in the future', async () => {
    const box = (await label().boundingBox())!;
    const picture = (await machine().getByLabel("The entity's rows over time").boundingBox())!;
    await opened.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await opened.page.mouse.down();
    await opened.page.mouse.move(picture.x + picture.width * 0.72, box.y + box.height / 2, { steps: 12 });
    await machine()
      .getByText(/the model may see 5/)
      .waitFor();
    expect(await machine().innerText()).toMatch(/latest row says\s*9/);
    await opened.page.mouse.move(picture.x + picture.width * 0.995, box.y + box.height / 2, { steps: 12 });
    await opened.page.mouse.up();
    await machine()
      .getByText(/the model may see 9/)
      .waitFor();
  });

  it('moves the label by keyboard, and brings it home', async () => {
    await label().focus();
    await opened.page.keyboard.press('Home');
    await machine()
      .getByText(/the model may see 2/)
      .waitFor();
    for (let i = 0; i < 400 && !/may see\s*5/.test(await machine().innerText()); i++)
      await opened.page.keyboard.press('Shift+ArrowRight');
    expect(await machine().innerText()).toMatch(/may see\s*5/);
    await opened.page.keyboard.press('Home');
    await machine()
      .getByText(/the model may see 2/)
      .waitFor();
  });

  it('says why a value is what it is, and why the others were not chosen', async () => {
    await machine().focus();
    await opened.page.keyboard.press('w');
    const inspector = opened.page.getByRole('complementary', { name: /inspector|why/i });
    await inspector
      .getByText(/2024-03-01/)
      .first()
      .waitFor();
    const text = await inspector.innerText();
    expect(text.match(/future/g)?.length ?? 0).toBeGreaterThanOrEqual(2);
    await opened.page.keyboard.press('Escape');
  });

  it('exports a training set that holds what was known, with its provenance inside', async () => {
    await answer('On 7 March or later');
    await answer('null, no value');
    const out = join(opened.home, 'training set.parquet');
    await seen(cell('honest, training set'));
    await opened.saveAs('Export to Parquet…', out);
    await opened.page.getByText(/4 rows, 3 columns/).waitFor();
    expect(existsSync(out)).toBe(true);
    const { rows, metadata } = await parquetRead(out);
    const days = [Date.UTC(2024, 1, 28), Date.UTC(2024, 2, 3), Date.UTC(2024, 2, 5), Date.UTC(2024, 2, 8)];
    expect(rows).toEqual(
      [null, '2', '5', '9'].map((login_count, i) => ({
        ...{ customer_id: '42', event_timestamp: String(days[i]) },
        logins_v1__login_count: login_count,
      })),
    );
    const provenance = JSON.parse(metadata.asof!) as { inputs: { sha256: string }[]; sql: string };
    expect(provenance.inputs.map((input) => input.sha256)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(provenance.sql).toContain('ASOF LEFT JOIN');
  });

  it('knows after a reload what was answered, and asks again when it is started afresh', async () => {
    await opened.page.reload();
    await answer('5');
    await opened.page.getByText('Now seven customers').waitFor();
    await opened.page.getByRole('button', { name: 'Start afresh' }).click();
    await opened.page.getByText('Most code that puts a training set together').waitFor({ state: 'detached' });
    await opened.page.getByText(/cells below/).waitFor();
    expect(await cell('honest, training set').count()).toBe(0);
  });

  it('asked for nothing but its own origin, and complained of nothing', () => {
    const elsewhere = opened.requests.filter((url) => !/^(data|blob):/.test(url) && !url.includes(opened.origin));
    expect(elsewhere).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });
});
