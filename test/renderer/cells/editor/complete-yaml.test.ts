import { describe, expect, it } from 'vitest';
import { offeredAt } from '../../../../renderer/cells/editor/complete-yaml.ts';
import type { BodyNames } from '../../../../renderer/cells/editor/body-names.ts';

const names: BodyNames = {
  kind: 'leakage',
  rows: ['spring', 'churn'],
  parameters: ['how'],
  labels: [{ name: 'churn' }],
  views: [
    {
      name: 'stats_v1',
      keys: ['customer_id'],
      features: [
        { name: 'spend', type: 'DOUBLE', description: null },
        { name: 'a, b', type: 'BIGINT', description: null },
      ],
    },
  ],
  services: [{ name: 'model_v1' }],
  reports: { spring: { leak_rate: 0.5, rows: 3, target: 'churned' } },
  shown: {
    rows: ['all', 'leaked'],
    orders: ['label', 'peek'],
    columns: ['customer_id', 'naive stats_v1:spend'],
    hides: ['customer_id', 'stats_v1:spend'],
  },
  columnsOf: (rows) => Promise.resolve(rows === 'churn' ? [{ name: 'churned', type: 'BOOLEAN' }] : []),
};

/** What is offered where the bar stands, and what it would replace. */
async function offered(text: string, kind = 'leakage') {
  const at = text.indexOf('|');
  const found = await offeredAt(text.replace('|', ''), at, { ...names, kind });
  return found && { typed: text.slice(found.from, at), labels: found.options.map(({ label }) => label) };
}

const all = ['stats_v1:*', 'stats_v1:spend', 'stats_v1:"a, b"'];

describe('what is offered in a body', () => {
  it('is the keys of its kind that are not written yet', async () => {
    const found = await offered('as: spring\nlabels: churn\nna|');
    expect(found?.typed).toBe('na');
    expect(found?.labels).toEqual(
      expect.arrayContaining(['beside', 'show', 'features', 'naive', 'ttl', 'cast_keys', 'embargo']),
    );
    expect(found?.labels).not.toContain('labels');
    expect(found?.labels).not.toContain('as');
    expect((await offered('|', 'parameter'))?.labels.slice(4)).toEqual(['value', 'choices', 'between']);
    expect((await offered('|', 'materialize'))?.labels).not.toContain('confirm');
  });

  it.each([
    ['naive: |', '', ['latest', 'nearest', 'same-day', 'event-time']],
    ['naive: ev|', 'ev', ['latest', 'nearest', 'same-day', 'event-time']],
    ['ttl: f|', 'f', ['true', 'false']],
    ['collapsed: |', '', ['true', 'false']],
    ['labels: c|', 'c', ['churn']],
    ['service: "m|', 'm', ['model_v1']],
    ['labels: churn # ours\ntarget: |', '', ['churned']],
    ['naive: {{h|', '{{h', ['{{how}}']],
  ])('is the values of a key: %j', async (text, typed, labels) => {
    expect(await offered(text)).toEqual({ typed, labels });
  });

  it.each([
    ['features: st|', 'st'],
    ['features: [stats_v1:spend, |', ''],
    ['features: ["stats_v1:sp|"]', 'stats_v1:sp'],
    ['features: [stats_v1:spend, # one\n  st|', 'st'],
    ['features:\n  - stats_v1:spend\n  - s|', 's'],
    ['features:\n- s|\nlabels: churn', 's'],
  ])('is features in any list of them: %j', async (text, typed) => {
    expect(await offered(text)).toEqual({ typed, labels: all });
  });

  it('is what a view is joined by, and its features', async () => {
    expect((await offered('features:\n  - view: stats_v1\n    |'))?.labels).toEqual(['view', 'features', 'as', 'on']);
    expect((await offered('features: [{view: |}]'))?.labels).toEqual(['stats_v1']);
    expect((await offered('features:\n  - view: stats_v1\n    features: [|'))?.labels).toEqual(['spend', 'a, b']);
  });

  it('is what other kinds name', async () => {
    expect((await offered('entity: {c|', 'lookup'))?.labels).toEqual(['customer_id']);
    expect((await offered('set: churn\nmap:\n  |', 'audit'))?.labels).toEqual(['churned']);
    expect((await offered('set: churn\nmap:\n  churned: |', 'audit'))?.labels).toEqual(all.slice(1));
    expect((await offered('that: [spring.rows >= 1, s|', 'check'))?.labels).toEqual([
      'spring.leak_rate',
      'spring.rows',
    ]);
    expect((await offered('views: [|', 'materialize'))?.labels).toEqual(['stats_v1']);
    expect((await offered('of: churn\nx: |', 'plot'))?.labels).toEqual(['churned']);
  });

  it.each([
    ['show:\n  |', ['sort', 'where', 'pin', 'width', 'rows', 'order', 'hide', 'row', 'feature', 'label']],
    ['show: {ro|}', ['sort', 'where', 'pin', 'width', 'rows', 'order', 'hide', 'row', 'feature', 'label']],
    ['show: {rows: |}', ['all', 'leaked']],
    ['show: {order: p|}', ['label', 'peek']],
    ['show:\n  sort:\n    c|', ['customer_id', 'naive stats_v1:spend']],
    ['show: {sort: {customer_id: |}}', ['rising', 'falling']],
    ['show: {where: {cust|}}', ['customer_id', 'naive stats_v1:spend']],
    ['show: {where: {customer_id: {|}}}', ['is', 'has', 'from', 'to', 'null']],
    ['show: {where: {customer_id: {null: |}}}', ['true', 'false']],
    ['show: {hide: [customer_id, |]}', ['customer_id', 'stats_v1:spend']],
    ['show: {feature: |}', all.slice(1)],
  ])('is how an answer can be looked at: %j', async (text, labels) => {
    expect((await offered(text))?.labels).toEqual(labels);
  });

  it.each([
    ['options:\n  - |', ['text', 'because', 'right']],
    ['options:\n  - text: yes\n    |', ['text', 'because', 'right']],
    ['options: [{text: yes, right: |}]', ['true', 'false']],
  ])('is what an option of a question to the reader says: %j', async (text, labels) => {
    expect((await offered(text, 'ask'))?.labels).toEqual(labels);
  });

  it('is what YAML reads as that, also where it needs quotes', async () => {
    const found = await offeredAt('features: [', 11, names);
    expect(found?.options.map(({ apply }) => apply)).toEqual(['stats_v1:*', 'stats_v1:spend', `'stats_v1:"a, b"'`]);
  });

  it.each(['labels: churn # na|', '# na|', 'labels:|', 'of: |', 'nothing: |', 'as: |', 'question: |'])(
    'is nothing where nothing is known: %j',
    async (text) => expect(await offered(text)).toBeNull(),
  );
});

describe('what is offered in a cell with its fence', () => {
  it('is kinds behind the word of the fence, and keys and values in the lines below', async () => {
    expect((await offered('```asof lea|\nlabels: churn\n```'))?.labels).toContain('training-set');
    expect(await offered('```asof leakage\nlabels: c|\n```', 'other')).toEqual({ typed: 'c', labels: ['churn'] });
    expect(await offered('```asof nothing\nlabels: c|\n```')).toBeNull();
  });
});
