import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consumerOf, keysOfFile, newKey } from '../../../../../core/node/api/keys/keys.ts';
import { Rates } from '../../../../../core/node/api/keys/rates.ts';
import { readKeys } from '../../../../../core/node/api/keys/read-keys.ts';
import { memoryStore } from '../../../../../core/online/memory.ts';
import { folderOf } from '../../../../cli/run-asof.ts';
import { served } from '../served.ts';

const [all, some] = [newKey('all'), newKey('some')];
const restricted = some.line.replace('}', ', services: [model_v1], rate: 2}');
const text = `keys:\n${all.line}\n${restricted}\nview_rates: {spend_v1: 3}\n`;

describe('keys', () => {
  it('let in who has one, to what it may read, as often as it may', async () => {
    const lines: string[] = [];
    const rates = new Rates(() => 0);
    const settings = { rates, keys: readKeys(text, 'keys'), accessLog: (line: string) => lines.push(line) };
    const { api, ask } = await served(() => Promise.resolve(memoryStore()), settings);
    const refused = [await ask(), await ask('asof_wrong')];
    expect(refused.map(({ status, headers }) => [status, headers.get('www-authenticate')])).toEqual([
      [401, 'Bearer'],
      [401, 'Bearer'],
    ]);
    expect(await refused[1]!.text()).not.toContain('asof_wrong');
    expect((await fetch(`${api.address}/ready`)).status).toBe(200);

    const of = (features: string[]) => ({ features, entities: { customer_id: ['1'] } });
    expect((await ask(some.key)).status).toBe(200);
    expect((await ask(some.key, of(['spend_v1:other']))).status).toBe(403);
    const limited = await ask(some.key);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    // Who else asks is not kept waiting by that.
    const others = [await ask(all.key), await ask(all.key), await ask(all.key)];
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
    const view = await ask(all.key);
    const title = 'all may ask for spend_v1 3 times a second';
    expect([view.status, await view.json()]).toMatchObject([429, { error: { code: 'rate_limited', title } }]);

    expect(lines.map((line) => (JSON.parse(line) as { consumer: string }).consumer)).toContain('some');
    for (const secret of [all.key, some.key, 'asof_wrong']) expect(lines.join()).not.toContain(secret);
  });

  it('refuses a service that the key may not read as it refuses one that there is not', async () => {
    const keys = readKeys(`keys:\n${some.line.replace('}', ', services: []}')}\n`, 'keys');
    const { ask } = await served(() => Promise.resolve(memoryStore()), { keys });
    for (const service of ['model_v1', 'none']) {
      const answer = await ask(some.key, { service, entities: { customer_id: ['1'] } });
      expect(answer.status).toBe(403);
    }
  });

  it('write only where it is said that they may', async () => {
    const keys = readKeys(`keys:\n${all.line.replace('}', ', writes: true}')}\n${some.line}\n`, 'keys');
    const { api } = await served(() => Promise.resolve(memoryStore()), { keys });
    const push = async ({ key }: typeof all) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
      const body = JSON.stringify({ feature_view_name: 'spend_v1', df: { customer_id: ['1'] } });
      return (await fetch(`${api.address}/write-to-online-store`, { method: 'POST', headers, body })).status;
    };
    // Nothing was ever materialized, which only who may write is told.
    expect([await push(some), await push(all)]).toEqual([403, 500]);
  });

  it('are in a file that nobody else may read', () => {
    const path = join(folderOf({ keys: text }), 'keys');
    chmodSync(path, 0o644);
    expect(() => keysOfFile(path)).toThrow(`others may read ${path}`);
    chmodSync(path, 0o600);
    expect(consumerOf(`Bearer ${some.key}`, keysOfFile(path).keys)).toMatchObject({
      name: 'some',
      services: ['model_v1'],
    });
  });

  it.each([
    ['no: keys', /has no keys/],
    ['keys: [{name: a, sha256: asof_the-key-itself}]', /not the hash of a key/],
    [`keys: [${all.line.slice(2)}, ${all.line.slice(2)}]`, /two keys are called "all"/],
    ['keys: [', /not a mapping in YAML/],
    [`keys: [${all.line.slice(2)}]\nview_rates: {v: often}`, /v of view_rates/],
  ])('are not read from %s', (wrong, message) => {
    expect(() => readKeys(wrong, 'keys')).toThrow(message);
    expect(() => readKeys(wrong, 'keys')).not.toThrow('the-key-itself');
  });

  it('name services and views that there are', async () => {
    const keys = readKeys(text.replace('spend_v1', 'spend_v2'), 'keys');
    await expect(served(() => Promise.resolve(memoryStore()), { keys })).rejects.toThrow(
      'no feature view called "spend_v2"',
    );
  });
});

it('lets as many through as its rate, whatever the moment they come at', () => {
  let now = 0;
  const rates = new Rates(() => now);
  let passed = 0;
  for (; now < 10_000; now += 7) {
    try {
      rates.take('a', 5, 'a may ask');
      passed++;
    } catch {
      continue;
    }
  }
  // One second's worth to begin with, and then five a second.
  expect(passed).toBe(5 + 49);
});
