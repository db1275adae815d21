import type { FastifyInstance } from 'fastify';
import type { ServedLookup } from '../desk.ts';
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

  readonly watch = ({ consumer, answer: { found, features, now } }: ServedLookup): void => {
    for (const [output, { view }] of features) {
      const counts = new Map<string, number>();
      for (const one of found) {
        const status = one[output]?.status;
        if (status !== undefined) counts.set(status, (counts.get(status) ?? 0) + 1);
      }
      for (const [status, count] of counts) this.#values.add({ view, status, consumer }, count);
    }
    for (const [view, output] of firstOfViews(features)) {
      for (const { [output]: cell } of found) {
        if (cell?.eventTimestamp == null || cell.status === 'missing' || cell.status === 'expired') continue;
        this.#ages.observe({ view }, Number(now - cell.eventTimestamp) / 1e6);
      }
    }
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

/** Of each view one feature: a row's age is that of all. */
function firstOfViews(features: ServedLookup['answer']['features']): Map<string, string> {
  return new Map([...features].reverse().map(([output, { view }]) => [view, output]));
}
