import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asof, folderOf, workspace } from './run-asof.ts';

const cell = (info: string, ...lines: string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

const spring = cell('asof leakage', 'as: spring', 'labels: orders', 'service: model_v1');
const late = cell('sql late', 'SELECT count(*) AS n FROM spring WHERE peek > to_days({{days}})');
const front = '---\nparameters: {days: 2}\n---\n';
/** The check stands first: the order is the graph's. */
const sound = `${front}# Orders\n\n${cell('asof check', 'that: [spring.leak_rate == 0.5, late.row.n == 2]')}\n${late}\n${spring}`;

async function run(text: string | Uint8Array, ...options: string[]) {
  const folder = folderOf({ ...workspace, 'n.md': text });
  return { folder, ...(await asof(folder, 'run', 'n.md', ...options)) };
}

/** How each cell ended: its state, and what is wrong with it. */
async function states(text: string, ...options: string[]) {
  const { status, out } = await run(text, '--json', ...options);
  const report = JSON.parse(out) as { cells: { state: string; error: { title: string } | null }[] };
  return { status, cells: report.cells.map(({ state, error }) => (error ? `${state}: ${error.title}` : state)) };
}

describe('asof run', () => {
  it('runs the cells in the order of what they use, and says each in a line', async () => {
    const { status, out, err, folder } = await run(sound);
    expect(out).toBe(`state  cell    kind
fresh          check    passed: spring.leak_rate == 0.5; passed: late.row.n == 2
fresh  late    sql      n = 2
fresh  spring  leakage  Joining on the latest row leaks: 2 of 4 rows (50 %) saw the future, by 2 days in the middle case. spend is suspicious, whatever the join: alone it ranks the target almost perfectly: AUC 0.000 over 2 values.

1 check passed, 0 failed
`);
    expect([status, err]).toEqual([0, '']);
    expect(readFileSync(join(folder, 'n.md'), 'utf8')).toBe(sound);
  });

  it('takes parameters, and ends with 1 where a check fails', async () => {
    const { status, out } = await run(sound, '--param', 'days=7', '--json');
    const report = JSON.parse(out) as { notebook: string; cells: Record<string, unknown>[]; checks: object };
    const claims = [
      { that: 'spring.leak_rate == 0.5', passed: true, figures: ['leak_rate = 0.5'] },
      { that: 'late.row.n == 2', passed: false, figures: ['row.n = 0'] },
    ];
    expect(status).toBe(1);
    expect(report.checks).toEqual({ passed: 0, failed: 1 });
    expect(report.cells[0]).toMatchObject({ kind: 'check', state: 'fresh', answer: { passed: false, claims } });
    expect(report.cells[1]).toMatchObject({ name: 'late', error: null, answer: { rows: 1, row: { n: 0 } } });
    expect(report.cells[2]).toMatchObject({ name: 'spring', answer: { leak_rate: 0.5, leaked_rows: 2 } });
  });

  it('lets SQL read labels, views, sources, training sets and other results', async () => {
    const all = `SELECT count(*)::INT AS n FROM train JOIN orders USING (customer_id) JOIN spend_v1 USING (customer_id)
JOIN spend USING (customer_id, tier) JOIN late ON true`;
    const train = cell('asof training-set', 'as: train', 'labels: orders', 'service: model_v1');
    const claim = cell('asof check', 'that: [both.row.n == 5, train.rows == 4]');
    const text = [front, cell('sql both', all), train, late, spring, claim].join('');
    expect(await states(text)).toEqual({ status: 0, cells: Array(5).fill('fresh') });
  });

  it('writes one page: prose, answers and first rows; what is written as HTML stays text, and nobody is asked for anything', async () => {
    const { status, folder } = await run(
      `# Late\n\n**How** [late](javascript:alert(2))? ![x](http://a.b/c.png)\n\n<script>alert(1)</script>\n\n${sound.slice(front.length)}`.replace(
        '{{days}}',
        '2',
      ),
      '--html',
      'r.html',
    );
    const page = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(status).toBe(0);
    expect(page).toContain('&#60;script&#62;alert(1)');
    expect(page).toContain('<strong>How</strong> late? x');
    expect(page).toContain('2 of 4 rows (50 %) saw the future');
    expect(page).toMatch(/How far it peeked: spend_v1, feature time minus label time<\/figcaption>\s*<svg/);
    expect(page).toMatch(/late\.row\.n == 2<\/code><\/td>\s*<td>✓ holds/);
    expect(page).toMatch(/<th class="n">n<\/th>\s*<\/tr>\s*<tr>\s*<td class="n">2<\/td>/);
    expect(page).not.toMatch(/<script|https?:\/\//);
  });

  it('writes prose as it is where it lies too deep in itself', async () => {
    const { status, folder } = await run(`${'> '.repeat(2000)}deep\n\n\n**so**\n`, '--html', 'r.html');
    const page = readFileSync(join(folder, 'r.html'), 'utf8');
    expect(status).toBe(0);
    expect(page).toMatch(/<pre>(?:&#62; ){2000}deep/);
    expect(page).toContain('<strong>so</strong>');
  });

  it('reads a file with a byte-order mark and ends of Windows', async () => {
    expect((await run(`\uFEFF${sound.replaceAll('\n', '\r\n')}`)).status).toBe(0);
  });

  it('ends with 2 where a cell is wrong, says how, and runs the others', async () => {
    const wrong: [text: string, said: RegExp][] = [
      [cell('asof leakage', 'labels: [', ''), /^failed: not YAML/],
      [
        cell('asof leakage', 'labels: orders', 'sevice: model_v1'),
        /^failed: the leakage cell has an unknown key "sevice"/,
      ],
      [cell('asof prophecy', 'x: 1'), /^failed: there is no kind of cell called "prophecy"/],
      [cell('sql a', 'FROM sprong'), /^failed: there is no table or cell called "sprong"/],
      [cell('sql b', 'FROM b'), /^failed: cells use each other: b → b/],
      [cell('sql d', 'FROM e'), /^failed: cells use each other: d → e → d/],
      [cell('sql e', 'FROM d'), /^failed: cells use each other: d → e → d/],
      [cell('sql f', 'FROM d'), /^blocked/],
      [cell('sql c', 'SELECT peak FROM spring'), /^failed: .*"peak" not found/],
      [cell('asof check', 'that: spring.leak_rat == 0'), /^failed: that .* there is no leak_rat/],
      [cell('asof leakage', 'labels: ordres', 'service: model_v1'), /^failed: there is no label table called "ordres"/],
      [cell('asof plot', 'of: spring', 'mark: bar', 'x: peak'), /^failed: spring has no column "peak"/],
    ];
    const { status, cells } = await states(
      spring + wrong.map(([text]) => text).join('') + cell('sql good', 'SELECT 1'),
    );
    expect([status, cells]).toEqual([
      2,
      ['fresh', ...wrong.map(([, said]) => expect.stringMatching(said) as string), 'fresh'],
    ]);
  });

  it('ends with 3 where something outside failed', async () => {
    const definitions = `${workspace['asof.yaml']}online_store: {type: redis, url: "redis://127.0.0.1:1"}\n`;
    const lookup = cell('asof lookup', 'service: model_v1', 'entity: {customer_id: 1}');
    const folder = folderOf({ ...workspace, 'asof.yaml': definitions, 'n.md': lookup });
    const { status, out } = await asof(folder, 'run', 'n.md');
    expect(status).toBe(3);
    expect(out).toMatch(/failed +lookup +n\.md:1: cannot reach redis:\/\/127\.0\.0\.1:1/);
  });

  it('refuses SQL that reaches for more than tables and cells, each with its line', async () => {
    const hostile = [
      "FROM read_csv('/etc/passwd')",
      "FROM '/etc/passwd'",
      "ATTACH 'x.db'",
      "COPY (SELECT 1) TO 'x.csv'",
      'INSTALL httpfs',
      'SET threads = 1',
      'PRAGMA version',
      "FROM query('SELECT 1')",
      'SELECT 1; SELECT 2',
    ];
    const { status, out, folder } = await run(hostile.map((text, i) => cell(`sql c${i}`, text)).join(''));
    const lines = out.split('\n').slice(1, 1 + hostile.length);
    expect([status, lines]).toEqual([
      2,
      hostile.map((_, i) => expect.stringMatching(`^failed +c${i} +sql +n\\.md:\\d+: `) as string),
    ]);
    expect(readdirSync(folder).sort()).toEqual(['asof.yaml', 'data', 'n.md']);
  });

  it('blocks what uses a cell that has no answer, and passes no check of it', async () => {
    const text = [
      cell('asof leakage', 'as: spring', 'labels: ordres', 'service: model_v1'),
      cell('sql late', 'FROM spring'),
      cell('asof check', 'that: late.rows == 0'),
    ].join('');
    const { status, out } = await run(text);
    expect([status, out.trimEnd().split('\n').slice(2)]).toEqual([
      2,
      [
        'blocked  late    sql      it uses spring, which failed',
        'blocked          check    it uses late, which is blocked',
        '',
        '0 checks passed, 1 failed',
      ],
    ]);
  });

  it('writes nothing', async () => {
    const text = cell('asof materialize', 'as: write') + cell('asof check', 'that: write.views.written == 0');
    const { status, out } = await run(text);
    expect(status).toBe(1);
    expect(out).toContain('never run  write  materialize  it writes: run it by its own button, or by asof materialize');
  });

  it.each([
    [['nothing.md'], 'asof: no such file: nothing.md'],
    [['n.md', '--param', 'day=1'], 'asof: n.md: there is no parameter called "day" (did you mean "days"?'],
    [['n.md', '--param', 'days'], 'asof: --param days has no value (write --param name=value)'],
    [[], 'asof: no notebook is named (asof run NOTEBOOK.md)'],
  ])('says in one line what is wrong with %s', async (words, said) => {
    const { status, err } = await asof(folderOf({ ...workspace, 'n.md': sound }), 'run', ...words);
    expect([status, err.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining(said)]]);
  });

  it('refuses a file that is no text', async () => {
    const { status, err } = await run(Uint8Array.of(0xff, 0xfe, 0x00));
    expect([status, err]).toEqual([
      2,
      'asof: n.md cannot be read as a notebook: it is not UTF-8 (is the file complete, and is its ending right?)\n',
    ]);
  });

  it('finds the workspace of the notebook from another folder', async () => {
    const folder = folderOf({
      ...Object.fromEntries(Object.entries(workspace).map(([k, v]) => [`w/${k}`, v])),
      'w/n/n.md': spring,
    });
    expect((await asof(folder, 'run', 'w/n/n.md')).status).toBe(0);
  });
});
