import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskContext } from '../../../core/ask/context.ts';
import { askMaterialize } from '../../../core/ask/materialize.ts';
import { memoryStore } from '../../../core/online/memory.ts';
import type { OnlineStore } from '../../../core/online/online-store.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { engines, type Opened } from '../../support/engines.ts';
import { definitions, statsCsv } from '../workbench/setup.ts';

const end = BigInt(Date.parse('2024-03-10')) * 1000n;

describe.each(engines)('whoever materializes, on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
    await opened.put('stats.csv', statsCsv);
  });
  afterAll(() => opened.close());

  function asking(text: string, store: OnlineStore, said: string[] = []): AskContext {
    const { engine, tables, root } = opened;
    return {
      engine,
      expressions: () => Promise.resolve(engine),
      workspace: openWorkspace({ root, text }, engine, tables),
      text,
      online: { use: (_, work) => work(store) },
      now: () => end,
      version: '9.9.9',
      tell: (line) => said.push(line),
    };
  }

  it('is told which records the store does not give back', async () => {
    const store = memoryStore();
    const forgetful = new Proxy(store, {
      get: (target, name) => {
        if (name === 'get') return (_: string, wanted: unknown[]) => Promise.resolve(wanted.map(() => null));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const said: string[] = [];
    const [done] = await askMaterialize(asking(definitions, forgetful, said), {}, {});
    expect(done).toMatchObject({ receipt: { view: 'stats_v1' }, check: { looked: 2, missing: 2 } });
    expect(said.join('\n')).toContain('stats_v1: of 2 records read back 2 are missing and 0 different');
  });

  it('needs the name of production, but for a dry run', async () => {
    const production = `${definitions}online_store: {type: redis, url: "redis://x", environment: production}\n`;
    const context = asking(production, memoryStore());
    await expect(askMaterialize(context, {}, {})).rejects.toMatchObject({ code: 'online_unconfirmed' });
    await expect(askMaterialize(context, { confirm: 'staging' }, {})).rejects.toMatchObject({
      code: 'online_unconfirmed',
    });
    expect(await askMaterialize(context, { dryRun: true }, {})).toMatchObject([{ check: { looked: 0 } }]);
    expect(await context.online.use('read', (store) => store.views('shop'))).toEqual([]);
  });
});
