import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asof, folderOf } from './run-asof.ts';

const fields = join(import.meta.dirname, '..', 'fixtures', 'field', 'cases');

interface Report {
  results: { features: Record<string, { value: unknown; status: string }> }[];
}

async function lookedUp(folder: string, ...args: string[]): Promise<{ out: string; values: Record<string, unknown> }> {
  expect((await asof(folder, 'materialize')).status).toBe(0);
  const { out } = await asof(folder, 'lookup', ...args, '--json');
  const { features } = (JSON.parse(out) as Report).results[0]!;
  return { out, values: Object.fromEntries(Object.entries(features).map(([name, { value }]) => [name, value])) };
}

it('gives every type of a Parquet file as JSON can say it, decimals to the last digit', async () => {
  const read = (name: string) => readFileSync(join(fields, '52-value-types', name));
  const folder = folderOf({ 'asof.yaml': read('asof.yaml'), 'stats.parquet': read('stats.parquet') });
  const { out, values } = await lookedUp(folder, '--features', 'stats', '--entity', 'user_id=1');
  expect(values).toMatchObject({
    stats__dec: '12345678901234567890.123456',
    stats__nan: 'NaN',
    stats__ts: '2024-01-01T00:00:00Z',
    stats__dt: '2024-01-01',
    stats__emb: [0.5, 0.25],
    stats__tags: ['a', null],
    stats__st: { a: 1 },
    stats__mp: { k: 1 },
    stats__bin: '\\x00\\xFF',
    stats__bo: true,
    stats__s: '',
  });
  expect(out).toContain('"value": 9007199254740993,');
  expect(out).toContain('"value": 18446744073709551615,');
});

it('keeps a byte order mark, the sign of zero, and a text that looks like a number of ours', async () => {
  const like = '\\u0000integer:5';
  const folder = folderOf({
    'asof.yaml': `project: p
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: s.jsonl, timestamp_field: at}]
feature_views: [{name: v, entities: [user], source: s, online: true}]
`,
    's.jsonl': `{"id": 1, "at": "2024-03-01", "mark": "\\ufeffa", "zero": -0.0, "like": "${like}"}\n`,
  });
  const { out, values } = await lookedUp(folder, '--features', 'v', '--entity', 'id=1');
  expect(values).toEqual({ v__mark: '\ufeffa', v__zero: -0, v__like: '\u0000integer:5' });
  expect(out).toContain('"value": -0.0,');
});

it('refuses all features of a view of which none is known, rather than answer nothing', async () => {
  const folder = folderOf({
    'asof.yaml': `project: p
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: s.csv, timestamp_field: at}]
feature_views: [{name: v, entities: [user], source: s}]
`,
    's.csv': 'id,at,n\n1,2024-03-01,5\n',
  });
  const all = await asof(folder, 'lookup', '--features', 'v', '--entity', 'id=1');
  expect(all).toMatchObject({ status: 2, out: '' });
  expect(all.err).toMatch(
    /which features v has is not known: .* no run of it \(materialize it, or name them: v:feature\)/,
  );
  const one = await asof(folder, 'lookup', '--features', 'v:n', '--entity', 'id=1');
  expect(one.out).toMatch(/v__n +null +missing/);
  expect((await lookedUp(folder, '--features', 'v', '--entity', 'id=1')).values).toEqual({ v__n: 5 });
});
