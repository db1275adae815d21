import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPage } from '../../../renderer/ui/grid/arrow-page.ts';
import { fileName, Roles } from '../../../renderer/state/roles.svelte.ts';
import { openRealWorkbench, type RealWorkbench } from './real-workbench.ts';

describe('files on their way to a workspace', () => {
  let real: RealWorkbench;
  let paths: { labels: string; features: string; broken: string };
  let roles: Roles;
  beforeAll(async () => {
    real = await openRealWorkbench();
    paths = {
      labels: await real.put('labels.csv', 'user_id,event_timestamp,churned\n1,2024-03-03,1\n2,2024-03-04,0\n'),
      features: await real.put(
        'spend.csv',
        'user_id,event_timestamp,spend\n1,2024-03-01,10\n1,2024-03-02,20\n1,2024-03-09,90\n2,2024-03-01,5\n',
      ),
      broken: await real.put('broken.parquet', 'nothing'),
    };
  });
  beforeEach(() => {
    roles = new Roles(real.workbench);
  });
  afterAll(() => real?.close());

  const role = (path: string) => roles.files.find((file) => file.file === path)!.role;
  const joined = (column: string) => {
    const page = readPage(roles.preview.value!.rows);
    return Array.from({ length: page.rows }, (_, row) => page.column(column)?.at(row));
  };

  it('are guessed with their reasons and joined at once', async () => {
    expect(await roles.add([paths.labels, paths.features])).toBe(true);
    expect([role(paths.labels), role(paths.features)]).toEqual(['labels', 'features']);
    expect(roles.files[0]!.inferred.find(({ what }) => what === 'role')?.reason).toBeTruthy();
    expect(roles.missing).toBeNull();
    expect(joined('spend__spend')).toEqual([20n, 5n]);
  });

  it('can come one after the other', async () => {
    await roles.add([paths.labels]);
    expect(roles.missing).toBe('Say which file holds features.');
    await roles.add([paths.features]);
    expect([roles.missing, roles.files.length]).toEqual([null, 2]);
  });

  it('are joined anew when a guess is corrected', async () => {
    await roles.add([paths.labels, paths.features]);
    roles.edit(paths.features, { ttl: '1d' });
    await expect.poll(() => roles.preview.state.status).toBe('done');
    expect(joined('spend__spend')).toEqual([20n, null]);
    expect(roles.isEdited(paths.features, 'ttl')).toBe(true);
  });

  it('have one label table: naming another makes the first a feature file', async () => {
    await roles.add([paths.labels, paths.features]);
    roles.edit(paths.features, { role: 'labels' });
    expect([role(paths.labels), role(paths.features)]).toEqual(['features', 'labels']);
  });

  it('are left out where they cannot be read, and say why', async () => {
    await roles.add([paths.labels, paths.features, paths.broken]);
    expect(roles.files.at(-1)!.problem).toMatch(/cannot be read as Parquet/);
    expect(roles.ready).toBe('2 files are ready; 1 is left out.');
    expect(roles.ref).toMatchObject({ kind: 'files', roles: [{ role: 'labels' }, { role: 'features' }] });
    expect(roles.say(roles.files.at(-1)!.problem!)).toMatch(/^broken\.parquet /);
  });

  it('become a workspace that answers', async () => {
    await roles.add([paths.labels, paths.features]);
    expect(await real.workbench.open(roles.ref)).toBe(true);
    expect(real.workbench.question?.features).toEqual([{ view: 'spend', feature: 'spend' }]);
  });

  it('do not last where a server holds a copy of them only while it runs', async () => {
    await roles.adopt([new File([], 'labels.csv'), new File([], 'spend.csv')]);
    expect(roles.isLasting(roles.ref)).toBe(false);
    const byPath = new Roles(real.workbench);
    await byPath.add([paths.labels, paths.features]);
    expect(byPath.isLasting(byPath.ref)).toBe(true);
  });
});

describe('fileName', () => {
  it('is the last part of a path of either kind', () => {
    expect([fileName('/a/b c.csv'), fileName('C:\\data\\x.csv'), fileName('x.csv')]).toEqual([
      'b c.csv',
      'x.csv',
      'x.csv',
    ]);
  });
});
