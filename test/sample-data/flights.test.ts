import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import { flightsFile } from '../../sample-data/make/flights.ts';
import { Oracle, type Figures } from './oracle.ts';
import { originDelays, readme } from './questions.ts';
import { because, leading, lessonNotebook } from './lesson-notebook.ts';

const text = readme('flights');
let oracle: Oracle;
let eventTime: Figures;
let asof: Figures;

beforeAll(async () => {
  oracle = await Oracle.open();
  eventTime = await oracle.figures(originDelays, 'event-time');
  asof = await oracle.figures(originDelays, 'as-of');
});
afterAll(() => oracle.close());

test('nearly every row of the join on event time leaks, by hours', () => {
  expect(text).toContain(
    `${eventTime.leaked.toLocaleString('en')} of ${eventTime.rows.toLocaleString('en')} rows saw what was not yet known, in the middle case by ${eventTime.peek!.p50.toFixed(1)} hours.`,
  );
});

test('what it costs: the AUC by event time, and by what was known, over the rows that have both', async () => {
  const { rows, auc } = await oracle.common(originDelays, 'mean_delay_3h', ['event-time', 'as-of']);
  const [naive, known] = auc.map((area) => area!.toFixed(2));
  expect([naive, known]).toEqual(['0.71', '0.65']);
  expect(text).toContain(
    `\`mean_delay_3h\` alone has an AUC of ${naive} by event time. By what was known it is ${known}.`,
  );
  expect(text).toContain(`Both figures are of the ${rows.toLocaleString('en')} rows that have a value either way.`);
});

test('no pick of the join on event time is from after its label', async () => {
  const picks = await oracle.picks(originDelays, 'event-time');
  expect(picks.filter(({ t, label_time }) => t !== null && t > label_time)).toEqual([]);
});

test('how many flights a mean is of, known and in the end', async () => {
  const mean = async (strategy: 'as-of' | 'event-time') => {
    const counts = (await oracle.picks(originDelays, strategy)).flatMap(({ values }) => values[1] ?? []).map(Number);
    return Math.round(counts.reduce((sum, count) => sum + count, 0) / counts.length);
  };
  expect(text).toContain(
    `on average ${await mean('as-of')} that had landed, against ${await mean('event-time')} in the end`,
  );
  expect(text).toContain(`the mean is null, in ${asof.features.mean_delay_3h!.nulls - asof.unmatched} rows`);
});

test('the flight from Newark to Los Angeles on 14 February', async () => {
  const [flight] = await oracle.rows(
    sql`SELECT destination, late FROM ${originDelays.labels} WHERE origin = 'EWR' AND event_timestamp = '2001-02-14 18:09:00'`,
  );
  expect(flight).toEqual({ destination: 'LAX', late: 1 });
  const pick = async (strategy: 'as-of' | 'event-time') =>
    (await oracle.picks(originDelays, strategy)).find(
      (one) => one.key === 'EWR' && one.label_time === '2001-02-14 18:09:00',
    );
  expect(await pick('as-of')).toMatchObject({
    t: '2001-02-14 18:00:00',
    c: '2001-02-14 18:00:00',
    values: ['-1.5', '15'],
  });
  expect(await pick('event-time')).toMatchObject({
    t: '2001-02-14 18:00:00',
    c: '2001-02-15 00:47:00',
    values: ['27.2', '68'],
  });
});

test('every row is what the flights of its window say, of those that had landed when it was written', async () => {
  const { wrong, rows } = await oracle.one(sql`SELECT count(*)::INT AS rows,
  (count(*) FILTER (landed_3h <> landed OR mean_delay_3h IS DISTINCT FROM round(mean, 1) OR created < event_timestamp))::INT AS wrong FROM (
  SELECT d.*, count(f.delay) AS landed, avg(f.delay) AS mean
  FROM (FROM ${originDelays.source} WHERE event_timestamp BETWEEN '2001-02-10' AND '2001-02-15') d
  LEFT JOIN (
    SELECT origin, date AS departure, delay, date + to_minutes(30 + distance // 7 + greatest(delay, 0)) AS landed
    FROM ${flightsFile} WHERE delay BETWEEN -120 AND 1440
  ) f ON f.origin = d.origin AND departure >= d.event_timestamp - INTERVAL 3 HOUR AND departure < d.event_timestamp AND landed <= d.created
  GROUP BY ALL
)`);
  expect(rows).toBeGreaterThan(4000);
  expect(wrong).toBe(0);
});

const lesson = lessonNotebook('flights');

test('the lesson asks which row of Newark’s 18:00 a join on event time takes', async () => {
  const find = async (strategy: 'as-of' | 'event-time') =>
    (await oracle.picks(originDelays, strategy)).find(
      ({ key, label_time }) => key === 'EWR' && label_time === '2001-02-14 18:09:00',
    )!;
  const [known, taken] = [await find('as-of'), await find('event-time')];
  const say = ({ values }: typeof known) => `${values[0]!}, of ${values[1]!} flights`;
  const asked = lesson.answers('Newark, 14 February', (option) => option === say(taken));
  expect(asked.options.map((one) => one.text)).toEqual([say(known), say(taken), 'neither']);
  expect(asked.question).toContain(
    `written at ${taken.c!.slice(11, 16)} that night, says ${taken.values.join(' of ')}`,
  );
  expect(Date.parse(taken.c!) - Date.parse(taken.label_time)).toBeGreaterThan(6 * 3_600_000);
});

test('the lesson asks how many rows leak, and what that is worth', async () => {
  const found = lesson.answers('In how many', (option) => leading(option) === eventTime.leaked);
  expect(because(found, '4,970')).toContain(`In all but ${eventTime.rows - eventTime.leaked} rows`);
  const { rows, auc } = await oracle.common(originDelays, 'mean_delay_3h', ['event-time', 'as-of']);
  const asked = lesson.answers('Honestly', (option) => option === auc[0]!.toFixed(2));
  expect(asked.question).toContain(`AUC of ${auc[1]!.toFixed(2)}, over the ${rows.toLocaleString('en')} rows`);
});

test('the lesson asks why what is known looks so punctual', async () => {
  const means = async (strategy: 'as-of' | 'event-time') => {
    const picks = (await oracle.picks(originDelays, strategy)).filter(({ values }) => values[0] !== null);
    const mean = (some: typeof picks) => some.reduce((sum, { values }) => sum + Number(values[0]), 0) / some.length;
    const airports = [...new Set(picks.map(({ key }) => key))].sort();
    return { all: mean(picks), each: airports.map((key) => mean(picks.filter((pick) => pick.key === key))) };
  };
  const [known, all] = [await means('as-of'), await means('event-time')];
  // At each of the five airports: neither chance nor a single wrong clock.
  expect(known.each.map((mean, i) => mean < all.each[i]!)).toEqual([true, true, true, true, true]);
  const asked = lesson.answers('Over all labels', (option) => option.startsWith('Those that have landed'));
  expect(asked.question).toContain(
    `known by then is ${known.all.toFixed(1)} minutes, and ${all.all.toFixed(1)} in the end`,
  );
});

test('the lesson asks whether a split by time hides this leak', async () => {
  const flags = await oracle.leakFlags(originDelays, 'event-time');
  const times = (await oracle.picks(originDelays, 'event-time')).map(({ label_time }) => label_time);
  const order = times.map((_, row) => row).sort((a, b) => (times[a]! < times[b]! ? -1 : Number(times[a]! > times[b]!)));
  const cut = Math.floor(0.7 * order.length);
  const share = (rows: number[]) => Math.round((100 * rows.filter((row) => flags[row]).length) / rows.length);
  const [trained, tested] = [share(order.slice(0, cut)), share(order.slice(cut))];
  const asked = lesson.answers('Does a split by time', (option) =>
    option.startsWith(tested < trained / 2 ? 'Yes' : 'No'),
  );
  expect([trained, tested]).toEqual([99, 99]);
  expect(because(asked, 'No')).toContain(`${tested} % of them do`);
});

test('no question of the lesson is left', () => expect(lesson.left()).toEqual([]));
