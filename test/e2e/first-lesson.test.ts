import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parquetRead } from '../support/read-parquet.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { openIn, shells, type OpenedWorkbench } from '../support/shells.ts';

/** One visit, in order: see the leak, drag the label, ask why, export, compare the file. */
describe.each(shells)('the first lesson, in a %s', (shell) => {
  let opened: OpenedWorkbench;
  beforeAll(async () => {
    opened = await openIn(shell);
  });
  afterAll(() => opened?.close());

  const label = () => opened.page.getByRole('slider', { name: "The label's time" });
  const machine = () => opened.page.getByRole('region', { name: 'Time machine' });

  it('shows the leak without being asked', async () => {
    await opened.page.getByText(/1 of 1 row \(100 %\) saw the future/).waitFor();
    await machine()
      .getByText(/the model may see 2/)
      .waitFor();
    expect(await machine().innerText()).toMatch(/latest row says\s*9, which happened 4 days later/);
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
    const out = join(opened.home, 'training set.parquet');
    await seen(opened.page.locator('#training-set'));
    await opened.saveAs('Export to Parquet…', out);
    await opened.page.getByText(/1 row, 4 columns/).waitFor();
    expect(existsSync(out)).toBe(true);
    const { rows, metadata } = await parquetRead(out);
    expect(rows).toEqual([
      {
        customer_id: '42',
        event_timestamp: String(Date.UTC(2024, 2, 3)),
        churned: '1',
        logins_v1__login_count: '2',
      },
    ]);
    const provenance = JSON.parse(metadata.asof!) as { inputs: { sha256: string }[]; sql: string };
    expect(provenance.inputs.map((input) => input.sha256)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(provenance.sql).toContain('ASOF LEFT JOIN');
  });

  it('asked for nothing but its own origin, and complained of nothing', () => {
    const elsewhere = opened.requests.filter((url) => !/^(data|blob):/.test(url) && !url.includes(opened.origin));
    expect(elsewhere).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });
});
