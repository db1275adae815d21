import { expect, it, onTestFinished } from 'vitest';
import { startApi } from '../../../../core/node/api/server.ts';
import { Defined } from '../../../../core/model/defined.ts';
import { readDefinitions } from '../../../../core/model/read.ts';
import { workspace } from '../../../cli/run-asof.ts';

it('answers 503 with the reason where the store does not answer in time', async () => {
  const context = {
    workspace: new Defined(readDefinitions(workspace['asof.yaml'], 'asof.yaml')),
    online: { use: () => new Promise<never>(() => undefined) },
    expressions: () => Promise.reject(new Error('no engine is needed')),
    now: () => 0n,
  };
  const api = await startApi(context, { port: 0, deadlineMs: 50 });
  onTestFinished(() => api.close());
  const answer = await fetch(`${api.address}/features`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ service: 'model_v1', entities: { customer_id: ['1'] } }),
  });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { title: 'the online store: no answer within 50 ms' } });
});
