import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { servingClients } from '../../core/serving/clients.ts';
import { server } from '../support/redis-for-a-test.ts';
import { asof, folderOf, workspace } from './run-asof.ts';
import { definitions, served, servedFolder } from './serve-api.ts';

it('answers in both forms what was materialized, refuses bad input and goes on, until it is stopped', async () => {
  const { address, child, finished, post } = await served();
  const short = { entity_type: 'customer', entity_ids: [1, '9'], feature_names: ['spend_v1:tier'] };
  const { status, body } = await post(short);
  expect(status).toBe(200);
  expect(body).toEqual({
    entities: [{ customer_id: '1' }, { customer_id: '9' }],
    features: {
      spend_v1__tier: {
        values: ['b', null],
        statuses: ['present', 'missing'],
        event_timestamps: ['2024-03-08T00:00:00Z', null],
      },
    },
    latency_ms: expect.any(Number) as number,
  });
  const long = await post({ service: 'model_v1', entities: { customer_id: ['1'] } });
  expect(Object.keys(long.body.features as object)).toEqual(['spend_v1__spend', 'spend_v1__tier']);

  const columns = { service: 'model_v1', entities: { customer_id: ['1'] } };
  const bad: [unknown, number][] = [
    ['{"service"', 400],
    ['', 400],
    [[], 400],
    [{}, 400],
    [{ ...short, entity_type: 'nobody' }, 404],
    [{ ...short, entity_ids: 'c1' }, 400],
    [{ ...short, entity_ids: [1e30] }, 400],
    [{ ...short, entity_ids: [{}] }, 400],
    [{ ...short, entity_ids: Array.from({ length: 10_001 }, String) }, 400],
    [{ ...short, extra: 1 }, 400],
    [{ ...columns, fetures: [] }, 400],
    [{ ...columns, full_feature_names: 'no' }, 400],
    [{ ...columns, features: ['spend_v1:tier'] }, 400],
    [{ ...columns, service: 'none' }, 404],
    [{ ...columns, entities: { other: ['1'] } }, 400],
    [{ ...columns, entities: { customer_id: ['1'], other: [] } }, 400],
    ['x'.repeat(2_000_001), 413],
  ];
  for (const [sent, expected] of bad) {
    const answer = await post(sent);
    expect([JSON.stringify(sent).slice(0, 80), answer.status]).toEqual([expect.any(String), expected]);
    expect(answer.body).toEqual({
      error: {
        code: expect.any(String) as string,
        title: expect.any(String) as string,
        hint: expect.any(String) as string,
      },
    });
  }
  expect((await fetch(`${address}/ready`)).status).toBe(200);
  expect(await (await fetch(`${address}/health`)).json()).toEqual({ status: 'ok' });
  const asked = get(`${address}/health`, { headers: { host: 'evil.example' } });
  const [foreign] = (await once(asked, 'response')) as [IncomingMessage];
  foreign.resume();
  expect(foreign.statusCode).toBe(403);
  child.kill('SIGTERM');
  expect(await finished).toMatchObject({ status: 0 });
});

it('gives the features without their views when asked to, and takes up new definitions', async () => {
  const { folder, child, finished, post } = await served();
  const asked = { service: 'model_v1', entities: { customer_id: ['1'] } };
  const { body } = await post({ ...asked, full_feature_names: false });
  expect(Object.keys(body.features as object)).toEqual(['spend', 'tier']);
  writeFileSync(join(folder, 'asof.yaml'), definitions.replace('model_v1', 'model_v2'));
  const isTaken = async () => expect((await post({ ...asked, service: 'model_v2' })).status).toBe(200);
  await vi.waitFor(isTaken, { timeout: 60_000, interval: 100 });
  expect((await post(asked)).status).toBe(404);
  child.kill('SIGTERM');
  expect(await finished).toMatchObject({ status: 0, err: 'asof: asof.yaml has changed and was taken up\n' });
});

it('answers the request as the serving cell writes it in curl, Python and TypeScript', async () => {
  const odd = `o'b "$HOME" \\ größe`;
  const spend = `customer_id,at,spend,tier\n"${odd.replaceAll('"', '""')}",2024-03-01,10,a\n`;
  const { address, post } = await servedFolder(
    folderOf({ ...workspace, 'asof.yaml': definitions, 'data/spend.csv': spend }),
    [],
  );
  const body = { service: 'model_v1', entities: { customer_id: [odd, 'nobody'] } };
  const { latency_ms: _, ...expected } = (await post(body)).body;
  expect(expected.features).toMatchObject({ spend_v1__spend: { values: [10, null] } });
  const [curl, python, script] = servingClients({ path: '/features', body }, `${address}/`).map(({ text }) => text);
  const run = async (file: string, ...args: string[]) => (await promisify(execFile)(file, args)).stdout;
  const printed = [
    run('sh', '-c', curl!),
    run('python3', '-c', python!.replace('print(json.load(', 'print(json.dumps(json.load(') + ')'),
    // What is typed in it is JavaScript too.
    run(
      process.execPath,
      '--input-type=module',
      '-e',
      script!.replace(/console\.log\((.*)\);$/, 'console.log(JSON.stringify($1));'),
    ),
  ];
  for (const text of await Promise.all(printed)) expect(JSON.parse(text)).toMatchObject(expected);
});

it('answers from Redis, and 503 with the reason while that is gone', async () => {
  const redis = await server();
  const { post } = await served(`online_store: {type: redis, url: "${redis.url}"}\n`);
  const asked = { service: 'model_v1', entities: { customer_id: ['1', '9'] } };
  const { status, body } = await post(asked);
  expect([status, body.features]).toMatchObject([200, { spend_v1__spend: { values: [99, null] } }]);
  await redis.stop();
  expect((await post(asked)).status).toBe(503);
});

it('lets in other machines only with keys, which it makes', async () => {
  const made = await asof(folderOf(), 'api', '--new-key', 'checkout');
  const key = made.out.trim();
  const line = /- \{name: "checkout", sha256: \w{64}\}/.exec(made.err)![0];
  const bare = await asof(folderOf({ 'asof.yaml': definitions }), 'api', '--host', '0.0.0.0');
  expect([bare.status, bare.err]).toEqual([2, expect.stringContaining('there are no keys') as string]);
  const folder = folderOf();
  writeFileSync(join(folder, 'keys.yaml'), `keys:\n  ${line}\n`, { mode: 0o600 });
  const { address, post } = await served('', '--host', '0.0.0.0', '--keys', join(folder, 'keys.yaml'));
  const asked = { service: 'model_v1', entities: { customer_id: ['1'] } };
  expect((await post(asked)).status).toBe(401);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const answer = await fetch(`${address}/features`, { method: 'POST', headers, body: JSON.stringify(asked) });
  expect(answer.status).toBe(200);
});
