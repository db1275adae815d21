import { describe, expect, it } from 'vitest';
import type { Host } from '../../../../core/rpc/contract.ts';
import type { LeakageAnswer, RowFilter } from '../../../../core/rpc/host-api.ts';
import type { Shell } from '../../../../renderer/host/shell.ts';
import { SideBySide } from '../../../../renderer/cells/leakage/side-by-side.svelte.ts';
import { Workbench } from '../../../../renderer/state/workbench.svelte.ts';

const counts = { all: 10, leaked: 7, differs: 7, null: 0 };
const answer = (result: string) => ({ result, counts, grid: [] }) as unknown as LeakageAnswer;

describe('the rows side by side', () => {
  it.each([
    ['the first answer', []],
    ['a changed question’s answer', ['before']],
  ])('are those of a filter that was chosen while the rows of %s were being arranged', async (_, earlier) => {
    const host = {
      state: 'connected',
      onstate: () => () => {},
      call: (_name: string, { filter }: { filter: RowFilter }) => Promise.resolve({ rows: counts[filter], first: 0 }),
    };
    const workbench = new Workbench(host as unknown as Host, { opened: () => {} } as unknown as Shell);
    const rows = new SideBySide({ workbench, host: workbench.host });
    for (const result of earlier) await rows.show(answer(result));
    const shown = rows.show(answer('now'));
    rows.setFilter('all');
    await shown;
    await expect.poll(() => rows.rows?.rows).toBe(10);
    expect(rows.answer?.result).toBe('now');
  });
});
