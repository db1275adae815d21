import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInstant } from '../../../core/time/instant.ts';
import { ConnectionForm } from '../../../renderer/state/connection.svelte.ts';
import type { lookup as lookupQuestion } from '../../../core/question/lookup.ts';
import type { materialize as materializeQuestion } from '../../../core/question/materialize.ts';
import type { skew as skewQuestion } from '../../../core/question/skew.ts';
import type { Lookup } from '../../../renderer/cells/lookup/lookup.svelte.ts';
import type { Materialize } from '../../../renderer/cells/materialize/materialize.svelte.ts';
import type { Skew } from '../../../renderer/cells/skew/skew.svelte.ts';
import type { OpenCell } from '../../../renderer/state/cell.svelte.ts';
import type { Online } from '../../../renderer/state/online.svelte.ts';
import { definitions, labelsCsv, statsCsv } from '../../core/workbench/setup.ts';
import { findRedis, RedisServer } from '../../support/redis.ts';
import { openRealWorkbench, type RealWorkbench } from './real-workbench.ts';

const at = parseInstant('2024-03-08');
const next = parseInstant('2024-03-09');

describe.skipIf(!findRedis())('the online store of the open workspace', () => {
  let real: RealWorkbench;
  let redis: RedisServer;
  let online: Online;
  let root: string;

  beforeAll(async () => {
    redis = await RedisServer.start(['--requirepass', 's3cr3t']);
    real = await openRealWorkbench();
    root = join(real.folder, 'shop');
    await mkdir(root);
    const files = { 'asof.yaml': definitions, 'labels.csv': labelsCsv, 'stats.csv': statsCsv };
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
    await real.workbench.open({ kind: 'folder', path: root });
    online = real.online;
    await online.refresh();
  });
  afterAll(async () => {
    await real?.close();
    await redis?.stop();
  });

  async function plan(end = at): Promise<Materialize> {
    const cell = real.notebook.nearest('materialize') as unknown as OpenCell<typeof materializeQuestion, Materialize>;
    cell.ask({ end });
    await cell.show();
    return cell.state;
  }

  it('is planned and written; what it holds is counted anew after the run', async () => {
    expect(online.name).toBe('embedded');
    await expect.poll(() => online.records('stats_v1')?.records).toBe(0);
    const materialize = await plan();
    expect([materialize.toWrite, materialize.canRun, materialize.finished]).toEqual([2, true, false]);
    // The key that runs a cell is not its button.
    real.notebook.nearest('materialize')!.run();
    expect([materialize.begun, materialize.current]).toEqual([false, null]);
    await materialize.write();
    expect([materialize.finished, materialize.current, materialize.pace]).toEqual([true, null, null]);
    await expect.poll(() => online.records('stats_v1')?.records).toBe(2);
  });

  it('is looked up: the first entity at once, then those that are chosen', async () => {
    const cell = real.notebook.nearest('lookup') as unknown as OpenCell<typeof lookupQuestion, Lookup>;
    const lookup = cell.state;
    cell.ask({ now: at });
    await cell.show();
    expect([lookup.value('customer_id'), lookup.complete]).toEqual(['a', true]);
    expect(lookup.answer.value?.views[0]?.features[0]).toMatchObject({ online: '90', same: true });
    cell.ask({ now: parseInstant('2024-03-05') });
    await cell.show();
    expect(lookup.answer.value?.views[0]?.features[0]).toMatchObject({ online: '90', offline: '20', same: false });
    lookup.setValue('customer_id', 'nobody');
    lookup.submit();
    await cell.show();
    expect(lookup.answer.value?.views[0]?.features[0]).toMatchObject({ status: 'missing', offlineStatus: 'none' });
  });

  it('is asked as of the last run, where that was chosen, and of the next one when that has ended', async () => {
    const lookup = real.notebook.nearest('lookup') as unknown as OpenCell<typeof lookupQuestion, Lookup>;
    const skew = real.notebook.nearest('skew') as unknown as OpenCell<typeof skewQuestion, Skew>;
    const asked = async () => {
      await online.refresh();
      await Promise.all([lookup.show(), skew.show()]);
      return [lookup.question.now, lookup.state.answer.value?.at, skew.question.asOf];
    };
    lookup.ask({ now: at });
    skew.ask({ asOf: at });
    await expect.poll(asked).toEqual([at, at, at]);
    await (await plan(next)).write();
    await expect.poll(asked).toEqual([next, next, next]);
    lookup.ask({ now: null });
    await (await plan(next + 1_000_000n)).write();
    await expect.poll(asked).toEqual([null, expect.anything(), next + 1_000_000n]);
  });

  it('is connected by a form that saves only what was tested, and forgets the password', async () => {
    const form = new ConnectionForm(real.workbench, online);
    await form.load();
    expect([form.type, form.canSave]).toEqual(['embedded', true]);
    form.type = 'redis';
    form.address = `redis://:wrong@127.0.0.1:${redis.port}/0`;
    expect([form.address, form.password]).toEqual([`redis://127.0.0.1:${redis.port}/0`, 'wrong']);
    expect(await form.test()).toBe(false);
    expect([form.testing.state.status, form.canSave, await form.save()]).toEqual(['failed', false, false]);
    form.password = 's3cr3t';
    form.keep = 'session';
    form.environment = 'production';
    expect([await form.test(), form.canSave]).toEqual([true, true]);
    form.setPart({ database: '1' });
    expect([form.address, form.canSave]).toEqual([`redis://127.0.0.1:${redis.port}/1`, false]);
    form.setPart({ database: '0' });
    expect([await form.test(), await form.save(), form.password]).toEqual([true, true, '']);
    expect(online.name).toBe('redis, production');
    expect(await readFile(join(root, 'asof.yaml'), 'utf8')).not.toMatch(/s3cr3t/);
  });

  it('is not written where it is called production, before its name is typed', async () => {
    const materialize = await plan();
    expect(materialize.canRun).toBe(false);
    materialize.confirm = 'Production';
    expect(materialize.canRun).toBe(false);
    materialize.confirm = 'production';
    await materialize.write();
    expect([materialize.finished, materialize.confirm]).toEqual([true, '']);
  });

  it('says what became of it when it is gone, and when it is back', async () => {
    const problem = async () => {
      await online.refresh();
      return online.problem?.title ?? null;
    };
    await redis.kill();
    await expect.poll(problem).toMatch(/127\.0\.0\.1/);
    await redis.start();
    await expect.poll(problem).toBeNull();
    expect(real.workbench.activity.said).toBe('The online store redis, production answers again');
  });
});

describe('the fields of the form', () => {
  it.each([
    ['redis+cluster://a:1,b:2', false],
    ['redis+sentinel://a:1/main', false],
    ['${ASOF_REDIS_URL}', false],
    ['redis://h', true],
  ])('are there for an address of one host: %s', (address, there) => {
    const form = new ConnectionForm({ run: () => ({ reset: () => {} }) } as never, {} as never);
    form.address = address;
    expect(form.parts !== null).toBe(there);
  });
});
