import { beforeAll, expect, test } from 'vitest';
import type { LeakageReport } from '../../core/leakage/report.ts';
import { sql } from '../../core/sql/sql.ts';
import { because, leading, lessonNotebook } from './lesson-notebook.ts';
import { Oracle } from './oracle.ts';
import { lessonFile, readme } from './questions.ts';
import { bothAreas, inWindow, type CountedTwice, type EventVersion, type Knowledge } from './window-oracle.ts';
import { expectSame, reportOf } from './window-reports.ts';

const id = 'card-payments';
const text = readme(id);
const lesson = lessonNotebook(id);

interface Payment {
  customer: string;
  status: string;
  cents: number;
}
type Payments = EventVersion<Payment>[];

let labels: { customer: string; at: number; returned: number }[];
let payments: Payments;
let report: LeakageReport;
const counted: Record<string, CountedTwice[]> = {};

beforeAll(async () => {
  const oracle = await Oracle.open();
  labels = (await oracle.rows(
    sql`SELECT customer_id AS customer, epoch_ms(event_timestamp)::DOUBLE AS at, returned::INTEGER AS returned FROM ${lessonFile(id, 'data/labels.csv')}`,
  )) as unknown as typeof labels;
  const rows = (await oracle.rows(
    sql`SELECT payment_id AS id, customer_id AS customer, epoch_ms(paid_at)::DOUBLE AS at, epoch_ms(known_at)::DOUBLE AS known, status, (100 * amount)::INTEGER AS cents FROM ${lessonFile(id, 'data/payments.parquet')}`,
  )) as unknown as (Omit<EventVersion<Payment>, 'row'> & Payment)[];
  oracle.close();
  payments = rows.map(({ id: number, at, known, ...row }) => ({ id: number, at, known, row }));
  for (const label of labels) count(label);
  report = await reportOf(id, { labels: 'refund_labels', service: 'refund_model_v1' }, 'event-time', 'time');
});

const has = (events: Payments, status: string) => events.filter(({ row }) => row.status === status);
const spent = (events: Payments) =>
  events.length === 0 ? null : events.reduce((sum, { row }) => sum + row.cents, 0) / 100;
const size = (events: Payments) => events.length;
const basket = (events: Payments) => (events.length === 0 ? null : spent(events)! / events.length);

function held(customer: string, at: number, days: number, knowledge: Knowledge): Payments {
  const own = payments.filter(({ row }) => row.customer === customer);
  return inWindow(own, at, 24 * days, knowledge);
}

/** Every feature at a label, as it was known then and by the moment of payment alone. */
function count({ customer, at, returned }: (typeof labels)[number]): void {
  const add = (name: string, days: number, status: string, value: (events: Payments) => number | null) => {
    const [then, end] = (['then', 'in the end'] as const).map((knowledge) =>
      has(held(customer, at, days, knowledge), status),
    );
    (counted[name] ??= []).push({
      positive: returned === 1,
      then: value(then!),
      inTheEnd: value(end!),
      leaks: end!.some(({ known }) => known > at),
    });
  };
  add('spend_7d', 7, 'paid', spent);
  add('spend_30d', 30, 'paid', spent);
  add('payments_7d', 7, 'paid', size);
  add('payments_30d', 30, 'paid', size);
  add('refunds_30d', 30, 'refunded', size);
  add('basket_30d', 30, 'paid', basket);
}

test('the program counts what brute force counts, and finds its leaks', () => expectSame(report, counted));

test('a label is whether money is sent back within the 14 days that follow', () => {
  const within = ({ customer, at }: (typeof labels)[number]) =>
    has(payments, 'refunded').some(
      ({ known, row }) => row.customer === customer && known > at && known <= at + 14 * 86_400_000,
    );
  expect(labels.map((label) => [label, within(label) ? 1 : 0])).toEqual(labels.map((label) => [label, label.returned]));
  expect(labels).toHaveLength(1197);
});

const noon = Date.parse('2024-05-10T12:00:00Z');
const inEuros = (events: Payments) => spent(events)!.toFixed(2);

test('what c007 has spent on 10 May, as known then, as it ended, and with each row for itself', () => {
  const windows = (['then', 'in the end'] as const).map((knowledge) => held('c007', noon, 30, knowledge));
  const [then, end] = windows.map((events) => ({
    spent: inEuros(has(events, 'paid')),
    refunds: has(events, 'refunded').length,
  }));
  lesson.answers('It is 10 May', (option) => option === then!.spent);
  lesson.answers('What does that join say', (option) =>
    option.startsWith(`Spent ${end!.spent}, ${end!.refunds} refund`),
  );
  const each = payments.map((payment, i) => ({ ...payment, id: i }));
  const own = each.filter(({ row }) => row.customer === 'c007');
  const rows = inEuros(has(inWindow(own, noon, 24 * 30, 'then'), 'paid'));
  lesson.answers("What does c007's sum", (option) => option === rows);
});

test('the table of c007 is what the file has', () => {
  const own = payments
    .filter(({ row }) => row.customer === 'c007')
    .toSorted((a, b) => a.at - b.at || a.known - b.known);
  const said = [...lesson.text.matchAll(/\| \d \| (\d+ \w+ [\d:]+) \| (\d+ \w+ [\d:]+) \| (\w+) \| ([\d.]+) \|/g)];
  const minute = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
  const read = (time: string) => minute(Date.parse(`${time.replace(/(\w+ \w+)/, '$1 2024')} UTC`));
  expect(said.map(([, paid, known, status, amount]) => [read(paid!), read(known!), status, amount])).toEqual(
    own.map(({ at, known, row }) => [minute(at), minute(known), row.status, (row.cents / 100).toFixed(2)]),
  );
});

test('how many rows leak, how many change, and what that is worth', () => {
  const of = (name: string, holds: (row: CountedTwice) => boolean) => counted[name]!.filter(holds).length;
  const leaking = of('refunds_30d', ({ leaks }) => leaks);
  lesson.answers('In 1,197 rows', (option) => leading(option) === leaking);
  const { then, inTheEnd } = bothAreas(counted.refunds_30d!);
  const from = `from ${then.toFixed(2)} to ${inTheEnd.toFixed(2)}`;
  expect(lesson.text).toContain(`*AUC* goes ${from}`);
  expect(text).toContain(`leaks in ${leaking} of 1,197 rows`);
  expect(text).toContain(`an AUC of ${then.toFixed(2)} to ${inTheEnd.toFixed(2)}`);
  const changed = of('spend_30d', (row) => row.then !== row.inTheEnd);
  lesson.answers('The sum that was spent', (option) => leading(option) === changed);
  expect(of('spend_30d', ({ leaks }) => leaks)).toBe(1);
  expect(text).toContain(`\`spend_30d\` leaks in a single row and is another number in ${changed}.`);
});

test('in how many rows the sum is wrong where each row is an event', () => {
  const each = payments.map((payment, i) => ({ ...payment, id: i }));
  const wrong = labels.filter(({ customer, at }, i) => {
    const own = each.filter(({ row }) => row.customer === customer);
    return spent(has(inWindow(own, at, 24 * 30, 'then'), 'paid')) !== counted.spend_30d![i]!.then;
  }).length;
  expect(text).toContain(`too high in ${wrong} rows`);
  expect(lesson.text).toContain(`the sum is wrong in ${wrong} rows`);
});

test('what it costs a model of all six', () => {
  const found = report.model!;
  if ('why' in found) throw new Error(found.why);
  const [promised, delivered, honest] = (['promised', 'delivered', 'honest'] as const).map((side) =>
    found.cost[side].auc.toFixed(2),
  );
  const asked = lesson.answers('A model of all six', (option) => option === delivered);
  expect(asked.question).toContain(`an AUC of ${promised}, an honest one ${honest}`);
  expect(text).toContain(`promises ${promised} and delivers ${delivered}. An honest one reaches ${honest}.`);
});

test('what the store holds, and how much of it a week makes stale', () => {
  const customers = [...new Set(payments.map(({ row }) => row.customer))];
  const june = (day: number) => Date.UTC(2024, 5, day);
  const paid = (customer: string, day: number) => has(held(customer, june(day), 7, 'then'), 'paid').length;
  expect([customers.length, paid('c007', 1), customers.includes('c999')]).toEqual([300, 0, false]);
  lesson.answers('c007 has paid nothing', (option) => option.startsWith('0 for both'));
  lesson.answers('Of 300 customers', (option) => option === `All ${(5 * customers.length).toLocaleString('en')}`);
  const stale = customers.filter((customer) => paid(customer, 1) !== paid(customer, 8)).length;
  const asked = lesson.answers('A week goes by', (option) => option.includes(`${stale} customers`));
  expect(because(asked, 'No, not')).toContain('in the week after they have not');
  expect(text).toContain(`${stale} customers are \`stale\``);
  expect(lesson.text).toContain(`nobody counts ${payments.length.toLocaleString('en')} rows`);
});

test('no question of the lesson is left', () => expect(lesson.left()).toEqual([]));
