import { beforeAll, expect, test } from 'vitest';
import type { LeakageReport } from '../../core/leakage/report.ts';
import { sql } from '../../core/sql/sql.ts';
import { Oracle } from './oracle.ts';
import { because, leading, lessonNotebook } from './lesson-notebook.ts';
import { lessonFile, readme } from './questions.ts';
import { bothAreas, inWindow, meanOf, type CountedTwice, type EventVersion } from './window-oracle.ts';
import { expectSame, reportOf } from './window-reports.ts';

const id = 'flights-counted';
const text = readme(id);
const lesson = lessonNotebook(id);

interface Flight {
  origin: string;
  destination: string;
  delay: number;
}
interface Label {
  origin: string;
  destination: string;
  at: number;
  late: number;
}
let labels: Label[];
let flights: Map<string, EventVersion<Flight>[]>;
let report: LeakageReport;
const counted: Record<string, CountedTwice[]> = {};

beforeAll(async () => {
  const oracle = await Oracle.open();
  labels = (await oracle.rows(
    sql`SELECT origin, destination, epoch_ms(event_timestamp)::DOUBLE AS at, late FROM ${lessonFile(id, 'data/labels.parquet')}`,
  )) as unknown as Label[];
  const rows = (await oracle.rows(
    sql`SELECT origin, destination, delay, epoch_ms(departure)::DOUBLE AS at, epoch_ms(landed)::DOUBLE AS known FROM ${lessonFile(id, 'data/flights.parquet')}`,
  )) as unknown as (Flight & { at: number; known: number })[];
  oracle.close();
  const events = rows.map(({ at, known, ...row }, i) => ({ id: i, at, known, row }));
  const origins = [...new Set(labels.map(({ origin }) => origin))];
  flights = new Map(origins.map((origin) => [origin, events.filter(({ row }) => row.origin === origin)]));
  for (const label of labels) count(label);
  report = await reportOf(id, { labels: 'flight_labels', service: 'late_flight_model_v1' }, 'event-time', 'time');
});

const delays = (events: EventVersion<Flight>[]) => events.map(({ row }) => row.delay);

/** Every feature at a label, as it was known then and by departure alone. */
function count(label: Label): void {
  const day = { then: windowOf(label, 24, 'then'), end: windowOf(label, 24, 'in the end') };
  const within = (hours: number) => ({
    then: inWindow(day.then, label.at, hours, 'then'),
    end: inWindow(day.end, label.at, hours, 'in the end'),
  });
  const [hour, three] = [within(1), within(3)];
  const route = (events: EventVersion<Flight>[]) => events.filter(({ row }) => row.destination === label.destination);
  const late = (events: EventVersion<Flight>[]) => events.filter(({ row }) => row.delay > 15);
  const add = (name: string, of: typeof day, value: (events: EventVersion<Flight>[]) => number | null, leaking = of) =>
    (counted[name] ??= []).push({
      positive: label.late === 1,
      then: value(of.then),
      inTheEnd: value(of.end),
      leaks: leaking.end.some(({ known }) => known > label.at),
    });
  const mean = (events: EventVersion<Flight>[]) => meanOf(delays(events));
  add('delay_1h', hour, mean);
  add('delay_3h', three, mean);
  add('delay_24h', day, mean);
  add('flights_3h', three, (events) => events.length);
  add('late_3h', { then: late(three.then), end: late(three.end) }, (events) => events.length);
  add('route_delay_24h', { then: route(day.then), end: route(day.end) }, mean);
  add('late_share_3h', three, (events) => (events.length === 0 ? null : late(events).length / events.length));
}

function windowOf(label: Label, hours: number, knowledge: 'then' | 'in the end') {
  return inWindow(flights.get(label.origin)!, label.at, hours, knowledge);
}

test('the program counts what brute force counts, and finds its leaks', () => expectSame(report, counted));

test('what is known of the flight from Newark to Orlando on 8 January, and what was true', () => {
  const at = Date.parse('2001-01-08T22:02:00Z');
  const row = labels.findIndex((label) => label.origin === 'EWR' && label.at === at);
  expect(labels[row]).toMatchObject({ destination: 'MCO', late: 1 });
  const [landed, delay] = [counted.flights_3h![row]!, counted.delay_3h![row]!];
  expect([landed.then, landed.inTheEnd, delay.then, delay.inTheEnd!.toFixed(1)]).toEqual([4, 61, -1.75, '37.5']);
  expect(text).toContain('Of the 61 flights of the last 3 hours 4 had landed, on average 1.75 minutes early.');
  const asked = lesson.answers('Newark, 8 January', (option) => leading(option) === landed.then);
  expect(asked.question).toContain(`${landed.inTheEnd} flights left`);
  expect(because(asked, '4')).toContain(
    `${-delay.then!} minutes early on average, and the 61 will be ${delay.inTheEnd!.toFixed(1)} minutes late`,
  );
});

test('every flight that is asked about is in its own window', () => {
  const own = labels.filter((label) =>
    windowOf(label, 1, 'in the end').some(({ at, row }) => at === label.at && row.destination === label.destination),
  );
  const asked = lesson.answers('The flight that is asked about', (option) => (option === 'Yes') === own.length > 0);
  expect(because(asked, 'Yes')).toContain(`in all ${own.length.toLocaleString('en')} rows`);
  expect([...flights.values()].flat().length.toLocaleString('en')).toBe('48,629');
  for (const place of [text, lesson.text]) expect(place).toContain('48,629');
});

test('the narrower the window, the more it is flattered', () => {
  const areas = [1, 3, 24].map((hours) => bothAreas(counted[`delay_${hours}h`]!));
  const gains = areas.map(({ then, inTheEnd }) => inTheEnd - then);
  expect(gains.toSorted((a, b) => b - a)).toEqual(gains);
  const asked = lesson.answers('AUC says how often', (option) => option === 'The last hour');
  for (const [i, option] of asked.options.entries())
    expect(option.because).toContain(`rom ${areas[i]!.then.toFixed(2)} to ${areas[i]!.inTheEnd.toFixed(2)}`);
  expect(because(asked, 'The last hour')).toContain(`${areas[0]!.rows} of 3,000 rows have an honest value`);
  expect(text).toContain(`from an AUC of ${areas[0]!.then.toFixed(2)} to ${areas[0]!.inTheEnd.toFixed(2)}`);
  expect(text).toContain(`the honest mean has a value in ${areas[0]!.rows} rows`);
});

test('a share leaks where one of its counts does', () => {
  const leaking = (name: string) => counted[name]!.filter(({ leaks }) => leaks).length;
  expect(leaking('late_3h').toLocaleString('en')).toBe('2,839');
  const leaks = leaking('late_share_3h').toLocaleString('en');
  lesson.answers('In how many of the 3,000 rows does that share', (option) => option.includes(leaks));
});

test('of a source that does not say when it was known, no leak is found, and its AUC stays too good', async () => {
  const asked = { labels: 'flight_labels', features: [{ view: 'airport_departures_v1', feature: '*' }] };
  const found = await reportOf(id, asked, 'event-time');
  expect(found.leaked_rows).toBe(0);
  lesson.answers('In how many of the 3,000 rows does that mean', (option) => option === 'In none');
  const told = counted.delay_3h!.map((row) => ({ ...row, then: row.inTheEnd }));
  const { then } = bothAreas(told);
  expect(found.features.find(({ feature }) => feature === 'departed_delay_3h')!.auc!.asof).toBeCloseTo(then, 6);
  const honest = bothAreas(counted.delay_3h!).then.toFixed(2);
  expect(lesson.text).toContain(
    `Its AUC is ${then.toFixed(2)}, for the same mean that has ${honest} by what was known.`,
  );
  expect(text).toContain(`\`departures\` has an AUC of ${then.toFixed(2)} and not one leak`);
  // A flight departs at its own time: no more is needed for the count than that time.
  const departed = counted.flights_3h!.every(({ inTheEnd }) => inTheEnd! > 0);
  lesson.answers('Which of these two', (option) => departed && option.startsWith('How many'));
});

test('what it costs a model of all seven', () => {
  const found = report.model!;
  if ('why' in found) throw new Error(found.why);
  const [promised, delivered, honest] = (['promised', 'delivered', 'honest'] as const).map((side) =>
    found.cost[side].auc.toFixed(2),
  );
  const asked = lesson.answers('A model that learns', (option) => option === delivered);
  expect(asked.question).toContain(`an AUC of ${promised}. An honest one reaches ${honest}`);
  expect(text).toContain(`promises ${promised} and delivers ${delivered}. An honest one reaches ${honest}.`);
});

test('no question of the lesson is left', () => expect(lesson.left()).toEqual([]));
