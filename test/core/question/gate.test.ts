import { describe, expect, it } from 'vitest';
import { AsofError, toLine } from '../../../core/errors/asof-error.ts';
import { claimGate, held, parseGate } from '../../../core/question/gate.ts';

const report = {
  rows: 1000,
  leak_rate: 0.412,
  naive: 'latest',
  features: [
    {
      view: 'stats_v1',
      feature: 'spend',
      leak_rate: 0.3,
      auc: { naive: 0.8, inflation: 0.21 },
      peek_seconds: { p50: 60 },
    },
    { view: 'stats_v1', feature: 'tier', leak_rate: 0, auc: null, peek_seconds: null },
    { view: 'a.b', feature: 'c.d', leak_rate: 0.02, auc: null, peek_seconds: null },
  ],
};
const gate = (text: string) => held(parseGate(text), report);

function mistake(text: string): string {
  try {
    gate(text);
  } catch (error) {
    if (error instanceof AsofError) return toLine(error);
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('--fail-on', () => {
  it.each([
    ['leak_rate>0', ['leak_rate = 0.412']],
    ['leak_rate > 41.1%', ['leak_rate = 0.412']],
    ['leak_rate>0.412', []],
    ['leak_rate>=0.412', ['leak_rate = 0.412']],
    ['rows<1e3', []],
    ['rows==1000', ['rows = 1000']],
    ['rows!=1000', []],
  ])('%s', (text, figures) => expect(gate(text)).toEqual(figures));

  it('means any entry of a list, and names those that hold', () => {
    expect(gate('features.leak_rate>0')).toEqual([
      'features.stats_v1__spend.leak_rate = 0.3',
      'features.a.b__c.d.leak_rate = 0.02',
    ]);
  });

  it.each(['stats_v1__spend', 'stats_v1:spend', 'spend'])('means one feature when it is named %s', (name) => {
    expect(gate(`features.${name}.auc.inflation>0.2`)).toHaveLength(1);
    expect(gate(`features.${name}.auc.inflation>0.3`)).toHaveLength(0);
  });

  it('finds names with dots in them', () => {
    expect(gate('features.a.b__c.d.leak_rate<0.1')).toEqual(['features.a.b__c.d.leak_rate = 0.02']);
  });

  it('fails on what was not measured', () => {
    const unmeasured = (path: string) => [`${path} is null: it was not measured`];
    expect(gate('features.tier.auc.inflation<1')).toEqual(unmeasured('features.tier.auc.inflation'));
    const nothing = { leak_rate: null, features: [{ view: 'v', feature: 'f', leak_rate: null, peek_seconds: null }] };
    for (const text of ['leak_rate>0', 'leak_rate<2', 'leak_rate==0'])
      expect(held(parseGate(text), nothing)).toEqual(unmeasured('leak_rate'));
    expect(held(parseGate('features.leak_rate>0'), nothing)).toEqual(unmeasured('features.v__f.leak_rate'));
    expect(held(parseGate('features.peek_seconds.max>9'), nothing)).toEqual(
      unmeasured('features.v__f.peek_seconds.max'),
    );
  });

  it('fails on counts of what was not compared, beside others that were', () => {
    const counts = { mismatch: 0, missing_online: 0, missing_offline: 0, stale: 0, ahead: 0 };
    const features = [
      { view: 'v', feature: 'f', pairs: 3, match_rate: 1, ...counts },
      { view: 'w', feature: 'g', pairs: 0, match_rate: null, ...counts },
    ];
    for (const figure of ['match_rate<1', ...Object.keys(counts).map((count) => `${count}>0`)]) {
      const path = /^\w+/.exec(figure)![0];
      expect(held(parseGate(`features.${figure}`), { features })).toEqual([
        `features.w__g.${path} is null: it was not measured`,
      ]);
      expect(held(parseGate(`features.f.${figure}`), { features })).toEqual([]);
    }
    expect(held(parseGate('features.pairs==0'), { features })).toEqual(['features.w__g.pairs = 0']);
    const leakage = { rows: 3, leaked_rows: 0, leak_rate: null };
    expect(held(parseGate('leaked_rows>0'), leakage)).toEqual(['leaked_rows is null: it was not measured']);
    expect(held(parseGate('rows>9'), leakage)).toEqual([]);
  });

  it('takes a reason to suspect for one', () => {
    const features = [
      { view: 'v', feature: 'f', suspicious: null },
      { view: 'v', feature: 'g', suspicious: 'it equals the target' },
    ];
    expect(held(parseGate('features.suspicious>0'), { features })).toEqual(['features.v__g.suspicious = 1']);
    expect(held(parseGate('features.f.suspicious>0'), { features })).toEqual([]);
  });

  it('holds where nothing could be suspected', () => {
    const feature = { view: 'v', feature: 'f', suspicious: null, leak_rate: 0, asof_nulls: 1 };
    const gate = parseGate('features.suspicious>0');
    const unmeasured = ['features.v__f.suspicious is null: it was not measured'];
    const report = { rows: 2, target: 'y', features: [feature] };
    expect(held(gate, report)).toEqual([]);
    expect(held(gate, { ...report, target: null })).toEqual(unmeasured);
    expect(held(gate, { ...report, features: [{ ...feature, leak_rate: null }] })).toEqual(unmeasured);
    expect(held(gate, { ...report, features: [{ ...feature, leak_rate: 1, asof_nulls: 2 }] })).toEqual(unmeasured);
  });

  it('passes over a peek where nothing leaked, and an AUC that others have', () => {
    expect(gate('features.tier.peek_seconds.p50>0')).toEqual([]);
    expect(gate('features.auc.inflation>0.9')).toEqual([]);
    expect(gate('features.peek_seconds.p50>=0')).toEqual(['features.stats_v1__spend.peek_seconds.p50 = 60']);
  });

  it.each([
    ['leak_rate<0.5', []],
    ['rows == 1000', []],
    ['leak_rate==0', ['leak_rate = 0.412']],
    ['features.leak_rate<0.1', ['features.stats_v1__spend.leak_rate = 0.3']],
    ['features.peek_seconds.p50 <= 60', []],
    ['features.tier.auc.inflation<1', ['features.tier.auc.inflation is null: it was not measured']],
  ])('is the other way round of a claim: %s', (text, against) => {
    expect(held(claimGate(text, 'that'), report)).toEqual(against);
  });

  it('takes what is true for one', () => {
    expect(held(claimGate('drifted == false', 'that'), { drifted: false })).toEqual([]);
    expect(held(claimGate('drifted == false', 'that'), { drifted: true })).toEqual(['drifted = 1']);
    expect(held(parseGate('drifted == true'), { drifted: true })).toEqual(['drifted = 1']);
  });

  it.each([
    ['leak_rate', '--fail-on "leak_rate" is not a comparison'],
    ['leek_rate>0', 'there is no leek_rate in the report (did you mean "leak_rate"?)'],
    ['features.spend.leakrate>0', 'there is no leakrate in features.spend (did you mean "leak_rate"?)'],
    ['naive>0', 'naive is not a number'],
    ['features.spend.auc>0', 'features.spend.auc is not a number (figures in it: naive, inflation)'],
  ])('%s is refused in one line', (text, line) => expect(mistake(text)).toContain(line));
});

it('holds where it is not known what one of several takes', () => {
  const cost = {
    views: [
      { view: 'stats_v1', bytes: 10 },
      { view: 'support_v1', bytes: null },
    ],
  };
  expect(held(parseGate('views.bytes>1e6'), cost)).toEqual(['views.support_v1.bytes is null: it was not measured']);
});
