import { describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { parseFeatureRef } from '../../../core/model/feature-ref.ts';
import { splitRefs } from '../../../core/model/on-demand.ts';
import { readDefinitions } from '../../../core/model/read.ts';

const rows = `entities:
  - {name: customer, join_keys: [customer_id]}
feature_views:
  - {name: stats, entities: [customer], source: s.csv, features: [{name: spend}, {name: seen}]}
`;
const view = (name: string, body: string): string => `  - name: ${name}\n    on_demand: true\n    ${body}\n`;
const feature = (expression: string, more = ''): string =>
  `features: [{name: x, dtype: Float64, expression: "${expression}"${more}}]`;
const lines = (...views: string[]): string[] =>
  readDefinitions(rows + views.join(''), 'asof.yaml').problems.map((problem) => toLine(problem));

describe('a view that computes on demand', () => {
  it('has inputs by their own names, or by names that are given them', () => {
    const text =
      rows +
      view('a', `inputs: ["stats:spend"]\n    ${feature('spend + 1')}`) +
      view('b', `inputs: {old: "stats:spend", more: "a:x"}\n    ${feature('old + more')}`);
    const { definitions, problems } = readDefinitions(text, 'asof.yaml');
    expect(problems).toEqual([]);
    expect(definitions.featureViews.map(({ name }) => name)).toEqual(['stats']);
    expect(definitions.onDemandViews.map(({ inputs }) => inputs)).toEqual([
      [{ name: 'spend', view: 'stats', feature: 'spend' }],
      [
        { name: 'old', view: 'stats', feature: 'spend' },
        { name: 'more', view: 'a', feature: 'x' },
      ],
    ]);
  });

  it.each([
    [
      'features: [{name: x, dtype: Float64, expression: "1"}]',
      'feature view "v" has no inputs (write a list: ["view:feature"])',
    ],
    [`inputs: ["stats:spend", "other:spend"]\n    ${feature('spend')}`, 'reads two things that are called "spend"'],
    [`inputs: ["stats:nothing"]\n    ${feature('nothing')}`, 'there is no feature of stats called "nothing"'],
    [
      `inputs: ["stat:spend"]\n    ${feature('spend')}`,
      'there is no feature view called "stat" (did you mean "stats"?',
    ],
    [`inputs: ["stats"]\n    ${feature('spend')}`, 'inputs of feature view "v" has "stats", which names no feature'],
    [
      `inputs: ["v:x"]\n    ${feature('x')}`,
      'feature view "v" reads itself: v reads v (take one of them out of the inputs)',
    ],
    [`inputs: ["stats:spend"]\n    source: s.csv\n    ${feature('spend')}`, 'has an unknown key "source"'],
    [`inputs: ["stats:spend"]\n    features: [{name: x, expression: "spend"}]`, 'has no dtype (write one of'],
    [
      `inputs: ["stats:spend"]\n    features: [{name: x, dtype: Decimal, expression: "spend"}]`,
      'dtype of feature "x" of feature view "v" is "Decimal"',
    ],
    [`inputs: ["stats:spend"]\n    features: [{name: x, dtype: Float64}]`, 'has no expression'],
    [`inputs: ["stats:spend"]\n    ${feature('random()')}`, 'an expression cannot call random()'],
    [
      `inputs: ["stats:spend"]\n    ${feature('count(*)')}`,
      'expression of feature "x" of feature view "v": an expression cannot call count()',
    ],
    [
      `inputs: ["stats:spend"]\n    request: [{name: now, dtype: Int64}]\n    ${feature('spend')}`,
      'is the moment that is asked about (write dtype: Timestamp)',
    ],
  ])('is told what is wrong with %s', (body, line) => {
    expect(lines(view('v', body)).join('\n')).toContain(line);
  });

  it('is told of a ring, in the line of its inputs, and is not among the definitions', () => {
    const [a, b] = [`inputs: ["b:x"]\n    ${feature('x')}`, `inputs: ["a:x"]\n    ${feature('x')}`];
    const read = readDefinitions(rows + view('a', a) + view('b', b), 'asof.yaml');
    expect(read.problems.map((problem) => toLine(problem))).toEqual([
      'asof.yaml:7: feature view "a" reads itself: a reads b reads a (take one of them out of the inputs)',
      'asof.yaml:11: feature view "b" reads itself: b reads a reads b (take one of them out of the inputs)',
    ]);
    expect(read.definitions.onDemandViews).toEqual([]);
  });
});

describe('splitRefs', () => {
  const { definitions } = readDefinitions(
    rows +
      view('late', `inputs: {e: "early:x", s: "stats:seen"}\n    ${feature('e + 1')}`) +
      view(
        'early',
        `inputs: ["stats:spend"]\n    request: [{name: n, dtype: Int64}, {name: m, dtype: Int64}]\n    ${feature('spend + n')}`,
      ) +
      view('none', `inputs: ["stats:seen", "stats:spend"]\n    ${feature('7')}`),
    'asof.yaml',
  );
  const split = (...refs: string[]) => splitRefs(definitions, refs.map(parseFeatureRef));

  it('puts what is computed behind what it reads, and reads no more than the expressions do', () => {
    const { stored, read, onDemand } = split('late:x', 'stats:seen');
    expect(stored).toEqual([{ view: 'stats', feature: 'seen' }]);
    expect(read).toEqual([{ view: 'stats', feature: 'spend' }]);
    expect(
      onDemand.map(({ view: { name }, inputs, request, features }) => [
        name,
        inputs.map((one) => one.name),
        request.map((one) => one.name),
        features[0]!.asked,
      ]),
    ).toEqual([
      ['early', ['spend'], ['n'], false],
      ['late', ['e'], [], true],
    ]);
  });

  it('has one that reads nothing stand with the first input of its view', () => {
    expect(split('none').read).toEqual([{ view: 'stats', feature: 'seen' }]);
  });

  it('refuses another name, other columns, and a feature that is not there', () => {
    const refused = (ref: object) => () => splitRefs(definitions, [{ view: 'early', feature: 'x', ...ref }]);
    expect(refused({ as: 'other' })).toThrow(
      'early is computed from other views, and cannot be joined under another name',
    );
    expect(refused({ on: { a: 'b' } })).toThrow('early is computed from other views');
    expect(refused({ feature: 'y' })).toThrow('there is no feature of early called "y"');
  });
});
