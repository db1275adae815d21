import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { server } from '../support/redis-for-a-test.ts';
import { asof, folderOf, workspace } from './run-asof.ts';

const upTo = (end: string, ...more: string[]) => ['materialize', '--end', end, ...more];

async function statuses(folder: string, now = '2024-03-10'): Promise<string[]> {
  const entities = ['1', '2', '3'].flatMap((id) => ['--entity', `customer_id=${id}`]);
  const { out } = await asof(folder, 'lookup', '--features', 'spend_v1:spend', ...entities, '--now', now, '--json');
  const { results } = JSON.parse(out) as { results: { features: { spend_v1__spend: { status: string } } }[] };
  return results.map(({ features }) => features.spend_v1__spend.status);
}

describe('asof forget', () => {
  it('removes one record, which only a start brings back; then all of a view, after which a run is the first', async () => {
    const folder = folderOf(workspace);
    await asof(folder, ...upTo('2024-03-09'));
    const before = await statuses(folder);
    const one = ['forget', '--view', 'spend_v1', '--entity', 'customer_id=1'];
    expect((await asof(folder, ...one, '--dry-run')).out).toContain('would remove the record of customer_id=1');
    expect(await statuses(folder)).toEqual(before);
    const { status, out } = await asof(folder, ...one);
    expect([status, out]).toEqual([0, expect.stringContaining('does not bring it back, asof materialize') as string]);
    expect((await asof(folder, ...one)).out).toContain('has no record');
    await asof(folder, ...upTo('2024-03-09T01:00:00'));
    expect((await statuses(folder))[0]).toBe('missing');
    const [, again] = /(asof materialize [^,]*?) does/.exec(out)!;
    await asof(folder, ...again!.split(' ').slice(1), '--end', '2024-03-09T01:00:00');
    expect(await statuses(folder)).toEqual(before);

    const dry = await asof(folder, 'forget', '--view', 'spend_v1', '--dry-run', '--json');
    expect(JSON.parse(dry.out)).toEqual({ dry_run: true, views: [{ view: 'spend_v1', records: 3 }] });
    const all = await asof(folder, 'forget', '--project', '--json');
    expect(JSON.parse(all.out)).toEqual({ dry_run: false, views: [{ view: 'spend_v1', records: 3 }] });
    expect(await statuses(folder)).toEqual(['missing', 'missing', 'missing']);
    const first = JSON.parse((await asof(folder, ...upTo('2024-03-09', '--json'))).out) as {
      views: [{ start: string }];
    };
    expect(first.views[0].start).toBe('2024-02-28T00:00:00Z');
    expect(await statuses(folder)).toEqual(before);
  });

  it('makes no store where there is none', async () => {
    const folder = folderOf(workspace);
    expect(await asof(folder, 'forget', '--project')).toMatchObject({ status: 0, out: 'spend_v1 has no records\n' });
    expect(existsSync(join(folder, '.asof'))).toBe(false);
  });

  it.each([
    [['forget'], 'say what is to be forgotten'],
    [['forget', '--view', 'spend_v1', '--project'], 'say what is to be forgotten'],
    [['forget', '--project', '--entity', 'customer_id=1'], '--entity needs a --view'],
    [['forget', '--view', 'spent_v1'], 'did you mean "spend_v1"'],
    [['forget', '--view', 'spend_v1', '--entity', 'id=1'], 'has no join key id'],
  ])('%j ends with 2 and one line', async (args, said) => {
    const { status, err } = await asof(folderOf(workspace), ...args);
    expect([status, err.trim().split('\n').length, err]).toEqual([2, 1, expect.stringContaining(said) as string]);
  });
});

it('writes to production and removes from it only where its name is given', async () => {
  const redis = await server();
  const store = `online_store: {type: redis, url: "${redis.url}", environment: production}\n`;
  const folder = folderOf({ ...workspace, 'asof.yaml': workspace['asof.yaml'] + store });
  for (const args of [upTo('2024-03-09'), upTo('2024-03-09', '--confirm', 'staging'), ['forget', '--project']]) {
    const { status, out, err } = await asof(folder, ...args);
    expect([status, out, err]).toEqual([2, '', expect.stringContaining('--confirm production') as string]);
    const [what, how] = args[0] === 'forget' ? ['removed', 'forget'] : ['written', 'write'];
    expect(err).toMatch(new RegExp(`nothing was ${what}: .*type its name to ${how} there`));
  }
  expect((await asof(folder, ...upTo('2024-03-09', '--dry-run'))).status).toBe(0);
  expect(await statuses(folder)).toEqual(['missing', 'missing', 'missing']);
  expect((await asof(folder, ...upTo('2024-03-09', '--confirm', 'production'))).status).toBe(0);
  expect(await statuses(folder)).toEqual(['present', 'present', 'missing']);
  expect((await asof(folder, 'forget', '--project', '--confirm', 'production')).out).toContain('removed 3 records');
});

describe('asof materialize', () => {
  const definitions = `project: p
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: s.csv, timestamp_field: at}]
feature_views: [{name: v, entities: [user], source: s, online: true}]
`;
  const value = async (folder: string) => {
    const { out } = await asof(folder, 'lookup', '--features', 'v:x', '--entity', 'id=1', '--json');
    return (JSON.parse(out) as { results: [{ features: { v__x: { value: number } } }] }).results[0].features.v__x.value;
  };

  it('writes over a newer record where that is asked for, and goes on from there', async () => {
    const folder = folderOf({ 'asof.yaml': definitions, 's.csv': 'id,at,x\n1,2024-03-01,1\n1,2099-01-01,99\n' });
    await asof(folder, 'materialize', '--start', '2024-01-01', '--end', '2100-01-01');
    expect(await value(folder)).toBe(99);
    // The row with the wrong year was put right.
    writeFileSync(join(folder, 's.csv'), 'id,at,x\n1,2024-03-01,1\n1,2024-03-09,9\n');
    await asof(folder, 'materialize', '--start', '2024-01-01', '--end', '2024-03-08');
    expect(await value(folder)).toBe(99);
    await asof(folder, 'materialize', '--overwrite', '--end', '2024-03-08');
    expect(await value(folder)).toBe(1);
    await asof(folder, 'materialize', '--end', '2024-03-10');
    expect(await value(folder)).toBe(9);
  });

  it('says why nothing was read, and what came late or was left out', async () => {
    const folder = folderOf({ 'asof.yaml': definitions, 's.csv': 'id,at,x\n1,2024-03-01,1\n1,2024-03-09,9\n' });
    const run = async (...args: string[]) => (await asof(folder, 'materialize', ...args)).out;
    expect(await run('--end', '2024-02-01')).toContain('nothing was read: each of the 2 rows of s is later than');
    expect(await run('--end', '2024-03-02')).not.toContain('v: ');
    expect(await run('--end', '2024-03-03')).toContain("no row of s is from the last run's end");
    const late = 'id,at,x\n1,2024-03-01,1\n2,2024-02-01,2\n1,2024-03-05,5\n1,2024-03-09,9\n';
    writeFileSync(join(folder, 's.csv'), late);
    expect(await run('--end', '2024-03-04')).toContain('1 row has come since for times before');
    const gap = await run('--start', '2024-03-06', '--end', '2024-03-07', '--json');
    const { views } = JSON.parse(gap) as { views: [{ notes: string[] }] };
    expect(views[0].notes.join('\n')).toMatch(/1 row between the last run's end, 2024-03-04T00:00:00Z, and the start/);
    expect(await run('--end', '2024-03-08')).toContain('which earlier runs left out, are read too');
    expect(await value(folder)).toBe(5);
  });
});
