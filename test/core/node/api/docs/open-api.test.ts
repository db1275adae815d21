import Fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { memoryStore } from '../../../../../core/online/memory.ts';
import { served } from '../served.ts';

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: object }> } }>>;
}

const entities = { customer_id: ['1'] };
const bodies: unknown[] = [
  { service: 'model_v1', entities },
  { features: ['spend_v1:tier'], entities, full_feature_names: true },
  { entity_type: 'customer', entity_ids: [1], feature_names: ['spend_v1:tier'] },
  { entity_type: 'customer', entity_ids: [1], features: ['spend_v1:tier'] },
  { service: 'model_v1' },
  { service: 1, entities },
  { service: 'model_v1', entities: { customer_id: '1' } },
  { service: 'model_v1', entities: { customer_id: [{}] } },
  { service: 'model_v1', entities, full_feature_names: 1 },
  { service: 'model_v1', entities, other: 1 },
  [],
  null,
];

it('describes every route, and of each body what is taken and refused', async () => {
  const { api, ask } = await served(() => Promise.resolve(memoryStore()));
  const described = (await (await fetch(`${api.address}/openapi.json`)).json()) as OpenApi;
  expect(described.openapi).toBe('3.1.0');
  const feast = ['/get-online-features', '/materialize', '/materialize-incremental', '/push', '/write-to-online-store'];
  const own = ['/docs', '/features', '/health', '/metrics', '/openapi.json', '/ready'];
  expect(Object.keys(described.paths).sort()).toEqual([...own, ...feast].sort());
  const { schema } = described.paths['/features']!.post!.requestBody!.content['application/json']!;
  const reader = Fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } },
  });
  onTestFinished(() => reader.close());
  reader.post('/', { schema: { body: schema } }, () => ({}));
  for (const body of bodies) {
    const headers = { 'content-type': 'application/json' };
    const read = await reader.inject({ method: 'POST', url: '/', headers, payload: JSON.stringify(body) });
    expect([body, (await ask(undefined, body)).status]).toEqual([body, read.statusCode]);
  }
});

it('is a page to read that loads and runs nothing', async () => {
  const { api } = await served(() => Promise.resolve(memoryStore()));
  const page = await (await fetch(`${api.address}/docs`)).text();
  expect(page).toContain('POST /features');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|src=|url\(/);
});
