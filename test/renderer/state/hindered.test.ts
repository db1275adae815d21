import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { definitions, labelsCsv, statsCsv } from '../../core/workbench/setup.ts';
import { openRealWorkbench } from './real-workbench.ts';

const notebook = `\`\`\`asof lookup
as: look
features: ["stats:spend"]
entity: {customer_id: 7}
\`\`\`

\`\`\`asof check
that: look.statuses.present == 1
\`\`\`
`;

it('a check of a look-up whose store cannot be asked is blocked by it, and says why, whether it was run or not', async () => {
  const real = await openRealWorkbench();
  try {
    const root = join(real.folder, 'shop');
    await mkdir(root);
    const store = 'online_store: {type: redis, url: "redis://127.0.0.1:1"}\n';
    const files = { 'asof.yaml': definitions + store, 'labels.csv': labelsCsv, 'stats.csv': statsCsv };
    for (const [name, text] of Object.entries({ ...files, 'n.md': notebook })) await writeFile(join(root, name), text);
    await real.workbench.open({ kind: 'folder', path: root });
    await real.online.refresh();
    await real.notebook.linked();
    const [look, check] = real.notebook.cells;
    const blocked = {
      status: 'blocked',
      because: 'look cannot be asked: cannot reach redis://127.0.0.1:1: nothing listens there',
    };
    expect([look!.problems, check!.status]).toEqual([[], blocked]);
    await real.notebook.runs.runAll();
    expect(check!.status).toEqual(blocked);
  } finally {
    await real.close();
  }
});
