import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DiffReport } from '../../core/diff/report.ts';
import type { SkewReport } from '../../core/skew/report.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const first = workspace['asof.yaml']
  .replace('ttl: 10d', 'features: [{name: spend}, {name: tier}], ttl: 10d')
  .replace(
    'feature_services',
    `  - name: counts_v1
    entities: [customer]
    source: spend
    aggregations: [{name: rows_60d, function: count, window: 60d}]
feature_services`,
  )
  .replace('"spend_v1:tier"]', '"spend_v1:tier", "counts_v1:rows_60d"]');
const files = { ...workspace, 'asof.yaml': first };

function git(folder: string, ...args: string[]): void {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', ['-C', folder, ...who, ...args], { stdio: 'pipe' });
}

/** The same folder with other definitions, and the old ones beside them. */
function changed(folder: string, old: string, from: string | RegExp, to: string): void {
  const text = old.replace(from, to);
  expect(text).not.toBe(old);
  writeFileSync(join(folder, 'old.yaml'), first);
  writeFileSync(join(folder, 'asof.yaml'), text);
}

async function diff(folder: string, ...args: string[]): Promise<DiffReport> {
  const { status, out, err } = await asof(folder, 'diff', ...args, '--json');
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out) as DiffReport;
}

const end = '2024-03-09T00:00:00Z';
const later = '2024-03-09T01:00:00Z';

/** How many pairs of the service are not what they should be, of how many. */
async function wrongOnline(folder: string): Promise<{ pairs: number; wrong: number }> {
  const { out, err, status } = await asof(folder, 'skew', '--service', 'model_v1', '--as-of', later, '--json');
  expect([status, err]).toEqual([0, expect.any(String)]);
  const { features } = JSON.parse(out) as SkewReport;
  const pairs = features.reduce((sum, one) => sum + one.pairs, 0);
  return { pairs, wrong: pairs - features.reduce((sum, one) => sum + one.equal, 0) };
}

describe('asof diff', () => {
  it.each<[what: string, from: string | RegExp, to: string, views: string[]]>([
    ['a new feature', '{name: tier}', '{name: tier}, {name: at_spend}', ['spend_v1']],
    [
      'another column under a name',
      'timestamp_field: at}',
      'timestamp_field: at, field_mapping: {spend: was, twice: spend}}',
      ['counts_v1', 'spend_v1'],
    ],
    ['a longer TTL', 'ttl: 10d', 'ttl: 90d', ['spend_v1']],
    ['a shorter TTL', 'ttl: 10d', 'ttl: 3d', []],
    ['another window', 'window: 60d', 'window: 3d', ['counts_v1']],
    ['another project', 'project: shop', 'project: store', ['counts_v1', 'spend_v1']],
    ['words alone', 'ttl: 10d', 'ttl: 10d, owner: growth', []],
  ])('says what has to be written again for %s: done, training and serving agree', async (_, from, to, views) => {
    const data = workspace['data/spend.csv']
      .replace('spend,tier', 'spend,tier,twice,at_spend')
      .replaceAll(/,(\d+),(\w)$/gm, (__, spend: string, tier: string) => `,${spend},${tier},${2 * Number(spend)},9`);
    const folder = folderOf({ ...files, 'data/spend.csv': data });
    expect((await asof(folder, 'materialize', '--end', end)).status).toBe(0);
    const before = await wrongOnline(folder);
    expect(before).toEqual({ pairs: expect.any(Number) as number, wrong: 0 });
    // A new feature has to be asked for.
    const asked = '"spend_v1:tier"';
    const text = to.includes('at_spend') ? first.replace(asked, `${asked}, "spend_v1:at_spend"`) : first;
    changed(folder, text, from, to);
    const { materialize } = await diff(folder, 'old.yaml');
    expect(materialize.map(({ view }) => view).sort()).toEqual(views);
    if (views.length > 0) expect((await wrongOnline(folder)).wrong).toBeGreaterThan(0);
    for (const command of materialize.flatMap(({ commands }) => commands)) {
      const words = command.split(' ').slice(1);
      const ended = words[0] === 'materialize' ? [...words, '--end', later] : words;
      expect((await asof(folder, ...ended)).status, command).toBe(0);
    }
    const after = await wrongOnline(folder);
    expect([after.pairs > 0, after.wrong]).toEqual([true, 0]);
  });

  it('compares with what Git has: the last commit, or a revision that is named', async () => {
    const folder = folderOf(files);
    const lost = await asof(folder, 'diff');
    expect([lost.status, lost.err]).toEqual([2, expect.stringContaining('is in no repository of Git (name a file')]);
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'first');
    expect((await asof(folder, 'diff')).out).toBe('Nothing of the definitions changes between HEAD and asof.yaml.\n');
    changed(folder, first, 'ttl: 10d', 'ttl: 20d');
    expect(await diff(folder)).toMatchObject({ old: 'HEAD', new: 'asof.yaml', changed: 2 });
    git(folder, 'commit', '--quiet', '--all', '-m', 'second');
    expect(await diff(folder)).toMatchObject({ changed: 0 });
    expect(await diff(folder, 'HEAD~1', 'HEAD')).toMatchObject({ old: 'HEAD~1', new: 'HEAD', changed: 2 });
    expect(await diff(folder, 'HEAD', 'HEAD~1')).toMatchObject({
      definitions: [{ name: 'spend_v1', fields: [{ field: 'ttl', old: '20d', new: '10d' }] }, { name: 'model_v1' }],
    });
    for (const wrong of ['HEAD~7', '--output=x', 'no:such']) {
      const { status, err } = await asof(folder, 'diff', '--', wrong);
      expect([status, err]).toEqual([2, expect.stringMatching(/no revision of Git|there is no option/)]);
    }
  });

  it('is a gate, and says what breaks in notebooks', async () => {
    const notebook = '```asof leakage\nlabels: orders\nservice: model_v1\n```\n';
    const folder = folderOf({ ...files, 'n.md': notebook });
    changed(folder, first, 'name: model_v1', 'name: model_v2');
    const { status, out, err } = await asof(folder, 'diff', 'old.yaml', '--fail-on', 'broken>0');
    expect([status, err]).toEqual([1, expect.stringContaining('broken = 2')]);
    expect(out).toContain('n.md:1: the leakage cell asks for the service model_v1, which is gone');
    expect((await asof(folder, 'diff', 'old.yaml', 'old.yaml', '--fail-on', 'broken>0')).status).toBe(0);
  });

  it('refuses a file that is no text of definitions, and a folder without any', async () => {
    const folder = folderOf({ ...files, 'empty/x.txt': '' });
    const { status, err } = await asof(folder, 'diff', 'empty');
    expect([status, err]).toEqual([2, expect.stringContaining('there is no asof.yaml in empty')]);
    const odd = await diff(folder, 'data/spend.csv');
    expect(odd.notes).toEqual([expect.stringContaining('data/spend.csv:1: it is not a mapping')]);
  });
});
