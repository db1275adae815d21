import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Defined } from '../../../../core/model/defined.ts';
import { readDefinitions } from '../../../../core/model/read.ts';
import { LiveDefinitions } from '../../../../core/node/api/live-definitions.ts';
import { memoryStore } from '../../../../core/online/memory.ts';
import { folderOf, workspace } from '../../../cli/run-asof.ts';

it('takes up what is sound, and keeps what was there while it is not', async () => {
  const before = workspace['asof.yaml'];
  const path = join(folderOf({ 'asof.yaml': before }), 'asof.yaml');
  const context = (text: string) => ({
    workspace: new Defined(readDefinitions(text, 'asof.yaml')),
    online: {
      use: <T>(_: unknown, work: (store: ReturnType<typeof memoryStore>) => Promise<T>) => work(memoryStore()),
    },
    expressions: () => Promise.reject(new Error('no engine is needed')),
    now: () => 0n,
  });
  const files = () => Promise.reject(new Error('no files are needed'));
  const told: string[] = [];
  const replaced: [string, string][] = [];
  const serviceOf = ({ workspace: { definitions } }: ReturnType<typeof context>) =>
    definitions.featureServices[0]!.name;
  const source = {
    ...{ path, text: before, context, files },
    replaced: (old: ReturnType<typeof context>, by: ReturnType<typeof context>) =>
      replaced.push([serviceOf(old), serviceOf(by)]),
  };
  const live = new LiveDefinitions(source, (line) => told.push(line), 1_000_000);
  onTestFinished(() => live.close());
  const services = () => live.context.workspace.definitions.featureServices.map(({ name }) => name);

  await live.look();
  writeFileSync(path, before.replace('entities: [customer], source', 'entities: [nobody], source'));
  await live.look();
  await live.look();
  expect(told).toEqual([expect.stringMatching(/^asof\.yaml:\d+: .*nobody.*; the definitions of before are kept$/)]);
  expect(services()).toEqual(['model_v1']);

  writeFileSync(path, before.replace('model_v1', 'model_v2'));
  const asked = live.context;
  await live.look();
  expect(told[1]).toBe('asof.yaml has changed and was taken up');
  expect(services()).toEqual(['model_v2']);
  expect(asked.workspace.definitions.featureServices[0]!.name).toBe('model_v1');

  expect(replaced).toEqual([['model_v1', 'model_v2']]);
  rmSync(path);
  await live.look();
  expect(services()).toEqual(['model_v2']);
  expect(told).toHaveLength(3);
});
