import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import { toLine, type AsofError } from '../../core/errors/asof-error.ts';
import type { TextOptions } from '../../core/model/definitions.ts';
import { ident, join, sql } from '../../core/sql/sql.ts';
import type { OpenOptions, Relation } from '../../core/table/relation.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { enginesAndInPlace, type Opened } from '../support/engines.ts';

const fixture = (path: string) => readFileSync(new URL(`../fixtures/field/${path}`, import.meta.url));
/** zstd of "id,v\n1,a\n2,é\n", in a raw block. */
const zstd = Uint8Array.from([
  ...[0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x0e, 0x71, 0x00, 0x00],
  ...new TextEncoder().encode('id,v\n1,a\n2,é\n'),
]);

describe.each(enginesAndInPlace)('text as people write it, in $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  let files = 0;
  const read = async (content: string | Uint8Array, options: Partial<OpenOptions> = {}, ending = 'csv') => {
    const path = `file ${++files}.${ending}`;
    await opened.put(path, content);
    return opened.tables.open(path, { root: opened.root, ...options });
  };
  const rowsOf = ({ from, rowOrder, columns }: Relation) => {
    const names = join(columns.map(({ name }) => ident(name)));
    return opened.engine.rows<Row>(
      sql`SELECT ${names} FROM (SELECT ${rowOrder} AS asof_order, * FROM ${from}) ORDER BY asof_order`,
    );
  };
  const typesOf = ({ columns }: Relation) => Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  const saidOf = ({ inferred }: Relation) => inferred.map(({ what, value }) => `${what} = ${value}`);
  const failure = (content: string | Uint8Array, options: TextOptions = {}) =>
    read(content, { read: options }).then(
      () => expect.unreachable('it opened'),
      (error: unknown) => error as AsofError,
    );

  /** The values of `stats__v`-like columns of a case's view, joined by hand on the key's text. */
  const workspaceOf = async (folder: string) => {
    for (const file of ['labels.csv', 'stats.csv'])
      await opened.put(`${folder}/${file}`, fixture(`cases/${folder}/${file}`));
    const text = fixture(`cases/${folder}/asof.yaml`).toString();
    return openWorkspace({ root: `${opened.root}/${folder}`, text }, opened.engine, opened.tables);
  };

  describe('numbers', () => {
    it('are what loses nothing', async () => {
      const table = await read(fixture('cases/43e-type-probe/stats.csv'));
      expect(typesOf(table)).toMatchObject({
        ...{ plus: 'VARCHAR', ver: 'DOUBLE', hex: 'VARCHAR', exp: 'VARCHAR', inf: 'DOUBLE', neg0: 'VARCHAR' },
        ...{ big: 'VARCHAR', dd: 'DECIMAL(20,2)', under: 'VARCHAR', pct: 'VARCHAR', par: 'VARCHAR', lead: 'VARCHAR' },
        ...{ quoted: 'VARCHAR', longf: 'DECIMAL(20,19)', time: 'VARCHAR', month: 'VARCHAR', bool01: 'BOOLEAN' },
      });
      expect((await rowsOf(table))[0]).toMatchObject({
        ...{ plus: '+49123', exp: '1e400', neg0: '-0', dd: '123456789012345678.12', under: '1_0', nan: null },
      });
    });

    it.each([
      ['sep=;\r\nid;v\r\n1;"a,b"\r\n', ';', {}],
      ['SEP=|\nid|v\n1|a,b\n', '|', {}],
      ['"sep=\t"\nid\tv\n1\ta,b\n', 'tab', {}],
      ['sep=,\nid,v\n1,"a,b"\n', ',', {}],
      ['sep=;\nid;v\n1;a,b\n', null, { delimiter: ';' }],
      ['sep=;\nid;v\n1;a,b\n', ';', { skipLines: 1 }],
    ])("may stand below Excel's line that says their delimiter: %j", async (content, delimiter, options) => {
      const table = await read(content, { read: options });
      expect(await rowsOf(table)).toEqual([{ id: 1n, v: 'a,b' }]);
      expect(saidOf(table)).toEqual(delimiter === null ? [] : [`delimiter = ${delimiter}`]);
    });

    it('of a declared type are not said to be of another', async () => {
      const said = { columns: { price: 'DECIMAL(10,2)' }, unreadable: 'blank' as const };
      const table = await read('id,price\n1,12.50\n2,7.5\n3,free\n4,3\n', said);
      expect((await rowsOf(table)).map(({ price }) => price)).toEqual(['12.50', '7.50', null, '3.00']);
      expect(saidOf(table)).toEqual(['unreadable = price']);
    });

    it('may be infinite, as pandas and others write it, wherever in a column', async () => {
      const rows = ['inf,1,inf,1.5,inf', '-inf,2,x,Infinity,inf', 'inf,inf,1,-INF,-inf', '0.5,-inf,2,+inf,inf'];
      const table = await read(`few,whole,text,words,only\n${rows.join('\n')}\n`);
      const numbers = { few: 'DOUBLE', whole: 'DOUBLE', words: 'DOUBLE', only: 'DOUBLE' };
      expect(typesOf(table)).toEqual({ ...numbers, text: 'VARCHAR' });
      expect(saidOf(table)).toEqual(['type of text = text']);
      expect((await rowsOf(table)).map(({ few, whole, words }) => [few, whole, words])).toEqual([
        [Infinity, 1, 1.5],
        [-Infinity, 2, Infinity],
        [Infinity, Infinity, -Infinity],
        [0.5, -Infinity, Infinity],
      ]);
      const exact = await read('a,b\n1.5,1.5\ninf,Infinity\n', { exact: 'all' });
      expect(typesOf(exact)).toEqual({ a: 'DOUBLE', b: 'VARCHAR' });
      expect(exact.inferred.map(({ reason }) => reason).join()).toContain('"Infinity" would not');
    });

    it.each([
      ['43c-exp-key', ['1e2', '100']],
      ['43d-concat-ids', ['12_345', '1_2345']],
    ])('are no keys where two texts would be one: %s', async (folder, keys) => {
      const workspace = await workspaceOf(folder);
      const [labels, view] = [await workspace.labels('l'), await workspace.view('stats')];
      for (const { relation } of [labels, view])
        expect((await rowsOf(relation)).map((row) => row.user_id).sort()).toEqual([...keys].sort());
    });

    it('are keys only as they are written, and features for what they are worth', async () => {
      await opened.put('prices/labels.csv', 'k,t,price\n1.5,2024-01-02,12.50\n1.50,2024-01-02,3.00\n');
      await opened.put('prices/stats.csv', 'k,t,v,w\n1.5,2024-01-01,12.50,1\n1.50,2024-01-01,3,2.5\n');
      const text = [
        'project: p',
        'entities: [{name: size, join_keys: [k]}]',
        'sources: [{name: s, path: stats.csv, timestamp_field: t}]',
        'feature_views: [{name: stats, entities: [size], source: s}]',
        'labels: [{name: l, path: labels.csv, entities: [size], timestamp_field: t}]',
      ].join('\n');
      const workspace = openWorkspace({ root: `${opened.root}/prices`, text }, opened.engine, opened.tables);
      const [labels, view] = [await workspace.labels('l'), await workspace.view('stats')];
      expect(labels.keys).toMatchObject([{ column: 'k', type: 'VARCHAR' }]);
      expect(view.keys).toMatchObject([{ column: 'k', type: 'VARCHAR' }]);
      expect(view.features).toMatchObject([
        { name: 'v', type: 'DOUBLE' },
        { name: 'w', type: 'DOUBLE' },
      ]);
      expect(await rowsOf(labels.relation)).toMatchObject([
        { k: '1.5', price: '12.50' },
        { k: '1.50', price: '3.00' },
      ]);
      expect(typesOf(labels.relation).price).toBe('DECIMAL(4,2)');
    });

    it('in labels stay text where they would come out otherwise, and that is said', async () => {
      const table = await read('id,x,y\n1,1,1.0\n2,2.50,2.5\n', { exact: 'all' });
      expect(typesOf(table)).toEqual({ id: 'BIGINT', x: 'VARCHAR', y: 'DOUBLE' });
      expect(saidOf(table)).toEqual(['type of x = text']);
    });

    it('may have more digits than a double holds, and then are decimals', async () => {
      const table = await read('a,b\n0.10000000000000001,0.123456789012345678\n1.5,2\n');
      expect(typesOf(table)).toEqual({ a: 'DOUBLE', b: 'DECIMAL(19,18)' });
    });

    it('of many digits stay text beside exponents, which no decimal holds', async () => {
      const table = await read('v\n36391313843513690.0\n5e-324\n');
      expect(await rowsOf(table)).toEqual([{ v: '36391313843513690.0' }, { v: '5e-324' }]);
      expect(table.inferred[0]?.reason).toContain('more digits');
    });

    it('may have exponents beside fractions: as R and Python print them', async () => {
      const table = await read('a,b,c\n1e-05,1e+05,1.5e3\n0.25,0.5,2\n');
      expect(await rowsOf(table)).toEqual([
        { a: 0.00001, b: 100000, c: 1500 },
        { a: 0.25, b: 0.5, c: 2 },
      ]);
    });

    it('may have a decimal comma, where it can be nothing else', async () => {
      const table = await read('id;v;w\n1;1,5;1.234,50\n2;2,25;3,10\n');
      expect(typesOf(table)).toEqual({ id: 'BIGINT', v: 'DOUBLE', w: 'DOUBLE' });
      expect(await rowsOf(table)).toEqual([
        { id: 1n, v: 1.5, w: 1234.5 },
        { id: 2n, v: 2.25, w: 3.1 },
      ]);
      expect(saidOf(table)).toEqual(['delimiter = ;', 'decimal mark = , (thousands .)']);
    });

    it('that may have a decimal comma or thousands stay text, with what to say', async () => {
      const table = await read('id;v\n1;1,500\n2;2,250\n');
      expect(typesOf(table)).toEqual({ id: 'BIGINT', v: 'VARCHAR' });
      expect(table.inferred.at(-1)?.reason).toContain('"1,500" may have a decimal comma or thousands');
    });

    it.each<[string, TextOptions, unknown]>([
      ['1,500', { decimal: ',' }, 1.5],
      ['1,500', { thousands: ',' }, 1500],
      ['1.234.567,5', { decimal: ',', thousands: '.' }, 1234567.5],
    ])('are read as declared: %s with %j', async (text, options, value) => {
      const table = await read(`id;v\n1;${text}\n`, { read: { ...options, delimiter: ';' } });
      expect((await rowsOf(table))[0]!.v).toBe(value);
    });

    it('that are almost all of a column are said to be none', async () => {
      const table = await read(`v\n${'1\n'.repeat(598)}many\nfew\n`);
      expect(table.inferred).toEqual([
        { what: 'type of v', value: 'text', reason: '2 of 600 values are no number, such as "few"' },
      ]);
    });
  });

  it('takes words for null where all other values are of one type, and says so', async () => {
    const table = await read(fixture('cases/42-na-strings/stats.csv'));
    const first = { a: null, b: null, c: null, dd: null, e: null };
    expect(await rowsOf(table)).toMatchObject([first, { a: 1n, b: 2n, c: 3.5, dd: 4n, e: 5n }]);
    expect(saidOf(table)).toEqual(
      ['a = NA', 'b = NULL', 'c = nan', 'dd = \\N', 'e = None'].map((one) => `null in ${one}`),
    );
  });

  it('takes no word for null in a column of text', async () => {
    const table = await read('country,x\nNA,1\nDE,2\n-,3\n');
    expect((await rowsOf(table)).map((row) => row.country)).toEqual(['NA', 'DE', '-']);
  });

  it('takes for null what is declared, and nothing else', async () => {
    const table = await read('a,b\nx,1\n,NA\n?,3\n', { read: { nullValues: ['?', 'NA'] } });
    expect(await rowsOf(table)).toEqual([
      { a: 'x', b: 1n },
      { a: '', b: null },
      { a: null, b: 3n },
    ]);
  });

  describe('a dialect', () => {
    it.each([
      ['files/pipe.csv', [{ id: 1n, event_timestamp: '2024-03-01', v: 5n }]],
      [
        'files/semicolon_comma.csv',
        [
          { id: 1n, 'Preis, EUR': 1.5 },
          { id: 2n, 'Preis, EUR': 2.5 },
        ],
      ],
      ['files/blank_record.csv', [{ id: 1n }, { id: 2n }]],
      [
        'cases/20b-csv-backslash-escape/stats.csv',
        [
          { note: 'say "hi", ok', v: 10n },
          { note: 'plain', v: 20n },
        ],
      ],
      ['cases/23c-pipe/stats.csv', [{ v: 1.5 }, { v: 2.5 }]],
      ['cases/23e-decimal-comma-leak/stats.csv', [{ v: 1.5 }, { v: 2.5 }]],
    ])('is worked out: %s', async (path, rows) => {
      const table = await read(fixture(path));
      expect(table.rows).toBe(rows.length);
      expect(await rowsOf(table)).toMatchObject(rows);
    });

    it.each(['q_labels.csv', 'q_feature.csv'])(
      'that makes no sense is refused, never an empty table: %s',
      async (path) => {
        const error = await failure(fixture(`files/${path}`));
        expect(toLine(error)).toContain('line 1: a quote in an odd place');
      },
    );

    it.each<[string, string, TextOptions]>([
      ['skipped lines', 'report of "May\n\nid;v\n1;x\n', { skipLines: 2 }],
      ['comments', '# a\nid,v\n# 1,2,3\n1,x\n', { comment: '#' }],
      ['a quote of its own', "id,v\n1,'x'\n", { quote: "'" }],
      ['a delimiter of its own', 'id:v\n1:x\n', { delimiter: ':' }],
      ['lines that end with CR', 'id,v\r1,x\r', {}],
      ['blank lines and lines of spaces', '\n\nid,v\n  \n1,x\n\n', {}],
      ['delimiters at the ends of its lines', 'id,v\n1,x,\n', {}],
      ['spaces before quotes', 'id, v\n1, "x"\n', {}],
    ])('may have %s', async (_, text, options) => {
      expect(await rowsOf(await read(text, { read: options }))).toEqual([{ id: 1n, v: 'x' }]);
    });

    it.each([
      ['with a backslash before it', 'id,v\n1,"a\\"b"\n2,"c,d"\n'],
      ['with another', 'id,v\n1,"a""b"\n2,"c,d"\n'],
    ])('may have a quote inside quotes in its first line of values, %s', async (_, text) => {
      expect(await rowsOf(await read(text))).toEqual([
        { id: 1n, v: 'a"b' },
        { id: 2n, v: 'c,d' },
      ]);
    });

    it('that no line but the first fits is told by the mark of that line', async () => {
      expect(toLine(await failure('a;b\n1;"x" y\n'))).toContain('line 2: a quote in an odd place');
      expect(toLine(await failure('a;b\n1;2;3\n'))).toContain('line 2: 3 values where the header has 2');
    });

    it('of quotes around every value, empty ones too, has the types that are in them', async () => {
      const table = await read('"id","v","b"\n"1","",""\n"2","5","true"\n');
      expect(typesOf(table)).toEqual({ id: 'BIGINT', v: 'BIGINT', b: 'BOOLEAN' });
      expect(await rowsOf(table)).toEqual([
        { id: 1n, v: null, b: null },
        { id: 2n, v: 5n, b: true },
      ]);
    });

    it('without a header is told, and read where that is declared', async () => {
      const content = fixture('cases/70-headerless/stats.csv');
      const error = await failure(content);
      expect(toLine(error)).toMatch(
        /line 1 looks like data, not like names: 1, 2024-03-10 08:00:00, 10 .*header: false/,
      );
      const table = await read(content, { read: { header: false } });
      expect(await rowsOf(table)).toMatchObject([
        { column1: 1n, column3: 10n },
        { column1: 2n, column3: 20n },
      ]);
    });

    it.each(['All of it;;\n\nid;day;v\n1;2024-03-01;5\n', '"All of it";"";\r\n;;\r\nid;day;v\r\n1;2024-03-01;5\r\n'])(
      'with a title over its names is refused with the option that skips it: %j',
      async (content) => {
        expect(toLine(await failure(content))).toContain(
          'line 1 looks like a title, not like names: All of it (with read: {skip_lines: 1} of it in asof.yaml it has 1 row of 3 columns)',
        );
        const rows = [{ id: 1n, day: '2024-03-01', v: 5n }];
        expect(await rowsOf(await read(content, { read: { skipLines: 1 } }))).toEqual(rows);
        expect((await read(content, { read: { header: true } })).columns).toHaveLength(3);
      },
    );

    it.each(['id,,\n1,a,b\n2,c,d\n', 'name,,\nann,x,y\nbob,z,u\n', 'id,\na,b\n1,2\n'])(
      'with names for some of its columns has no title: %j',
      async (content) => {
        expect((await read(content)).columns[0]!.name).toBe(content.split(',')[0]);
      },
    );

    it('with a NUL in a name is refused', async () => {
      expect(toLine(await failure(fixture('files/nul_header.csv')))).toContain('has a NUL');
    });
  });

  it('knows a first column without a name for the index that it is', async () => {
    const table = await read(',id,v\n0,1,x\n1,2,y\n');
    expect(table.index).toEqual([{ column: 'column1', kind: 'nameless' }]);
    expect((await read('id,v\n1,x\n')).index).toBeUndefined();
  });

  describe('packed or encoded', () => {
    const text = 'id,v\n1,a\n2,é\n';
    const rows = [
      { id: 1n, v: 'a' },
      { id: 2n, v: 'é' },
    ];
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const latin = Buffer.from(text, 'latin1');

    it.each<[string, Uint8Array, TextOptions]>([
      ['gzip', gzipSync(text), {}],
      ['zstd', zstd, {}],
      ['UTF-16 with its mark', utf16, {}],
      ['big-endian UTF-16', Buffer.from(utf16).swap16(), {}],
      ['latin-1, declared', latin, { encoding: 'latin-1' }],
      ['latin-1 in gzip, declared', gzipSync(latin), { encoding: 'windows-1252' }],
      ['UTF-8 with a mark, blank lines too', Buffer.from(`\ufeff${text}\n\n`), {}],
    ])('is seen through: %s', async (_, content, options) => {
      expect(await rowsOf(await read(content, { read: options }, 'csv.gz'))).toEqual(rows);
    });

    it('is seen through in JSON lines', async () => {
      const table = await read(gzipSync('{"id":1,"v":"a"}\n{"id":2,"v":"é"}\n'), {}, 'jsonl.gz');
      expect(await rowsOf(table)).toEqual(rows);
    });

    it('that is not UTF-8 is refused with the option that helps', async () => {
      for (const content of [latin, gzipSync(latin)]) {
        const error = await failure(content);
        expect(error.where?.line).toBe(3);
        expect(toLine(error)).toMatch(/line 3: a byte that is not UTF-8 .*encoding: latin-1/);
      }
    });

    it('that is cut off is refused', async () => {
      const packed = gzipSync(
        Buffer.from(Array.from({ length: 9999 }, (_, i) => `${i},${(i * 7919) % 9973}`).join('\n')),
      );
      expect(toLine(await failure(packed.subarray(0, packed.length / 2)))).toContain('its end is missing');
    });
  });

  it('opens a wide file', async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `c${i}`);
    const values = (row: number) => names.map((_, i) => [row, row + 0.5, `t${row}`, ''][i % 4]).join(',');
    const table = await read(`${names.join(',')}\n${values(1)}\n${values(2)}\n`);
    const types = ['BIGINT', 'DOUBLE', 'VARCHAR', 'VARCHAR'];
    expect(table.columns.map(({ type }) => type)).toEqual(names.map((_, i) => types[i % 4]));
    expect(table.rows).toBe(2);
    const field = await read(fixture('files/wide400.csv'));
    expect([field.columns.length, field.rows]).toEqual([402, 3]);
  });
});
