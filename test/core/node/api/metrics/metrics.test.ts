import { expect, it } from 'vitest';
import { CounterFamily, HistogramFamily } from '../../../../../core/node/api/metrics/families.ts';
import { memoryStore } from '../../../../../core/online/memory.ts';
import { served } from '../served.ts';

/** One line of Prometheus' text format. */
const line = /^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="([^"\\]|\\.)*",?)*\})? (\d+(\.\d+)?(e[+-]?\d+)?))$/;

it('counts requests by route, status and consumer, and values by view and status', async () => {
  const { api, ask } = await served(() => Promise.resolve(memoryStore()));
  await ask();
  await ask(undefined, { service: 'none', entities: { customer_id: ['1'] } });
  await fetch(`${api.address}/what-somebody-made-up`);
  const answer = await fetch(`${api.address}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  for (const one of text.trim().split('\n')) expect(one).toMatch(line);
  expect(text).toContain(
    'asof_requests_total{route="/features",method="POST",status="200",consumer="anybody"} 1\n' +
      'asof_requests_total{route="/features",method="POST",status="404",consumer="anybody"} 1\n',
  );
  expect(text).toContain('asof_values_total{view="spend_v1",status="missing",consumer="anybody"} 2\n');
  expect(text).toContain('asof_request_seconds_count{route="/features"} 2\n');
  expect(text).toContain('asof_store_seconds_count{} 1\n');
  expect(text).toContain('asof_lookups_in_flight 0\n');
  expect(text).not.toContain('made-up');
});

it('writes what labels hold so that it ends no label', () => {
  const counter = new CounterFamily('c', 'C.');
  counter.add({ a: 'x"\\\ny' });
  expect(counter.text()).toBe('# HELP c C.\n# TYPE c counter\nc{a="x\\"\\\\\\ny"} 1\n');
});

it('counts in a histogram all that is at most a bound', () => {
  const histogram = new HistogramFamily('h', 'H.', [1, 2]);
  for (const value of [0.5, 1, 1.5, 9]) histogram.observe({ a: 'b' }, value);
  expect(histogram.text()).toContain(
    'h_bucket{a="b",le="1"} 2\nh_bucket{a="b",le="2"} 3\nh_bucket{a="b",le="+Inf"} 4\nh_sum{a="b"} 12\nh_count{a="b"} 4\n',
  );
});
