import { describe, expect, it } from 'vitest';
import { toLine, type AsofError } from '../../../core/errors/asof-error.ts';
import { optionValues, readArguments } from '../../../core/node/cli/arguments.ts';
import { forget } from '../../../core/question/forget.ts';
import { leakage } from '../../../core/question/leakage.ts';
import { lookup } from '../../../core/question/lookup.ts';
import { materialize } from '../../../core/question/materialize.ts';
import { askedBy, optionsOf } from '../../../core/question/options.ts';
import { checkOf, meant, type Asked, type Question } from '../../../core/question/question.ts';
import { readAsked, readCell } from '../../../core/question/read-cell.ts';
import { audit } from '../../../core/question/audit.ts';
import { skew } from '../../../core/question/skew.ts';
import { trainingSet } from '../../../core/question/training-set.ts';

function commandLine<Q extends Question>(question: Q, ...argv: string[]): Asked<Q> {
  const options = optionsOf(question);
  return askedBy(question, optionValues(readArguments(argv, options), options, 'x'));
}

function cell<Q extends Question>(question: Q, body: string) {
  const place = { file: 'n.md', line: 11 };
  const { value, problems } = readCell(body, 'the cell', place, (fields) => readAsked(question, fields));
  return { value, problems: problems.map(toLine) };
}

const hour = 3_600_000_000n;
const at = (iso: string): bigint => BigInt(Date.parse(iso)) * 1000n;

describe('one question', () => {
  it.each([
    [
      'leakage',
      leakage,
      '--labels churn --features a:x,b --service s --naive same-day --boundary strict --no-ttl --embargo 6h --cast-keys --target y',
      'labels: churn\nfeatures: ["a:x", b]\nservice: s\nnaive: same-day\nboundary: strict\nttl: false\nembargo: 6h\ncast_keys: true\ntarget: y\n',
      {
        labels: 'churn',
        features: [
          { view: 'a', feature: 'x' },
          { view: 'b', feature: '*' },
        ],
        service: 's',
        naive: 'same-day',
        target: 'y',
        options: { boundary: 'strict', ttl: false, castKeys: true, embargo: 6n * hour },
      },
    ],
    [
      'training set',
      trainingSet,
      '--labels l.csv --features v --short-names --with-timestamps --defaults',
      'labels: l.csv\nfeatures: v\nshort_names: true\nwith_timestamps: true\ndefaults: true\n',
      {
        labels: 'l.csv',
        features: [{ view: 'v', feature: '*' }],
        options: { shortNames: true, withTimestamps: true, defaults: true },
      },
    ],
    [
      'skew',
      skew,
      '--service s --against log --as-of 2024-03-01 --tolerance 1% --sample 100',
      'service: s\nagainst: log\nas_of: 2024-03-01\ntolerance: 1%\nsample: 100\n',
      { service: 's', log: 'log', asOf: at('2024-03-01'), tolerance: 0.01, sample: 100 },
    ],
    [
      'audit',
      audit,
      '--set s.csv --labels l --features v --map spend=v:a --map x=y=w:b --tolerance 1% --embargo 6h',
      'set: s.csv\nlabels: l\nfeatures: v\nmap: {spend: "v:a", x=y: "w:b"}\ntolerance: 1%\nembargo: 6h\n',
      {
        set: 's.csv',
        labels: 'l',
        features: [{ view: 'v', feature: '*' }],
        map: [
          { column: 'spend', view: 'v', feature: 'a' },
          { column: 'x=y', view: 'w', feature: 'b' },
        ],
        tolerance: 0.01,
        options: { embargo: 6n * hour },
      },
    ],
    ['skew against the store', skew, '--service s --against online', 'service: s\nagainst: online\n', { service: 's' }],
    [
      'materialize',
      materialize,
      '--views a,b --start 2024-03-01 --end 2024-03-02T10:00:00Z --overwrite --dry-run --confirm production',
      'views: [a, b]\nstart: 2024-03-01\nend: 2024-03-02T10:00:00Z\noverwrite: true\ndry_run: true\nconfirm: production\n',
      {
        views: ['a', 'b'],
        start: at('2024-03-01'),
        end: at('2024-03-02T10:00:00Z'),
        overwrite: true,
        dryRun: true,
        confirm: 'production',
      },
    ],
    [
      'lookup',
      lookup,
      '--features v --entity id=1,place=a --entity id=2,place=b --defaults',
      'features: [v]\nentity: [{id: 1, place: a}, "id=2,place=b"]\ndefaults: true\n',
      {
        features: [{ view: 'v', feature: '*' }],
        entities: [
          { id: '1', place: 'a' },
          { id: '2', place: 'b' },
        ],
        defaults: true,
      },
    ],
    ['forget', forget, '--view v --entity id=1', 'view: v\nentity: {id: 1}\n', { view: 'v', entity: { id: '1' } }],
  ])(
    '%s: a command line and a cell say the same, and a page may send it',
    (_, question: Question, line, body, asked) => {
      expect(commandLine(question, ...line.split(' '))).toEqual(asked);
      expect(cell(question, body)).toEqual({ value: asked, problems: [] });
      expect(checkOf(question)(asked, 'x')).toEqual(asked);
      // Nothing more is meant than asked, but for what stands for what was left out.
      expect(meant(question, asked as never)).toMatchObject(asked);
    },
  );

  it('means the same by what is left out, wherever it is asked', () => {
    const asked = { labels: 'l' };
    expect(commandLine(leakage, '--labels', 'l')).toEqual(asked);
    expect(cell(leakage, 'labels: l')).toEqual({ value: asked, problems: [] });
    expect(meant(leakage, asked)).toEqual({
      labels: 'l',
      features: [],
      service: undefined,
      target: undefined,
      naive: 'latest',
      options: { boundary: 'inclusive', ttl: true, castKeys: false, embargo: 0n },
    });
  });

  it('takes a view under a name of its own, on other columns, from a cell', () => {
    const body = 'labels: l\nfeatures:\n  - v:x\n  - {view: v, as: home, on: {id: home_id}, features: [x, y]}\n';
    const home = { view: 'v', as: 'home', on: { id: 'home_id' } };
    expect(cell(leakage, body).value?.features).toEqual([
      { view: 'v', feature: 'x' },
      { ...home, feature: 'x' },
      { ...home, feature: 'y' },
    ]);
  });
});

describe('what is wrong in a cell', () => {
  it.each([
    [
      'a required key lacks',
      'features: [v]\n',
      'n.md:11: the cell has no labels (name a label table of asof.yaml, or a file)',
    ],
    [
      'a key that nobody knows',
      'labels: l\nnavie: latest\n',
      'n.md:12: the cell has an unknown key "navie" (did you mean "naive"?',
    ],
    [
      'a key of another question',
      'labels: l\nshort_names: true\n',
      'n.md:12: the cell has an unknown key "short_names"',
    ],
    [
      'a choice',
      'labels: l\nnaive: lates\n',
      'n.md:12: naive of the cell is "lates" (did you mean "latest"? it can be latest, nearest',
    ],
    ['a flag', 'labels: l\nttl: 30d\n', 'n.md:12: ttl of the cell is text (write true or false)'],
    ['a span', 'labels: l\n\nembargo: soon\n', 'n.md:13: "soon" is not a duration'],
    ['a name that is a list', 'labels: [l]\n', 'n.md:11: labels of the cell is a list'],
    ['a span that is a list', 'labels: l\nembargo: [6h]\n', 'n.md:12: embargo of the cell is a list (write one value)'],
    ['an item', 'labels: l\nfeatures:\n  - v\n  - [w]\n', 'n.md:14: an item of features of the cell is a list'],
    ['the same key twice', 'labels: l\nlabels: m\n', 'n.md:12: the cell has the same key twice'],
    ['no mapping', '- labels\n', 'n.md:11: the cell is not a mapping'],
    ['no YAML', 'labels: "l\n', 'n.md:12: not YAML'],
  ])('%s: is told with its line', (_, body, line) => {
    const { value, problems } = cell(leakage, body);
    expect(value).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(line);
  });

  it('is told all at once, in the order of the lines', () => {
    const { problems } = cell(skew, 'sample: none\ntolerance: 3\nas_of: yesterday\nboundry: strict\n');
    expect(problems.map((line) => line.split(' ')[0])).toEqual(['n.md:11:', 'n.md:12:', 'n.md:13:', 'n.md:14:']);
    expect(problems[0]).toContain('sample "none" is no count (write how many entities to compare');
  });

  it('has nothing to say of an empty cell where nothing is required', () => {
    expect(cell(materialize, '')).toEqual({ value: {}, problems: [] });
    expect(cell(materialize, '# only a remark\n')).toEqual({ value: {}, problems: [] });
  });
});

describe('what is wrong on a command line', () => {
  it.each([
    [leakage, [], '--labels is missing (name a label table of asof.yaml, or a file)'],
    [audit, ['--set', 's', '--labels', 'l', '--map', 'spend'], '"spend" maps no column to a feature'],
    [audit, ['--set', 's', '--labels', 'l', '--map', 'spend=v'], '"spend=v" maps no column to a feature'],
    [skew, ['--tolerance', '3'], '--tolerance "3" is no share'],
    [skew, ['--sample', '0'], '--sample "0" is no count'],
    [lookup, ['--entity', 'c1'], '"c1" is not an entity (write key=value: customer_id=c1)'],
    [materialize, ['--start', 'soon'], '"soon" is not a timestamp'],
  ])('is told before anything is opened', (question: Question, argv, line) => {
    const said = (): string => {
      try {
        return JSON.stringify(commandLine(question, ...argv));
      } catch (error) {
        return toLine(error as AsofError);
      }
    };
    expect(said()).toContain(line);
  });
});
