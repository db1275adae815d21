import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openNative } from '../../../../core/node/duckdb-native.ts';
import { memoryStore } from '../../../../core/online/memory.ts';
import { permit } from '../../../support/put-records.ts';
import { served } from './served.ts';

const entities = { customer_id: ['1', 2] };
const df = { customer_id: ['1'], at: ['2024-03-01'], spend: [1], tier: ['a'] };
/** A body that each path takes. */
const sound: [path: string, body: Record<string, unknown>][] = [
  ['/features', { service: 'model_v1', entities, full_feature_names: false }],
  ['/features', { features: ['spend_v1:tier'], entities, request: { now: '2024-03-01' } }],
  ['/features', { entity_type: 'customer', entity_ids: ['1'], feature_names: ['spend_v1:tier'] }],
  ['/get-online-features', { feature_service: 'model_v1', entities, full_feature_names: true }],
  ['/get-online-features', { features: ['spend_v1:tier'], entities, include_feature_view_version_metadata: true }],
  ['/push', { push_source_name: 'spend', df, to: 'online' }],
  ['/write-to-online-store', { feature_view_name: 'spend_v1', df }],
  ['/materialize', { start_ts: '2024-01-01', end_ts: '2023-01-01', feature_views: ['spend_v1'] }],
];

const name = fc.oneof(
  fc.constantFrom('model_v1', 'spend_v1:*', 'spend_v1', ':', '__proto__', 'constructor', ''),
  fc.string(),
);
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  name,
  fc.constantFrom(2 ** 60, 1e308, -0, '9007199254740993', null),
);
const list = fc.oneof(fc.array(odd, { maxLength: 3 }), odd);

/** The body with up to two of its fields, or of the columns in one, given something else. */
const spoilt = fc.constantFrom(...sound).chain(([path, body]) => {
  const keys = Object.keys(body);
  const inner = keys.filter((key) => typeof body[key] === 'object' && !Array.isArray(body[key]));
  const columns = fc.dictionary(fc.oneof(name, fc.constantFrom(...Object.keys(df))), list, { maxKeys: 2 });
  const field = fc.dictionary(fc.oneof(fc.constantFrom(...keys), name), list, { maxKeys: 2 });
  const either = fc.oneof(
    field,
    columns.map((one) => Object.fromEntries(inner.map((key) => [key, { ...(body[key] as object), ...one }]))),
  );
  return either.map((changed): [string, string] => [path, JSON.stringify({ ...body, ...changed })]);
});
const garbage = fc.tuple(fc.constantFrom(...sound.map(([path]) => path)), fc.oneof(fc.json(), fc.string()));

/** What a fault of ours says, and nothing that is told on purpose. */
const fault = /Cannot (read|convert|set)|is not (a function|iterable|defined)|undefined|\[object/;

it('answers whatever is sent with JSON that says what is wrong, and never with a fault of its own', async () => {
  const store = memoryStore();
  const features = [
    { name: 'spend', type: 'BIGINT' },
    { name: 'tier', type: 'VARCHAR' },
  ];
  const schema = { keys: [{ name: 'customer_id', type: 'BIGINT' }], features };
  const writer = await store.begin({ project: 'shop', view: 'spend_v1', schema, written: 0n }, permit);
  await writer.put([]);
  const engine = await openNative();
  onTestFinished(() => engine.close());
  const { api } = await served(
    () => Promise.resolve(store),
    {},
    () => Promise.resolve(engine),
  );
  const seen = new Set<string>();
  const property = fc.asyncProperty(fc.oneof({ arbitrary: spoilt, weight: 5 }, garbage), async ([path, text]) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(api.address + path, { method: 'POST', headers, body: text });
    const said = await answer.text();
    seen.add(`${path} ${answer.status}`);
    expect(path === '/features' ? [200, 400, 404] : [200, 404, 422, 500]).toContain(answer.status);
    if (said !== '') JSON.parse(said);
    if (answer.status !== 200) expect(said).not.toMatch(fault);
  });
  await fc.assert(property, { numRuns: 1000 });
  for (const one of ['/features 200', '/features 404', '/get-online-features 200', '/push 200', '/push 422'])
    expect(seen).toContain(one);
});
