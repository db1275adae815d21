import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { seen } from '../support/seen.ts';
import { openWorkbench } from '../support/workbench.ts';
import type { InPage } from './page.ts';

const mostCells = 200;
const chain = 10;
const definitions = `project: bench
entities: [{name: e, join_keys: [id]}]
sources: [{name: s, path: s.csv, timestamp_field: at}]
feature_views: [{name: v, entities: [e], source: s}]
`;

/** A notebook of 200 cells that is opened and written in, and ten cells that each read the one before. */
export async function measureNotebook(folder: string, runs: number): Promise<InPage[]> {
  makeNotebooks(folder);
  const opened = await openWorkbench({ directory: folder });
  try {
    const { page } = opened;
    page.setDefaultTimeout(60_000);
    await page.getByRole('navigation').getByRole('button', { name: 'chain.md' }).waitFor();
    return [await opening(page, runs), await typing(page), await staleChain(page, runs)];
  } finally {
    await opened.close();
  }
}

function makeNotebooks(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const rows = Array.from({ length: 1000 }, (_, i) => `${i},2024-01-01,${i % 97}`);
  const kinds = [
    (n: number) => `## Part ${n}\n\nWhat *part ${n}* is about, in two lines of prose that\nsay nothing.\n`,
    (n: number) => `\`\`\`sql q${n}\nSELECT id, x + ${n} AS x FROM v ORDER BY id\n\`\`\`\n`,
    (n: number) => `\`\`\`asof check\nthat: q${n - 1}.rows == 1000\n\`\`\`\n`,
    (n: number) => `\`\`\`asof plot\nof: v\nx: x\nas: p${n}\n\`\`\`\n`,
  ];
  const many = Array.from({ length: mostCells }, (_, n) => kinds[n % kinds.length]!(n)).join('\n\n');
  const links = Array.from({ length: chain }, (_, n) => {
    return `\`\`\`sql c${n}\nSELECT id, x + 1 AS x FROM ${n === 0 ? 'v' : `c${n - 1}`}\n\`\`\`\n`;
  });
  const files = {
    'asof.yaml': definitions,
    's.csv': ['id,at,x', ...rows].join('\n'),
    'chain.md': `---\nasof: 1\n---\n\n${links.join('\n')}`,
    'many.md': `---\nasof: 1\n---\n\n${many}`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** Milliseconds from the click on a notebook's name until its first cells are painted, with all of them in the page. */
async function opening(page: Page, runs: number): Promise<InPage> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    await show(page, 'chain.md', chain);
    times.push(await show(page, 'many.md', mostCells));
  }
  return { what: `notebook of ${mostCells} cells opened`, times, atMost: { most: 1000 }, note: '' };
}

function show(page: Page, name: string, cells: number): Promise<number> {
  return page.evaluate(
    ([wanted, count]) =>
      new Promise<number>((resolve) => {
        const buttons = [...document.querySelectorAll<HTMLElement>('nav button')];
        const start = performance.now();
        const look = {
          step() {
            if (document.querySelectorAll('ol[aria-label="Cells"] > li').length === count)
              requestAnimationFrame(() => resolve(performance.now() - start));
            else requestAnimationFrame(() => look.step());
          },
        };
        buttons.find((one) => one.textContent.includes(String(wanted)))!.click();
        look.step();
      }),
    [name, cells] as const,
  );
}

/** Each key from its press until what it did is painted, in an SQL cell in the middle of the 200. */
async function typing(page: Page): Promise<InPage> {
  const cell = page.locator(`ol[aria-label="Cells"] > li[aria-label^="q101,"]`);
  await seen(cell);
  await cell.getByRole('textbox').focus();
  await page.keyboard.press('ControlOrMeta+End');
  const text = ' LIMIT 10 -- of what is written here, in one line of some length';
  const painted = page.evaluate(
    (keys) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        // A task behind a frame's callbacks comes when that frame is painted.
        addEventListener(
          'keydown',
          ({ timeStamp }) =>
            requestAnimationFrame(() =>
              setTimeout(() => {
                times.push(performance.now() - timeStamp);
                if (times.length === keys) resolve(times);
              }),
            ),
          { capture: true },
        );
      }),
    text.length,
  );
  await page.keyboard.type(text, { delay: 60 });
  const times = await painted;
  const note = `${text.length} keys`;
  return { what: `key in one of ${mostCells} cells, until painted`, times, atMost: { most: 50 }, note };
}

/** From the key that runs the first of ten cells, which says something else, until the last has answered anew. */
async function staleChain(page: Page, runs: number): Promise<InPage> {
  await show(page, 'chain.md', chain);
  const cell = (n: number) => page.locator(`ol[aria-label="Cells"] > li[aria-label^="c${n},"]`);
  await page.getByRole('button', { name: 'Run all', exact: true }).click();
  await page.locator(`ol[aria-label="Cells"] > li[aria-label^="c${chain - 1},"][aria-label$="fresh"]`).waitFor();
  const times: number[] = [];
  await seen(cell(0));
  for (let run = 0; run < runs; run++) {
    await cell(0).getByRole('textbox').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(`SELECT id, x + ${run + 2} AS x FROM v`);
    const last = page.locator(`ol[aria-label="Cells"] > li[aria-label^="c${chain - 1},"]`);
    const done = last.evaluate(
      (element) =>
        new Promise<number>((resolve) => {
          let [start, isStale] = [0, false];
          addEventListener('keydown', ({ key }) => key === 'Enter' && (start ||= performance.now()), { capture: true });
          const look = {
            step() {
              const label = element.getAttribute('aria-label') ?? '';
              isStale ||= start > 0 && !label.endsWith('fresh');
              if (isStale && label.endsWith('fresh')) resolve(performance.now() - start);
              else requestAnimationFrame(() => look.step());
            },
          };
          look.step();
        }),
    );
    await page.keyboard.press('ControlOrMeta+Enter');
    times.push(await done);
  }
  return { what: `chain of ${chain} cells of 1,000 rows, run again`, times, atMost: { most: 1000 }, note: '' };
}
