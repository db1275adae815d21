import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, asof, folderOf, workspace } from './run-asof.ts';

type Files = Record<string, string>;

/** As the labels would be if they were joined rightly: nothing of the future, and all within the TTL. */
const past = `customer_id,at,spend,tier
1,2024-03-01,10,a
2,2024-03-04,20,b
3,2024-03-01,30,a
4,2024-03-02,10,c
`;
const earned: Files = { ...workspace, 'data/spend.csv': past };
const changed = (path: keyof typeof workspace, from: string | RegExp, to: string): Files => ({
  ...earned,
  [path]: earned[path]!.replaceAll(from, to),
});

/** What is missing, the files without it, and what is said. */
const lacking: [string, Files, RegExp][] = [
  ['the keys never match', changed('data/spend.csv', /^(\d),/gm, '10$1,'), /Nothing matched\. None of 4 rows has/],
  [
    'the keys are text on one side',
    changed('data/spend.csv', /^(\d),/gm, 'D$1,'),
    /1 in \S+ and D1 in \S+: as text they do not match; without the letters in front, 4 of 4 rows would match/,
  ],
  ['the labels have no rows', changed('data/orders.csv', /^\d.*\n/gm, ''), /no label rows/],
  ['the source has no rows', changed('data/spend.csv', /^\d.*\n/gm, ''), /Nothing matched|no feature|no rows|empty/i],
  ['the values are all null', changed('data/spend.csv', /,\d+,[abc]$/gm, ',,'), /No feature has a value in any row/],
];

/** Every all-clear that a command gives: what has to hold for it, and that it is not given where one thing does not. */
describe('an all-clear', () => {
  it('of leakage is said, drawn and let through where nothing leaks', async () => {
    const folder = folderOf(earned);
    const { status, out } = await asof(folder, 'leakage', ...ask, '--fail-on', 'leak_rate>0', '--html', 'r.html');
    expect([status, out]).toEqual([
      0,
      expect.stringMatching(/^Joining on the latest row does not leak here/) as string,
    ]);
    expect(readFileSync(join(folder, 'r.html'), 'utf8')).toContain('none of 4 rows saw the future');
  });

  it.each(lacking)('of leakage is neither said, nor drawn, nor let through where %s', async (_, files, said) => {
    const folder = folderOf(files);
    const { status, out, err } = await asof(folder, 'leakage', ...ask, '--fail-on', 'leak_rate>0', '--html', 'r.html');
    expect(status).not.toBe(0);
    expect(out + err).toMatch(said);
    expect(out).not.toContain('does not leak');
    // Where a question was refused there is no page.
    if (status === 1) expect(readFileSync(join(folder, 'r.html'), 'utf8')).not.toContain('does not leak');
  });

  it('of materialize and of skew comes with how much was written and compared', async () => {
    const folder = folderOf(changed('asof.yaml', 'ttl: 10d', 'ttl: 10d, online: true'));
    const end = '2024-03-05T00:00:00Z';
    const written = await asof(folder, 'materialize', '--end', end, '--json');
    expect(JSON.parse(written.out)).toMatchObject({ views: [{ rows_read: 4, written: 4 }] });
    const { status, out } = await asof(
      folder,
      'skew',
      '--service',
      'model_v1',
      '--as-of',
      end,
      '--fail-on',
      'features.match_rate<1',
    );
    expect([status, out]).toEqual([
      0,
      expect.stringMatching(/served as they should be: 4 entities compared/) as string,
    ]);
    // Three months later every record is past its TTL on both sides: nothing is compared.
    const late = await asof(
      folder,
      'skew',
      '--service',
      'model_v1',
      '--as-of',
      '2024-06-05',
      '--fail-on',
      'features.match_rate<1',
    );
    expect(late.status).toBe(1);
    expect(late.out).toMatch(/^There is nothing to compare/);
  });

  const online = { 'asof.yaml': earned['asof.yaml']!.replace('ttl: 10d', 'ttl: 10d, online: true') };
  it.each<[string, Files, string[], Files, number, RegExp]>([
    [
      'the keys never match',
      {},
      ['2024-03-05'],
      { 'data/spend.csv': past.replaceAll(/^(\d),/gm, '10$1,') },
      1,
      /^Both features are served differently\. The worst: spend is missing online for 4 of 8 entities\./,
    ],
    [
      'most are past their TTL on both sides',
      { 'data/spend.csv': past.replace(/(?<=^[123],)2024-03/gm, '2024-02') },
      ['2024-02-05', '2024-03-05'],
      {},
      0,
      /^Too little was compared to tell\. Both features were compared for only 1 of 4 entities/,
    ],
    [
      'every value is null',
      { 'data/spend.csv': past.replaceAll(/,\d+,[abc]$/gm, ',,') },
      ['2024-03-05'],
      {},
      1,
      /^There is nothing to compare in 4 entities: every value is null on both sides\./,
    ],
  ])('of skew is not given where %s', async (_, files, ends, later, gate, said) => {
    const folder = folderOf({ ...earned, ...online, ...files });
    for (const end of ends) expect((await asof(folder, 'materialize', '--end', `${end}T00:00:00Z`)).status).toBe(0);
    for (const [path, text] of Object.entries(later)) writeFileSync(join(folder, path), text);
    const asked = ['skew', '--service', 'model_v1', '--as-of', '2024-03-05', '--fail-on', 'features.match_rate<1'];
    const { status, out } = await asof(folder, ...asked);
    expect(out).toMatch(said);
    expect(out).not.toContain('as they should be');
    expect(status).toBe(gate);
    const json = await asof(folder, ...asked, '--json');
    if (gate === 0 || said.source.includes('null')) expect(json.err).toMatch(/^asof: spend_v1:spend: \w/m);
  });

  it('of materialize is not given where nothing was read', async () => {
    const folder = folderOf(changed('asof.yaml', 'ttl: 10d', 'ttl: 10d, online: true'));
    const { out, err } = await asof(folder, 'materialize', '--end', '2024-01-05T00:00:00Z');
    expect(out + err).toMatch(/nothing was read: each of the 4 rows of \S+ is later than 2024-01-05/);
  });
});
