import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import { Oracle, type Figures } from './oracle.ts';
import { customerStats, readme, support } from './questions.ts';

const text = readme('churn');
let oracle: Oracle;
let latest: Figures;
let asof: Figures;
let eventTime: Figures;

beforeAll(async () => {
  oracle = await Oracle.open();
  latest = await oracle.figures(customerStats, 'latest');
  eventTime = await oracle.figures(customerStats, 'event-time');
  asof = await oracle.figures(customerStats, 'as-of');
});
afterAll(() => oracle.close());

describe('what the README says of the leak', () => {
  test('how many rows saw the future, of either view', async () => {
    const flags = [await oracle.leakFlags(customerStats, 'latest'), await oracle.leakFlags(support, 'latest')];
    const leaked = flags[0]!.filter((leaks, row) => leaks || flags[1]![row]).length;
    expect(text).toContain(`${leaked} of 1,000 rows saw the future`);
    expect(flags[0]).toHaveLength(1000);
    expect(leaked / 1000).toBeGreaterThan(0.3);
    expect(leaked / 1000).toBeLessThan(0.6);
  });

  test('by how far in the middle case, view by view', async () => {
    const days = ({ peek }: Figures) => (peek!.p50 / 24).toFixed(1);
    const other = await oracle.figures(support, 'latest');
    expect(text).toContain(
      `${latest.leaked} in \`customer_stats_v1\`, in the middle case by ${days(latest)} days, and ${other.leaked} in \`support_v1\`, by ${days(other)} days.`,
    );
  });

  test('the AUC of last_login_days, of the spend, of the tenure, each over the rows with a value by both joins', async () => {
    const common = (feature: string) => oracle.common(customerStats, feature, ['latest', 'as-of']);
    const [login, spend, tenure] = [
      await common('last_login_days'),
      await common('total_spend_30d'),
      await common('tenure_days'),
    ];
    const say = ({ auc }: typeof login) => auc.map((area) => area!.toFixed(2));
    expect(text).toContain(`an AUC of ${say(login)[0]}. With what was known at the label it is ${say(login)[1]}.`);
    expect(text).toContain(
      `of the ${login.rows} rows that have a value either way: the latest row has one in ${latest.rows - latest.features.last_login_days!.nulls}`,
    );
    expect(text).toContain(`\`total_spend_30d\` goes from ${say(spend)[1]} to ${say(spend)[0]}.`);
    expect(text).toContain(`it costs nothing: ${say(tenure)[0]} and ${say(tenure)[1]}.`);
    expect(login.auc[0]! - login.auc[1]!).toBeGreaterThan(0.15);
  });

  test('of how many labels the outcome was not known yet when the tables were copied', async () => {
    const { n } = await oracle.one(
      sql`SELECT (count(*) FILTER (event_timestamp + INTERVAL 14 DAY > TIMESTAMP '2024-05-27'))::INT AS n FROM ${customerStats.labels}`,
    );
    expect(text).toContain(`Of ${String(n)} labels the two weeks were not over on that day`);
  });

  test('tenure_days leaks in as many rows as last_login_days', async () => {
    const leaked = async (feature: string) =>
      (await oracle.figures({ ...customerStats, features: [feature] }, 'latest')).leaked;
    expect(await leaked('tenure_days')).toBe(await leaked('last_login_days'));
  });

  test('rows without a value: too old, new, or not yet known', async () => {
    const mine = sql`(FROM ${customerStats.source} s WHERE s.customer_id = l.customer_id AND s.event_timestamp <= l.event_timestamp)`;
    const { nothing, unknown } = await oracle.one(
      sql`SELECT (count(*) FILTER (NOT EXISTS ${mine}))::INT AS nothing,
  (count(*) FILTER (EXISTS ${mine} AND NOT EXISTS (FROM ${mine} WHERE created <= l.event_timestamp)))::INT AS unknown
FROM ${customerStats.labels} l`,
    );
    expect(text).toContain(`${asof.unmatched} rows have no usable row in \`customer_stats_v1\``);
    expect(text).toContain(`of ${String(unknown)} something had happened but nothing was known yet`);
    expect(nothing).toBeGreaterThan(0);
    expect(asof.unmatched).toBeGreaterThan(10 * (Number(nothing) + Number(unknown)));
  });

  test('event-time leaks in a few rows, all of them from before the label', () => {
    expect(text).toContain(`and yet ${eventTime.leaked} rows leak`);
  });
});

describe('customer c-0417', () => {
  const hero = async (strategy: 'latest' | 'event-time' | 'as-of') =>
    (await oracle.picks(customerStats, strategy)).filter((pick) => pick.key === 'c-0417');

  test('may see a spend of 240 at its label', async () => {
    expect(await hero('as-of')).toEqual([
      {
        key: 'c-0417',
        label_time: '2024-05-01 09:00:00',
        t: '2024-04-23 09:00:00',
        c: '2024-04-24 21:00:00',
        values: ['240.0', '2', '589', 'plus'],
      },
    ]);
  });

  test('has a row that was true before the label and written after it', async () => {
    expect(await hero('event-time')).toMatchObject([
      { t: '2024-04-29 09:00:00', c: '2024-05-04 09:00:00', values: ['205.0', '4', '595', 'plus'] },
    ]);
  });

  test('had left by the latest row', async () => {
    expect(await hero('latest')).toMatchObject([{ t: '2024-05-24 09:00:00', values: ['0.0', '25', '620', 'plus'] }]);
  });

  test('has a corrected row, and the one created last counts', async () => {
    const corrected = await oracle.rows(
      sql`SELECT total_spend_30d FROM ${customerStats.source} WHERE customer_id = 'c-0417' AND event_timestamp::DATE = '2024-04-16' ORDER BY created`,
    );
    expect(corrected.map((row) => row.total_spend_30d)).toEqual([188, 160]);
  });
});

test('has what real tables have: repeated labels, ties, nulls, late rows, customers without a row', async () => {
  const found = await oracle.one(sql`SELECT
  (SELECT count(*) - count(DISTINCT (customer_id, event_timestamp)) FROM ${customerStats.labels})::INT AS repeated,
  (SELECT count(*) - count(DISTINCT (customer_id, event_timestamp)) FROM ${customerStats.source})::INT AS ties,
  (SELECT count(*) - count(DISTINCT (customer_id, event_timestamp, created)) FROM ${customerStats.source})::INT AS unresolved,
  (SELECT count(*) - count(total_spend_30d) FROM ${customerStats.source})::INT AS nulls,
  (SELECT count(*) FROM ${customerStats.source} WHERE created - event_timestamp > INTERVAL 1 DAY)::INT AS late,
  (SELECT count(DISTINCT customer_id) FROM ${customerStats.labels} l WHERE NOT EXISTS (FROM ${customerStats.source} s WHERE s.customer_id = l.customer_id))::INT AS strangers,
  (SELECT max(event_timestamp)::VARCHAR FROM ${customerStats.labels}) AS last_label,
  (SELECT max(created)::VARCHAR FROM ${customerStats.source}) AS last_written`);
  const { repeated, ties, unresolved, nulls, late, strangers, last_label, last_written } = found;
  expect({ repeated, unresolved }).toEqual({ repeated: 12, unresolved: 0 });
  for (const some of [ties, nulls, late, strangers]) expect(some).toBeGreaterThan(0);
  for (const moment of [last_label, last_written]) expect(String(moment) < '2024-05-27').toBe(true);
});
