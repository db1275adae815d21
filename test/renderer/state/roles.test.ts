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

  it('wait for a choice where times can be read in two ways, and are joined by what was chosen', async () => {
    const days = await real.put('days.csv', 'user_id,day,visits\n1,02/03/2024,7\n2,03/04/2024,8\n');
    await roles.add([paths.labels, days]);
    expect(roles.missing).toBe('Say how the times of days.csv are written.');
    expect([roles.isReady, roles.preview.state.status]).toEqual([false, 'idle']);
    await roles.editReading(days, { timestampFormats: ['%d/%m/%Y'] });
    await expect.poll(() => roles.isReady).toBe(true);
    expect(joined('days__visits')).toEqual([7n, null]);
    expect(roles.preview.value).toMatchObject({ labelRows: 2, matches: [{ view: 'days', matched: 1 }] });
  });

  it('are not ready while the first rows do not join', async () => {
    await roles.add([paths.labels, paths.features]);
    roles.edit(paths.features, { availableAfter: 'soon' });
    expect(roles.isReady).toBe(false);
    await expect.poll(() => roles.preview.state.status).toBe('failed');
    expect([roles.isReady, roles.ready]).toEqual([false, 'These files do not join yet: see the preview.']);
    roles.edit(paths.features, { availableAfter: '36h' });
    await expect.poll(() => roles.isReady).toBe(true);
    expect(joined('spend__spend')).toEqual([10n, 5n]);
  });

  it('say where nothing is found in time, and are not ready where no key is', async () => {
    const late = await real.put('late.csv', 'user_id,event_timestamp,spend\n1,2025-01-01,7\n');
    await roles.add([paths.labels, late]);
    expect(roles.ready).toBe('No label row finds a row in late: are its join keys and times the right ones?');
    expect(roles.isReady).toBe(true);
    const strangers = await real.put('strangers.csv', 'user_id,event_timestamp,spend\n7,2024-01-01,7\n');
    roles.clear();
    await roles.add([paths.labels, strangers]);
    expect(roles.ready).toMatch(/^No label row finds a row in strangers/);
    expect(roles.isReady).toBe(false);
  });

  it('are read as is said, with other columns then, and by what was worked out where it is taken back', async () => {
    const odd = await real.put(
      'odd.csv',
      '# made by hand\nuser_id|event_timestamp|spend\n1|2024-03-01|1,5\n2|2024-03-01|2\n',
    );
    await roles.add([paths.labels, odd]);
    expect(roles.isReady).toBe(false);
    await roles.editReading(odd, { read: { comment: '#', decimal: ',' } });
    expect(roles.isReady).toBe(true);
    expect(joined('odd__spend')).toEqual([1.5, 2]);
    await roles.editReading(odd, { columns: { spend: 'VARCHAR' } });
    expect(joined('odd__spend')).toEqual(['1,5', '2']);
    await roles.editReading(odd, { columns: { spend: 'BIGINT' } });
    expect(roles.files.find(({ file }) => file === odd)?.problem).toMatch(/spend/);
    await roles.editReading(odd, { unreadable: 'blank' });
    expect(joined('odd__spend')).toEqual([null, 2n]);
    expect(roles.ref).toMatchObject({ roles: [{ role: 'labels' }, { reading: { unreadable: 'blank' } }] });
    await roles.editReading(odd, { read: undefined });
    expect(roles.isReady).toBe(false);
  });

  it('may hold for everybody, which is said and not guessed', async () => {
    const weather = await real.put('weather.csv', 'at,celsius\n2024-03-03,3.5\n');
    await roles.add([paths.labels, weather]);
    expect(role(weather)).toBe('ignore');
    roles.edit(paths.labels, { role: 'labels' });
    roles.edit(weather, { role: 'features' });
    expect(roles.missing).toMatch(/^Choose the join keys of/);
    roles.edit(weather, { forEverybody: true });
    await expect.poll(() => roles.isReady).toBe(true);
    expect(joined('weather__celsius')).toEqual([3.5, 3.5]);
  });

  it('become a workspace that answers', async () => {
    await roles.add([paths.labels, paths.features]);
    expect(await real.workbench.open(roles.ref)).toBe(true);
    expect(real.notebook.subject?.features).toEqual([{ view: 'spend', feature: 'spend' }]);
  });

  it('last, but where they could not be kept: that is said with its reason', async () => {
    await roles.adopt([new File([], 'labels.csv'), new File([], 'spend.csv')]);
    expect(roles.isLasting(roles.ref)).toBe(true);
    expect(roles.passing).toBe(null);
    const full = await openRealWorkbench('there is no room');
    try {
      await full.put('labels.csv', 'id,at\n1,2024-03-03\n');
      const passing = new Roles(full.workbench);
      await passing.adopt([new File([], 'labels.csv')]);
      expect(passing.passing).toBe('there is no room');
      passing.edit(passing.files[0]!.file, { role: 'labels' });
      expect(passing.isLasting(passing.ref)).toBe(false);
    } finally {
      await full.close();
    }
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
