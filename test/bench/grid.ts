import type { Locator, Page } from 'playwright-core';
import { seen } from '../support/seen.ts';
import { openWorkbench } from '../support/workbench.ts';
import { watchFrames } from './frames.ts';
import type { InPage } from './page.ts';

const slowFrame = 50;
/** Milliseconds within which an order, or a filter, is drawn. */
const explored = 300;

/** A grid of 200 columns scrolled both ways, and one of eight put in order and cut down in the page. */
export async function measureGrid(directory: string): Promise<InPage[]> {
  const opened = await openWorkbench({ directory });
  try {
    const { page } = opened;
    return [...(await scrolling(page, await shown(page, 0))), ...(await exploring(page, await shown(page, 1)))];
  } finally {
    await opened.close();
  }
}

/** The training set's grid of the nth cell, once it has rows. */
async function shown(page: Page, nth: number): Promise<Locator> {
  const cell = page.locator('ol[aria-label="Cells"] > li').nth(nth);
  await seen(cell);
  const grid = cell.getByRole('grid', { name: 'Training set', exact: true });
  await grid.locator('[role=gridcell]:not(.waiting)').first().waitFor({ timeout: 600_000 });
  await seen(grid);
  return grid;
}

async function scrolling(page: Page, grid: Locator): Promise<InPage[]> {
  const rows = Number(await grid.getAttribute('aria-rowcount')) - 1;
  const size = `${rows.toLocaleString('en')} x ${await grid.getAttribute('aria-colcount')}`;
  const measured: InPage[] = [];
  for (const [way, sideways, down] of [
    ['down', 0, 1],
    ['sideways', 1, 0],
    ['both ways', 1, 1],
  ] as const) {
    const { frames, longTasks, mostCpu } = await watchFrames(page, () => dragBars(grid, sideways, down));
    const slow = frames.filter((frame) => frame > slowFrame).length;
    const note = `${frames.length} frames, ${slow} over ${slowFrame} ms, ${longTasks} long tasks; no task took over ${Math.ceil(mostCpu)} ms of cpu`;
    measured.push({ what: `grid scrolled ${way}, ${size}`, times: frames, atMost: { most: slowFrame }, note });
    await grid.evaluate((scroller) => scroller.scrollTo(0, 0));
  }
  return measured;
}

/** Both bars from end to end in five seconds. */
function dragBars(grid: Locator, sideways: number, down: number): Promise<void> {
  return grid.evaluate(
    (scroller, [x, y]) =>
      new Promise<void>((resolve) => {
        const [wide, tall] = [
          scroller.scrollWidth - scroller.clientWidth,
          scroller.scrollHeight - scroller.clientHeight,
        ];
        const start = performance.now();
        const drag = {
          step() {
            const share = Math.min(1, (performance.now() - start) / 5000);
            scroller.scrollTo(wide * share * x!, tall * share * y!);
            if (share < 1) requestAnimationFrame(() => drag.step());
            else resolve();
          },
        };
        drag.step();
      }),
    [sideways, down],
  );
}

/** From a click on a head until other rows are drawn; the table has come to the page before. */
async function exploring(page: Page, grid: Locator): Promise<InPage[]> {
  const size = `${(Number(await grid.getAttribute('aria-rowcount')) - 1).toLocaleString('en')} rows`;
  const head = (name: string) => grid.getByRole('columnheader', { name: new RegExp(`^${name}`) });
  await untilOther(grid, head('f0'));
  await untilQuiet(page);
  const [times, first]: [number[], number[]] = [[], []];
  for (const column of ['customer_id', 'f1', 'f2', 'stats__spend'])
    for (let turn = 0; turn < 3; turn++) (turn === 0 ? first : times).push(await untilOther(grid, head(column)));
  return [
    { what: `column ordered first, ${size}`, times: first, atMost: {}, note: 'what it is ordered by is made once' },
    { what: `column ordered again, ${size}`, times, atMost: { median: explored }, note: '' },
  ];
}

/** Until the host has sent nothing for a second: the table is here as a whole. */
async function untilQuiet(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  let last = performance.now();
  session.on('Network.webSocketFrameReceived', () => (last = performance.now()));
  await session.send('Network.enable');
  while (performance.now() - last < 1000) await page.evaluate(() => new Promise(requestAnimationFrame));
  await session.detach();
}

/** Milliseconds from a click until other rows are drawn than before. */
async function untilOther(grid: Locator, head: Locator): Promise<number> {
  await head.evaluate((element) => element.scrollIntoView({ inline: 'nearest', block: 'nearest' }));
  return grid.evaluate(
    (element, name) =>
      new Promise<number>((resolve) => {
        const heads = [...element.querySelectorAll<HTMLElement>('[role=columnheader][data-column]')];
        const look = {
          text() {
            return element.querySelector('.body')!.textContent;
          },
          step() {
            const isOther = look.text() !== before && element.querySelector('.waiting') === null;
            if (isOther || performance.now() - start > 20_000) resolve(performance.now() - start);
            else requestAnimationFrame(() => look.step());
          },
        };
        const [before, start] = [look.text(), performance.now()];
        heads.find((one) => one.title.startsWith(name))!.click();
        look.step();
      }),
    (await head.getAttribute('title'))!.split('\n')[0],
  );
}
