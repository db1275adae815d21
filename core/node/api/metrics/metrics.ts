import type { FastifyInstance } from 'fastify';
import type { ServedLookup } from '../desk.ts';
import type { LookupStatus } from '../../../lookup/found-column.ts';
import { onceEach } from '../../../text/once-each.ts';
import { CounterFamily, gauge, HistogramFamily } from './families.ts';

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** From a minute to a year. */
const ages = [60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, 7_776_000, 31_536_000];

/** What is measured of a server. Its labels are names that are defined, never what somebody sent. */
export class ApiMetrics {
  readonly #requests = new CounterFamily('asof_requests_total', 'Requests answered.');
  readonly #latency = new HistogramFamily('asof_request_seconds', 'Time until a request was answered.', seconds);
  readonly #store = new HistogramFamily('asof_store_seconds', 'Time that the online store took.', seconds);
  readonly #values = new CounterFamily('asof_values_total', 'Feature values served.');
  readonly #ages = new HistogramFamily('asof_value_age_seconds', 'Age of the rows whose values were served.', ages);

  readonly storeTook = (ms: number): void => this.#store.observe({}, ms / 1000);

  readonly watch = ({ consumer, answer: { columns, features, now } }: ServedLookup): void => {
    const countsOf = onceEach((statuses: readonly LookupStatus[]) => {
      const counts = new Map<LookupStatus, number>();
      for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
      return counts;
    });
    const ofViews = new Map<string, Map<LookupStatus, number>>();
    for (const [output, { statuses, eventTimestamps }] of columns) {
      const { view } = features.get(output)!;
      const known = ofViews.get(view);
      // A row's age is that of all its features.
      if (!known) this.#ages.observe({ view }, ...agesOf(statuses, eventTimestamps, now));
      const sums = known ?? new Map<LookupStatus, number>();
      for (const [status, count] of countsOf(statuses)) sums.set(status, (sums.get(status) ?? 0) + count);
      ofViews.set(view, sums);
    }
    for (const [view, sums] of ofViews)
      for (const [status, count] of sums) this.#values.add({ view, status, consumer }, count);
  };

  /** Measures the requests of a server, and answers `GET /metrics`. */
  serve(server: FastifyInstance, underWay: () => number): void {
    server.addHook('onResponse', ({ method, routeOptions, consumer }, { statusCode, elapsedTime }, done) => {
      const route = routeOptions.url ?? 'none';
      this.#requests.add({ route, method, status: statusCode, consumer: consumer?.name ?? 'unknown' });
      this.#latency.observe({ route }, elapsedTime / 1000);
      done();
    });
    const inFlight = gauge('asof_lookups_in_flight', 'Look-ups that are under way.', underWay);
    const all = [this.#requests, this.#latency, this.#store, this.#values, this.#ages, inFlight];
    const config = { summary: 'What is measured, in the text format of Prometheus' };
    server.get('/metrics', { config }, (_request, reply) =>
      reply.type('text/plain; version=0.0.4; charset=utf-8').send(all.map((family) => family.text()).join('')),
    );
  }
}

/** Seconds, of the rows whose values are served. */
function agesOf(statuses: readonly LookupStatus[], times: readonly (bigint | null)[], now: bigint): number[] {
  return times.flatMap((time, e) =>
    time === null || statuses[e] === 'missing' || statuses[e] === 'expired' ? [] : Number(now - time) / 1e6,
  );
}
