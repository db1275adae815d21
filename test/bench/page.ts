import type { Locator, Page } from 'playwright-core';
import { seen } from '../support/seen.ts';
import { openWorkbench } from '../support/workbench.ts';
import { watchFrames } from './frames.ts';
import { machineRows } from './page-data.ts';

/** Many times of one thing in the page, each in milliseconds, and what they must keep to. */
export interface InPage {
  what: string;
  times: readonly number[];
  /** Milliseconds; what is left out has no bar. */
  atMost: { median?: number; p95?: number; most?: number };
  note: string;
}

interface Workspaces {
  grid: string;
  machine: string;
}

/** The bars of the page: the built workbench, served to a headless Chromium, so without a GPU. */
export async function measurePage({ grid, machine }: Workspaces, runs: number): Promise<InPage[]> {
  return [await firstLesson(runs), ...(await scrolling(grid)), await dragging(machine)];
}

/**
 * From the start of navigation to the lesson's picture being visible, in tabs that have nothing stored;
 * it is looked for from outside, which adds a frame or so. The host is up, and before the
 * first tab is measured it has answered one.
 */
async function firstLesson(runs: number): Promise<InPage> {
  const opened = await openWorkbench();
  try {
    const times: number[] = [];
    await opened.page.getByText('which number can the model be given').waitFor();
    for (let run = 0; run < runs; run++) {
      const page = await opened.page.context().browser()!.newPage();
      await page.goto(opened.address, { waitUntil: 'commit' });
      await page.locator('#plot svg').first().waitFor();
      times.push(await page.evaluate(() => performance.now()));
      await page.close();
    }
    return { what: 'first lesson on screen', times, atMost: { median: 2000 }, note: '' };
  } finally {
    await opened.close();
  }
}

const seconds = 5;

/** The side-by-side grid of all labels, end to end in about five seconds, and a stretch of it by notches of the wheel. */
async function scrolling(directory: string): Promise<InPage[]> {
  const opened = await openWorkbench({ directory });
  try {
    const { page } = opened;
    const { grid, rows } = await showAll(page);
    const said = `${rows.toLocaleString('en')} rows`;
    const ways: [string, () => Promise<void>][] = [
      [`wheel by notches, ${said}`, () => wheel(page, grid, 240)],
      [`wheel end to end, ${said}`, () => wheel(page, grid, null)],
      [`bar dragged end to end, ${said}`, () => dragBar(grid)],
    ];
    const measured: InPage[] = [];
    for (const [what, scroll] of ways) {
      await grid.evaluate((scroller) => (scroller.scrollTop = 0));
      await filled(grid, 0);
      const { frames, longTasks, mostCpu } = await watchFrames(page, scroll);
      if (what.includes('end to end')) await filled(grid, rows - 1);
      const slow = frames.filter((frame) => frame > slowFrame).length;
      const note = `${frames.length} frames, ${slow} over ${slowFrame} ms, ${longTasks} long tasks; no task took over ${Math.ceil(mostCpu)} ms of cpu`;
      measured.push({ what, times: frames, atMost: { most: slowFrame }, note });
    }
    return measured;
  } finally {
    await opened.close();
  }
}

const slowFrame = 50;

/** Chooses all rows; the grid then goes to the time machine's row, which is waited for. */
async function showAll(page: Page): Promise<{ grid: Locator; rows: number }> {
  await page.getByText(/saw the future/).waitFor({ timeout: 120_000 });
  const all = page.getByRole('group', { name: 'Which rows' }).getByRole('button', { name: /^all/ });
  const rows = Number((await all.innerText()).replaceAll(/\D/g, ''));
  await all.click();
  const grid = page.getByRole('grid', { name: /side by side/ });
  await page.locator(`[role=grid][aria-rowcount="${rows + 2}"] [aria-selected=true]`).waitFor();
  await seen(grid);
  return { grid, rows };
}

/** Waits until a row is drawn with its values. */
async function filled(grid: Locator, row: number): Promise<void> {
  await grid.locator(`[data-row="${row}"] [data-column="0"]:not(.waiting)`).waitFor();
}

/** Real wheel events for five seconds, each of so many pixels; null goes from end to end. */
async function wheel(page: Page, grid: Locator, pixels: number | null): Promise<void> {
  await grid.hover();
  const most = await grid.evaluate((scroller) => scroller.scrollHeight - scroller.clientHeight);
  const start = performance.now();
  let at = 0;
  for (let share = 0; share < 1;) {
    share = Math.min(1, (performance.now() - start) / (seconds * 1000));
    const by = pixels ?? most * share - at;
    await page.mouse.wheel(0, by);
    at += by;
  }
  if (pixels === null) await page.mouse.wheel(0, slack);
}

/** Past the end, in case that a wheel's last pixels were rounded away. */
const slack = 1000;

/** The bar's thumb, moved evenly at each frame; headless Chromium draws none that a pointer could take. */
async function dragBar(grid: Locator): Promise<void> {
  await grid.evaluate(
    (scroller, duration) =>
      new Promise<void>((resolve) => {
        const most = scroller.scrollHeight - scroller.clientHeight;
        const start = performance.now();
        const drag = {
          step() {
            const share = Math.min(1, (performance.now() - start) / duration);
            scroller.scrollTop = most * share;
            if (share < 1) requestAnimationFrame(() => drag.step());
            else resolve();
          },
        };
        drag.step();
      }),
    seconds * 1000,
  );
}

const moves = 200;

/**
 * The label dragged over all rows by a real pointer. Each time is from a pointermove reaching the page,
 * before any of its handlers, to the first task after the frame that it led to: the pick, the new DOM,
 * style, layout and paint on the main thread. Chromium gives moves out at the start of a frame, so no
 * waiting for one is in it; raster and the screen are not in it either.
 */
async function dragging(directory: string): Promise<InPage> {
  const opened = await openWorkbench({ directory });
  try {
    const { page } = opened;
    const machine = page.getByRole('region', { name: 'Time machine' });
    const label = machine.getByRole('slider', { name: "The label's time" });
    await label.waitFor({ timeout: 60_000 });
    const everything = machine.getByRole('button', { name: 'all', exact: true });
    if (await everything.isVisible()) await everything.click();
    const [box, picture] = [
      (await label.boundingBox())!,
      (await machine.getByLabel("The entity's rows over time").boundingBox())!,
    ];
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, y);
    await page.mouse.down();
    const watch = await page.evaluateHandle(() => {
      const [times, stands] = [[] as number[], new Set<string | null>()];
      const slider = document.querySelector('[role=slider]')!;
      addEventListener(
        'pointermove',
        () => {
          const start = performance.now();
          requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => {
              times.push(performance.now() - start);
              stands.add(slider.getAttribute('aria-valuenow'));
            };
            after.port2.postMessage(null);
          });
        },
        { capture: true },
      );
      return { times, stands };
    });
    for (let i = 0; i < moves; i++) {
      // To and fro, ever further along: both short moves and long ones.
      const share = (i / moves) * 0.7 + (i % 2) * 0.2;
      await page.mouse.move(picture.x + picture.width * (0.06 + share), y);
    }
    await page.mouse.up();
    const { times, stands } = await watch.evaluate((seen) => ({ times: seen.times, stands: seen.stands.size }));
    const what = `time machine dragged, ${machineRows.toLocaleString('en')} rows`;
    return { what, times, atMost: { median: 16, p95: 50 }, note: `${times.length} moves to ${stands} places` };
  } finally {
    await opened.close();
  }
}
