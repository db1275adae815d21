import { describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { newDefinitions } from '../../../core/model/write.ts';

const yaml = (aggregation: string): string => `project: shop
entities: [{name: customer, join_keys: [customer_id]}]
sources:
  - {name: purchases, path: p.csv, timestamp_field: ts, dedupe_by: order_id}
feature_views:
  - name: purchases_v1
    entities: [customer]
    source: purchases
    aggregations:
      - ${aggregation}
`;

const problems = (aggregation: string): string[] =>
  readDefinitions(yaml(aggregation), 'asof.yaml', {}).problems.map((problem) => toLine(problem));

describe('windowed aggregates in asof.yaml', () => {
  it('are read, and written as they were meant', () => {
    const text = yaml(`{name: spend, function: sum, column: amount, window: 30d, filter: "status = 'completed'"}`);
    const { definitions, problems: none } = readDefinitions(text, 'asof.yaml', {});
    expect(none).toEqual([]);
    const [view] = definitions.featureViews;
    expect(view!.aggregations).toEqual([
      {
        name: 'spend',
        function: 'sum',
        column: 'amount',
        window: 2_592_000_000_000n,
        filter: "status = 'completed'",
      },
    ]);
    expect(view!.features).toEqual([{ name: 'spend' }]);
    expect(definitions.sources[0]!.dedupeBy).toEqual(['order_id']);
    const again = readDefinitions(newDefinitions(definitions), 'asof.yaml', {});
    expect(again.problems).toEqual([]);
    expect(again.definitions).toEqual(definitions);
  });

  it.each([
    [`{name: n, function: count, window: 0}`, /the window of .*"n".* is 0, in which nothing lies/],
    [
      `{name: n, function: count, window: -7d}`,
      /"-7d" is not a duration \(write how far back it reaches: .* or lifetime\)/,
    ],
    [`{name: n, function: count, window: calendar}`, /"calendar" is not a duration/],
    [`{name: n, function: count}`, /aggregation "n" .* has no window/],
    [`{name: n, function: total, window: 7d}`, /function of .* is "total" .*count, sum/],
    [`{name: n, window: 7d}`, /has no function/],
    [`{name: n, function: sum, window: 7d}`, /has no column \(name the column to take the sum of\)/],
    [`{name: n, function: count, window: 7d, columns: a}`, /unknown key "columns" \(did you mean "column"/],
    [
      `{name: n, function: count, window: 7d, filter: "now() > ts"}`,
      /an expression cannot call now\(\) \(a view on demand takes the moment from its request/,
    ],
  ])('%s is refused with its line', (aggregation, says) => {
    expect(problems(aggregation)).toEqual([expect.stringMatching(says)]);
    expect(problems(aggregation)[0]).toMatch(/^asof\.yaml:10: /);
  });

  it('has no two of one name, and no features beside', () => {
    expect(problems(`{name: n, function: count, window: 7d}\n      - {name: N, function: count, window: 1d}`)).toEqual([
      expect.stringMatching(/aggregation "N" .* is there twice/),
    ]);
    expect(problems(`{name: n, function: count, window: 7d}\n    features: [{name: a}]`)).toEqual([
      expect.stringMatching(/has features and aggregations/),
    ]);
  });
});
