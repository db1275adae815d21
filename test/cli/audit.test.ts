import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../core/audit/report.ts';
import { ask, asof, folderOf, workspace } from './run-asof.ts';

/** Whose row of 8 March lies after the label; who is too old; null; and who has nothing before 6 March. */
const set = `customer_id,at,bought,spend_v1__spend,level,note
1,2024-03-05,1,99,b,x
2,2024-03-05,0,20,a,x
3,2024-03-05,1,30,,x
4,2024-03-05,0,7,a,x
`;
const files = (given = set) => ({ ...workspace, 'set.csv': given });
const audit = ['audit', 'set.csv', ...ask, '--map', 'level=spend_v1:tier'];

describe('asof audit', () => {
  it('says of each value where it can have come from, and is a gate', async () => {
    const folder = folderOf(files());
    const said = await asof(folder, ...audit);
    expect(said.status).toBe(0);
    expect(said.out.split('\n')[0]).toBe(
      '2 of 4 rows (50 %) have values that only the future has: tier most often, in 2 rows, by 2 days in the middle case. 1 value is in no row of its entity, of spend. 1 value is only in an older row than the right one, of spend. Not audited, being mapped to no feature that was asked for: note.',
    );
    expect(said.out).toMatch(/^level +spend_v1:tier +1 +2 +0 +0 +0 +1 +\+2d +\+3d$/m);
    const judged = await asof(folder, ...audit, '--json', '--fail-on', 'future_rows>0');
    expect([judged.status, judged.err]).toEqual([1, expect.stringContaining("'future_rows>0' holds: future_rows = 2")]);
    const report = JSON.parse(judged.out) as AuditReport;
    expect(report).toMatchObject({ set: 'set.csv', labels: 'orders', rows: 4, future_rows: 2, not_audited: ['note'] });
    expect(report.features[0]).toEqual({
      ...{ column: 'spend_v1__spend', view: 'spend_v1', feature: 'spend' },
      ...{ known: 1, future: 1, stale: 1, either: 0, unknown: 1, null: 0, known_rate: 0.25 },
      peek_seconds: { p50: 259200, p90: 259200, max: 259200 },
      looks_like: [],
      examples: [
        example(0, 'future', '99', '10', 259200),
        example(3, 'unknown', '7', null),
        example(2, 'stale', '30', null),
      ],
    });
  });

  it('clears a set that asof join made, with its own columns and short names, and fails it with a shorter TTL', async () => {
    const folder = folderOf(files());
    for (const names of [[], ['--short-names', '--with-timestamps']]) {
      expect((await asof(folder, 'join', ...ask, ...names, '--out', 'own.parquet')).status).toBe(0);
      const own = await asof(
        folder,
        'audit',
        'own.parquet',
        ...ask,
        '--fail-on',
        'future_rows>0',
        '--fail-on',
        'features.known_rate<1',
      );
      expect([own.status, own.err]).toEqual([0, '']);
      expect(own.out.split('\n')[0]).toBe(
        'No value is from the future: all 4 values are what was known at the label’s time.',
      );
    }
    const embargo = await asof(folder, 'audit', 'own.parquet', ...ask, '--embargo', '2d', '--json');
    expect((JSON.parse(embargo.out) as AuditReport).features[0]).toMatchObject({ known: 1, future: 1, null: 2 });
  });

  it('knows the defaults of a set that was made with them, once asked for', async () => {
    const yaml = workspace['asof.yaml'].replace(
      'ttl: 10d}',
      'ttl: 10d, features: [{name: spend, dtype: Float64, default: 7}, {name: tier, dtype: String, default: none}]}',
    );
    const folder = folderOf({ ...files(), 'asof.yaml': yaml });
    await asof(folder, 'join', ...ask, '--defaults', '--out', 'own.parquet');
    const asked = ['audit', 'own.parquet', ...ask, '--json'];
    const features = async (...more: string[]) =>
      (JSON.parse((await asof(folder, ...asked, ...more)).out) as AuditReport).features;
    expect(await features()).toMatchObject([
      { known: 2, unknown: 2, known_rate: 0.5 },
      { known: 2, unknown: 2, known_rate: 0.5 },
    ]);
    expect(await features('--defaults')).toMatchObject([
      { known: 4, unknown: 0, known_rate: 1 },
      { known: 4, unknown: 0, known_rate: 1 },
    ]);
    const given = await asof(folder, ...audit, '--defaults', '--json');
    expect((JSON.parse(given.out) as AuditReport).features[0]).toMatchObject({ known: 2, stale: 1, future: 1 });
  });

  it('gives no all-clear where nothing was measured, and lets no gate pass', async () => {
    const others = set.replaceAll(/^(?=\d)/gm, '10');
    const nulls = set.replaceAll(/^(\d,[^,]+,\d),.*$/gm, '$1,,,');
    const foreign = set.replaceAll(/^(\d,[^,]+,\d),.*$/gm, '$1,-5.25,q,');
    for (const [given, says] of [
      [others, 'Nothing matched. None of 4 rows'],
      [nulls, 'No feature has a value in any row'],
      [foreign, 'Whether a value is from the future cannot be told'],
      ['customer_id,at,spend,tier\n', 'The set has no rows'],
    ] as const) {
      const folder = folderOf(files(given));
      const asked = ['audit', 'set.csv', ...ask, ...(given.includes('level') ? ['--map', 'level=spend_v1:tier'] : [])];
      for (const gate of ['future_rows>0', 'features.future>0', 'features.known_rate<1']) {
        const { status, out, err } = await asof(folder, ...asked, '--fail-on', gate);
        expect(out).toContain(says);
        expect([status, err], `${says} ${gate}`).toEqual([1, expect.stringContaining('it was not measured')]);
      }
    }
  });

  it('is a cell of a notebook, whose rows SQL reads and of which a check claims', async () => {
    const cells = (map: string) => `\`\`\`asof audit
as: theirs
set: set.csv
labels: orders
service: model_v1
map: ${map}
\`\`\`

\`\`\`sql future
SELECT label_row, feature, value, as_of, peek FROM theirs WHERE origin = 'future' AND value = '99'
\`\`\`

\`\`\`asof check
that: [theirs.future_rows == 2, future.row.label_row == 0, theirs.features.tier.future == 2]
\`\`\`
`;
    const folder = folderOf({
      ...files(),
      'n.md': cells('{level: "spend_v1:tier"}'),
      'bad.md': cells('{level: tier}'),
    });
    const { status, out } = await asof(folder, 'run', 'n.md');
    expect(out).toMatch(/^fresh +theirs +audit +2 of 4 rows \(50 %\) have values that only the future has/m);
    expect(out).toMatch(/label_row = 0, feature = spend, value = 99, as_of = 10, peek = 72:00:00/);
    expect([status, out]).toEqual([0, expect.stringContaining('1 check passed, 0 failed')]);
    const bad = await asof(folder, 'run', 'bad.md');
    expect([bad.status, bad.err + bad.out]).toEqual([
      2,
      expect.stringContaining('bad.md:6: "level=tier" maps no column'),
    ]);
  });

  it.each([
    [['audit', ...ask], 'no training set is named'],
    [['audit', 'set.csv', '--labels', 'orders'], 'no features'],
    [['audit', 'set.csv', ...ask], 'set.csv has no column "spend_v1__tier" (its columns are:'],
    [['audit', 'nowhere.parquet', ...ask], 'nowhere.parquet'],
    [
      [...audit, '--map', 'note=spend_v1:tire'],
      'note is mapped to spend_v1:tire, which is not asked for (did you mean spend_v1:tier?)',
    ],
    [[...audit, '--map', 'note=spend_v1:tier'], 'note=spend_v1:tier maps what is mapped already'],
    [[...audit, '--map', 'notes=spend_v1:spend'], 'no column "notes" (did you mean "note"?'],
    [[...audit, '--map', 'note'], '"note" maps no column to a feature (write column=view:feature:'],
  ])('says in one line what is wrong with %j', async (words, says) => {
    const { status, out, err } = await asof(folderOf(files()), ...words);
    expect([status, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toEqual([expect.stringContaining(says)]);
  });
});

function example(row: number, origin: string, value: string, as_of: string | null, peek_seconds: number | null = null) {
  return { row, entity: `customer_id=${row + 1}`, at: '2024-03-05T00:00:00Z', origin, value, as_of, peek_seconds };
}
