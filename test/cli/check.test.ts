import { describe, expect, it } from 'vitest';
import { asof, folderOf, workspace } from './run-asof.ts';

describe('asof check', () => {
  it('tells what the tables are, and that nothing is wrong', async () => {
    const { status, out } = await asof(folderOf(workspace), 'check');
    expect(out).toBe(`table     kind          rows  join keys    timestamp  first                last
orders    label table      4  customer_id  at         2024-03-05 00:00:00  2024-03-05 00:00:00
spend_v1  feature view     5  customer_id  at         2024-01-01 00:00:00  2024-03-08 00:00:00

0 errors, 0 warnings
`);
    expect(status).toBe(0);
  });

  it('lists every error with its file and line, and ends with 2', async () => {
    const broken = workspace['asof.yaml']
      .replace('ttl: 10d', 'ttl: 10 days')
      .replace('path: data/orders.csv', 'path: data/order.csv');
    const folder = folderOf({ ...workspace, 'asof.yaml': broken });
    const { status, out } = await asof(folder, 'check');
    expect(out).toMatch(/error {4}asof\.yaml:7: .*10 days/);
    expect(out).toMatch(/error {4}asof\.yaml:11: .*did you mean "data\/orders\.csv"/);
    expect(status).toBe(2);
    const { problems } = JSON.parse((await asof(folder, 'check', '--json')).out) as { problems: object[] };
    expect(problems).toMatchObject([
      { severity: 'error', where: { file: 'asof.yaml', line: 7 } },
      { severity: 'error', where: { file: 'asof.yaml', line: 11 } },
    ]);
  });

  it('ends with 0 where there are warnings alone', async () => {
    const oneClass = workspace['data/orders.csv'].replaceAll(',0', ',1');
    const { status, out } = await asof(folderOf({ ...workspace, 'data/orders.csv': oneClass }), 'check');
    expect([status, out]).toEqual([0, expect.stringContaining('warning  the target bought of orders') as string]);
  });

  it('gives no all-clear where there was nothing to check', async () => {
    const { status, out } = await asof(folderOf({ 'asof.yaml': 'project: shop\n' }), 'check');
    expect([status, out]).toEqual([0, 'Nothing was checked: asof.yaml names no label table and no feature view\n']);
  });

  it('tells what is wrong with the definitions alone, of files that are not there too', async () => {
    const asked = ['check', '--definitions'];
    const alone = { 'asof.yaml': workspace['asof.yaml'] };
    const { status, out } = await asof(folderOf(alone), ...asked);
    expect([status, out]).toEqual([0, '0 errors, 0 warnings in what asof.yaml says; no file was opened\n']);
    const broken = { 'asof.yaml': workspace['asof.yaml'].replace('ttl: 10d', 'ttl: 10 days') };
    const found = await asof(folderOf(broken), ...asked);
    expect([found.status, found.out]).toEqual([2, expect.stringMatching(/^error {4}asof\.yaml:7: .*10 days/)]);
  });

  it('with --strict refuses names, views without an owner and features without a description, each with its line', async () => {
    const view = (more: string) => `  - name: spend_v1
    entities: [customer]
    source: spend
    features:
      - {name: spend}
      - {name: tier${more}}
`;
    const text = (more: string, rest = '') =>
      workspace['asof.yaml']
        .replace(/ {2}- \{name: spend_v1.*\n/, `${view(more)}${rest}`)
        .replace('entities:', "naming: '{team}_v{n}'\nentities:");
    const folder = folderOf({ ...workspace, 'asof.yaml': text('') });
    expect((await asof(folder, 'check')).status).toBe(0);
    for (const how of [[], ['--definitions']]) {
      const { status, out } = await asof(folder, 'check', '--strict', ...how);
      expect([status, out.match(/^error.*$/gm)]).toEqual([
        2,
        [
          'error    asof.yaml:8: spend_v1 has no tag "team", which naming asks for: {team}_v{n} (rename it, or change naming)',
          'error    asof.yaml:8: spend_v1 has no owner (write owner: who answers for it)',
          'error    asof.yaml:12: 2 features of spend_v1 have no description: spend, tier (write description: what it says, in which unit)',
        ],
      ]);
    }
    const half = text(', description: Which one', '    owner: me\n    tags: {team: spend}\n');
    const one = await asof(folderOf({ ...workspace, 'asof.yaml': half }), 'check', '--strict');
    expect([one.status, one.out]).toEqual([
      2,
      expect.stringContaining('1 feature of spend_v1 has no description: spend ('),
    ]);
    const whole = half.replace('{name: spend}', '{name: spend, description: In euros}');
    expect((await asof(folderOf({ ...workspace, 'asof.yaml': whole }), 'check', '--strict')).status).toBe(0);
  });

  it('with --strict asks for a list of features', async () => {
    const { status, out } = await asof(folderOf(workspace), 'check', '--strict');
    expect([status, out]).toEqual([
      2,
      expect.stringContaining('spend_v1 lists no features, so that none has a description'),
    ]);
  });

  it('needs definitions', async () => {
    const { status, err } = await asof(folderOf(), 'check');
    expect([status, err]).toEqual([2, expect.stringContaining('there is no asof.yaml in') as string]);
  });
});
