import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asof, type Finished } from './run-asof.ts';
import { served } from './serve-api.ts';

interface Report {
  features: { feature: string; entities: number; equal: number; mismatch: number }[];
}
const figures = ({ out }: Finished) => (JSON.parse(out) as Report).features;

it('writes what was served as a log that skew reads, and finds in it what is planted', async () => {
  const { folder, child, finished, post } = await served('', '--log', 'served.jsonl', '--access-log');
  const ask = (...ids: string[]) => post({ service: 'model_v1', entities: { customer_id: ids } });
  await ask('1', '2', '9');
  await ask('4');
  await post({ features: ['spend_v1:tier'], entities: { customer_id: ['1'] } });
  child.kill('SIGTERM');
  const { err } = await finished;
  const requests = err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const text = expect.any(String) as string;
  const one = { time: text, id: text, consumer: 'anybody', method: 'POST', route: '/features', status: 200 };
  expect(requests).toEqual([1, 2, 3].map(() => ({ ...one, ms: expect.any(Number) as number })));

  const path = join(folder, 'served.jsonl');
  expect(statSync(path).mode & 0o77).toBe(0);
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual({
    served_at: expect.stringMatching(/Z$/) as string,
    customer_id: 1,
    spend_v1__spend: 99,
    spend_v1__tier: 'b',
    spend_v1__event_timestamp: '2024-03-08T00:00:00Z',
  });

  const skew = ['skew', '--service', 'model_v1', '--against', 'served.jsonl', '--json'];
  const clean = await asof(folder, ...skew);
  expect(figures(clean)).toMatchObject([
    { feature: 'spend', entities: 4, equal: 3, mismatch: 0 },
    { feature: 'tier', entities: 4, equal: 3, mismatch: 0 },
  ]);
  const source = join(folder, 'data', 'spend.csv');
  writeFileSync(source, readFileSync(source, 'utf8').replace('99,b', '98,b'));
  expect(figures(await asof(folder, ...skew))).toMatchObject([
    { feature: 'spend', entities: 4, equal: 2, mismatch: 1 },
    { feature: 'tier', entities: 4, equal: 3, mismatch: 0 },
  ]);
});
