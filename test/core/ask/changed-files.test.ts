import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AskContext } from '../../../core/ask/context.ts';
import { askLeakage } from '../../../core/ask/leakage.ts';
import { askProfile } from '../../../core/ask/profile.ts';
import { askSkew } from '../../../core/ask/skew.ts';
import { askTrainingSet } from '../../../core/ask/training-set.ts';
import type { Run } from '../../../core/engine/engine.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import { openFolders, type Folders } from '../../support/folder.ts';
import { definitions, labelsCsv, statsCsv } from '../workbench/setup.ts';

let folders: Folders;
beforeAll(async () => {
  folders = await openFolders();
});
afterAll(() => folders.close());

const features = [{ view: 'stats_v1', feature: 'spend' }];
const joined = { labels: 'churn', features };

it.each<[string, (context: AskContext, run: Run) => Promise<unknown>]>([
  ['a profile', (context, run) => askProfile(context, { table: 'stats_v1' }, run)],
  ['a leakage report', (context, run) => askLeakage(context, joined, run)],
  ['a training set', (context, run) => askTrainingSet(context, joined, run)],
  ['a comparison with the store', (context, run) => askSkew(context, { features }, run)],
])('%s of a file that changes meanwhile is refused', async (_, ask) => {
  const files = { 'asof.yaml': definitions, 'labels.csv': labelsCsv, 'stats.csv': statsCsv };
  const workspace = await folders.open(files);
  const context = {
    ...folders,
    workspace,
    text: definitions,
    online: { use: (_: string, work: (store: ReturnType<typeof memoryStore>) => unknown) => work(memoryStore()) },
    now: () => BigInt(Date.parse('2024-03-10')) * 1000n,
    version: '9.9.9',
  } as unknown as AskContext;
  let changed = false;
  const progress: Run['progress'] = ({ phase }) => {
    if (changed || phase === 'opening') return;
    changed = true;
    appendFileSync(`${workspace.root}/stats.csv`, 'a,2024-03-02,11,basic\n');
  };
  await expect(ask(context, { progress })).rejects.toMatchObject({ code: 'file_changed' });
});
