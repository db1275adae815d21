import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../core/engine/engine.ts';
import { sql } from '../../core/sql/sql.ts';
import { toLine, type AsofError } from '../../core/errors/asof-error.ts';
import { runJoin, trainingSetSql } from '../../core/join/join.ts';
import { parseFeatureRef } from '../../core/model/feature-ref.ts';
import { openWorkspace, type Workspace } from '../../core/workspace/workspace.ts';
import type { TrainingSetQuestion } from '../../core/question/training-set.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { enginesAndInPlace, type Opened } from '../support/engines.ts';

const field = join(import.meta.dirname, '../fixtures/field');
const opened: Opened[] = [];

/** A folder of the field cases, or files of their kind, as a workspace of an engine. */
interface Field {
  /** Files beside those of the folder. */
  files?: Record<string, string | Uint8Array>;
  yaml?: string;
}

describe.each(enginesAndInPlace)('sources as people have them: $name', ({ open }) => {
  beforeAll(async () => {
    opened.push(await open());
  });
  afterAll(() => opened.pop()!.close());

  const workspaceOf = async (folder: string, { files = {}, yaml }: Field = {}): Promise<Workspace> => {
    const { engine, tables, root, put } = opened[0]!;
    const from = join(field, folder);
    const names = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of names) {
      const path = join(entry.parentPath, entry.name);
      await put(join(folder, path.slice(from.length)), readFileSync(path));
    }
    for (const [path, content] of Object.entries(files)) await put(join(folder, path), content);
    const own = names.find((entry) => entry.name === 'asof.yaml');
    const text = yaml ?? (own ? readFileSync(join(from, 'asof.yaml'), 'utf8') : null);
    return openWorkspace({ root: join(root, folder), text }, engine, tables);
  };

  const joined = async (workspace: Workspace, features: string, request: Partial<TrainingSetQuestion> = {}) => {
    const { engine } = opened[0]!;
    const labels = workspace.definitions.labels[0]?.name ?? 'labels.csv';
    const plan = await planJoin(workspace, { labels, features: [parseFeatureRef(features)], ...request });
    const run = await runJoin(engine, plan);
    const rows = await engine.rows<Row>(
      trainingSetSql(
        plan,
        run.views.map(({ picks }) => picks),
      ),
    );
    await run.scratch.drop();
    const inferred = [plan.labels, ...plan.views.map(({ view }) => view)].flatMap((table) => table.inferred);
    return { rows, inferred, columns: plan.views.flatMap((view) => view.features.map(({ output }) => output)) };
  };
  /** One column of a join, as text. */
  const valuesOf = ({ rows }: { rows: Row[] }, column: string) => rows.map((row) => row[column] && String(row[column]));
  const refusal = async (work: Promise<unknown>) =>
    work.then(
      () => expect.unreachable('it was not refused'),
      (error: unknown) => toLine(error as AsofError),
    );

  describe('the name of a folder', () => {
    it.each(['parquet', 'csv', 'feather', 'jsonl'])('does not replace a column of a %s file', async (ending) => {
      const workspace = await workspaceOf('files');
      expect(valuesOf(await joined(workspace, `user/id=7/f.${ending}:v`), 'f__v')).toEqual(['5', '6', null]);
    });

    it('does not replace the event timestamp', async () => {
      const result = await joined(await workspaceOf('files'), 'exp=3/event_timestamp=2030-01-01/f.parquet:v');
      expect(valuesOf(result, 'f__v')).toEqual(['5', '6', null]);
    });
  });

  describe('a row number', () => {
    it("that pandas' metadata calls the index is no feature, and is said", async () => {
      const result = await joined(await workspaceOf('cases/28-pandas-index'), 'stats.parquet');
      expect(result.columns).toEqual(['stats__v']);
      expect(result.inferred).toContainEqual({
        what: 'left_out',
        value: '__index_level_0__',
        reason: "a row number, from pandas' index; ask for it by name to have it as a feature",
      });
    });

    it('can be asked for', async () => {
      const result = await joined(await workspaceOf('cases/28-pandas-index'), 'stats.parquet:__index_level_0__');
      expect(result.columns).toEqual(['stats____index_level_0__']);
    });

    it('of a table that was sorted by the target is no feature', async () => {
      const result = await joined(await workspaceOf('cases/76-hidden-row-number-leak'), 'stats.parquet', {
        target: 'y',
      });
      expect(result.columns).not.toContain('stats____index_level_0__');
    });

    it('in a text file is none either, and no join key', async () => {
      const files = {
        'labels.csv': 'Unnamed: 0,id,event_timestamp,y\n0,1,2024-03-02,1\n1,2,2024-03-02,0\n',
        'stats.csv': 'Unnamed: 0,id,event_timestamp,v\n0,2,2024-03-01,5\n1,1,2024-03-01,6\n',
      };
      const result = await joined(await workspaceOf('cases/70-headerless', { files }), 'stats.csv');
      expect(result.columns).toEqual(['stats__v']);
      expect(valuesOf(result, 'stats__v')).toEqual(['6', '5']);
    });

    it.each([
      ['counts the rows from 0', [0, 1, 2], ['v']],
      ['begins elsewhere', [1, 2, 3], ['index', 'v']],
      ['leaves a number out', [0, 2, 3], ['index', 'v']],
      ['stands in another order', [0, 2, 1], ['index', 'v']],
    ])("is what pandas' reset_index makes, but no index that %s", async (_, [a, b, c], features) => {
      const files = {
        'labels.csv': 'id,event_timestamp,y\n1,2024-03-02,1\n2,2024-03-02,0\n',
        [`${a}${b}${c}.csv`]: `index,id,event_timestamp,v\n${a},2,2024-03-01,5\n${b},1,2024-03-01,6\n${c},1,2024-02-01,7\n`,
      };
      const result = await joined(await workspaceOf('cases/70-headerless', { files }), `${a}${b}${c}.csv`);
      expect(result.columns).toEqual(features.map((name) => `${a}${b}${c}__${name}`));
      const left = result.inferred.filter(({ what }) => what === 'left_out').map(({ reason }) => reason);
      expect(left).toEqual(features.length === 1 ? [expect.stringMatching(/^it counts the rows from 0/)] : []);
    });
  });

  it('the target in a feature file is no feature, unless it is asked for', async () => {
    const workspace = await workspaceOf('cases/32h-feature-file-has-target-col');
    const result = await joined(workspace, 'stats.csv');
    expect(result.columns).not.toContain('stats__churned');
    expect(result.inferred).toContainEqual({
      what: 'left_out',
      value: 'churned',
      reason: 'the target of labels.csv; ask for it by name to have it as a feature',
    });
    expect((await joined(workspace, 'stats.csv:churned')).columns).toEqual(['stats__churned']);
  });

  it('the time of the labels in a feature file is no feature', async () => {
    const files = {
      'labels.csv': 'id,event_timestamp,label_time\n1,2024-03-01,2024-03-05\n',
      'stats.csv': 'id,ts,event_timestamp,v\n1,2024-03-01,2024-03-01,5\n',
    };
    const yaml = `
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: stats.csv, timestamp_field: ts}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp}]
`;
    const result = await joined(await workspaceOf('cases/70-headerless', { files, yaml }), 'stats');
    expect(result.columns).toEqual(['stats__v']);
  });

  describe('a folder', () => {
    it.each(['stats', 'stats/', 'stats/**/*.parquet'])('%s means all its files', async (path) => {
      const result = await joined(await workspaceOf('cases/26-hive'), `${path}:v`);
      expect(valuesOf(result, 'stats__v')).toEqual(['10', '20']);
    });

    it('without a file of a table is refused by its name', async () => {
      const workspace = await workspaceOf('cases/26-hive', { files: { 'notes/readme.md': 'x' } });
      expect(await refusal(joined(workspace, 'notes:v'))).toMatch(
        /notes cannot be read as a table: the folder holds readme\.md/,
      );
    });

    it('of several formats is refused', async () => {
      const files = { 'both/a.csv': 'a\n1\n', 'both/b.jsonl': '{"a":1}\n', 'both/_SUCCESS': '' };
      expect(await refusal(joined(await workspaceOf('cases/26-hive', { files }), 'both:v'))).toMatch(/several formats/);
    });

    it.each(['tbl/*.parquet', 'tbl', 'tbl/**/*.parquet', 'tbl/part-0.parquet'])(
      'of a Delta table is refused: %s',
      async (path) => {
        const line = await refusal(joined(await workspaceOf('cases/74-delta-dir'), `${path}:v`));
        expect(line).toMatch(/tbl is a Delta table, and without its log \(_delta_log\) removed rows would come back/);
      },
    );

    it.each(['notes.csv', 'part-0.snappy'])(
      'of a Delta table is refused for each file in it, whatever it is: %s',
      async (file) => {
        const files = { [`tbl/${file}`]: 'user_id,event_timestamp,v\n1,2024-03-01,5\n' };
        const yaml = `
entities: [{name: user, join_keys: [user_id]}]
sources: [{name: s, path: tbl/${file}, format: csv, timestamp_field: event_timestamp}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp}]
`;
        const line = await refusal(joined(await workspaceOf('cases/74-delta-dir', { files, yaml }), 'stats:v'));
        expect(line).toMatch(/tbl is a Delta table, .*; move a file that is not one of its own/);
      },
    );

    it('of a Hudi or an Iceberg table is refused', async () => {
      const part = 'id,event_timestamp,v\n1,2024-03-01,5\n';
      const files = {
        'hudi/.hoodie/hoodie.properties': 'x',
        'hudi/a.csv': part,
        'ice/metadata/v1.metadata.json': '{}',
        'ice/data/a.csv': part,
        'fine/metadata/notes.txt': 'x',
        'fine/metadata/data.metadata.json': '{}',
        'fine/a.csv': part,
      };
      const workspace = await workspaceOf('cases/26-hive', { files });
      expect(await refusal(joined(workspace, 'hudi/*.csv:v'))).toContain('a Hudi table');
      expect(await refusal(joined(workspace, 'ice/data/*.csv:v'))).toContain('an Iceberg table'.slice(3));
      const tables = opened[0]!.tables;
      expect((await tables.open('fine/*.csv', { root: workspace.root })).rows).toBe(1);
    });
  });

  describe('what exists and is not read', () => {
    it('is named for what it is', async () => {
      const line = await refusal(joined(await workspaceOf('cases/73-xlsx'), 'stats.xlsx:v'));
      expect(line).toMatch(/stats\.xlsx is a spreadsheet \(save the sheet as CSV\)/);
    });

    it.each(['x.avro', 'x.orc', 'x.sqlite', 'x.duckdb', 'x.pkl', 'x.zip', 'x.dat', 'x'])(
      'as %s is no missing view',
      async (file) => {
        const workspace = await workspaceOf('cases/73-xlsx', { files: { [file]: 'x' } });
        expect(await refusal(joined(workspace, `${file}:v`))).not.toContain('feature view');
      },
    );

    it.each(['s3://bucket/stats.parquet', 'https://u:hunter2@example.com:8080/x.csv', 'postgres://u:hunter2@db/x'])(
      'is refused as remote: %s',
      async (address) => {
        const line = await refusal(joined(await workspaceOf('cases/73-xlsx'), address));
        expect(line).toContain('is a remote source');
        expect(line).not.toContain('hunter2');
      },
    );
  });

  it('says of a column of periods what makes times of it, where none holds times', async () => {
    const files = {
      'labels.csv': 'own,event_timestamp\na,2024-03-01\n',
      'months.parquet': readFileSync(join(field, '../feather/extensions.parquet')),
    };
    expect(await refusal(joined(await workspaceOf('cases/70-headerless', { files }), 'months.parquet:flag'))).toMatch(
      /none of its columns holds timestamps: .*; month: .* pandas\.period, .*\.dt\.to_timestamp\(\)/,
    );
  });

  it('.parq and .pq are Parquet', async () => {
    expect(valuesOf(await joined(await workspaceOf('cases/25e-txt-parq-ext'), 'stats.parq:v'), 'stats__v')).toEqual([
      '10',
      '20',
    ]);
  });

  it('any ending will do where the format is declared', async () => {
    const files = {
      'stats.txt': 'id,event_timestamp,v\n1,2024-03-01,5\n',
      'labels.csv': 'id,event_timestamp\n1,2024-03-02\n',
    };
    const yaml = `
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: stats.txt, format: csv, timestamp_field: event_timestamp}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp}]
`;
    expect(valuesOf(await joined(await workspaceOf('cases/73-xlsx', { files, yaml }), 'stats:v'), 'stats__v')).toEqual([
      '5',
    ]);
  });

  describe('times', () => {
    it.each(['05b-epoch-float', '05c-epoch-ns'])('as numbers: %s', async (folder) => {
      expect(valuesOf(await joined(await workspaceOf(`cases/${folder}`), 'stats:v'), 'stats__v')).toEqual(['10']);
    });

    it.each<[folder: string, hint: RegExp]>([
      [
        '24-european-dates',
        /"\d\d\/\d\d\/\d{4}" may be .* \(timestamp_format: "%d\/%m\/%Y"\) or .* \(timestamp_format: "%m\/%d\/%Y"\)/,
      ],
      ['24b-eu-dates-unambiguous', /declare timestamp_format: "%d\/%m\/%Y %H:%M"/],
      ['24c-dotted-dates', /declare timestamp_format: "%d\.%m\.%Y %H:%M"/],
      ['24e-excel-us-ampm', /"%m\/%d\/%Y %I:%M:%S %p"/],
    ])('in a format that is not declared are refused with one that reads them: %s', async (folder, hint) => {
      expect(await refusal(joined(await workspaceOf(`cases/${folder}`), 'stats.csv:v'))).toMatch(hint);
    });

    it.each<[folder: string, format: string, values: string[]]>([
      ['24b-eu-dates-unambiguous', '%d/%m/%Y %H:%M', ['10', '20']],
      ['24c-dotted-dates', '%d.%m.%Y %H:%M', ['10', '20']],
      ['24e-excel-us-ampm', '%m/%d/%Y %I:%M:%S %p', ['10', '20']],
    ])('in a declared format are read: %s', async (folder, format, values) => {
      const yaml = `
entities: [{name: user, join_keys: [user_id]}]
sources: [{name: s, path: stats.csv, timestamp_field: event_timestamp, timestamp_format: "${format}"}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp, timestamp_format: "${format}"}]
`;
      expect(valuesOf(await joined(await workspaceOf(`cases/${folder}`, { yaml }), 'stats:v'), 'stats__v')).toEqual(
        values,
      );
    });

    it('that are digits are refused with the format and not with a unit that leads to 1970', async () => {
      const line = await refusal(
        joined(await workspaceOf('cases/24g-compact', { yaml: '' }), 'stats.csv:v', { labels: 'labels.csv' }),
      );
      expect(line).toContain('timestamp_format: "%Y%m%d"');
      expect(line).not.toContain('timestamp_unit');
    });

    it('with nanoseconds are cut, and that is said', async () => {
      const result = await joined(await workspaceOf('cases/06-ns-parquet'), 'stats.parquet:v', {
        labels: 'labels.parquet',
      });
      expect(valuesOf(result, 'stats__v')).toEqual(['20']);
      expect(result.inferred.filter(({ what }) => what === 'precision')).toHaveLength(2);
    });

    const text = `
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: stats.csv, timestamp_field: t}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: t}]
`;
    const written = (times: string) =>
      workspaceOf('cases/73-xlsx', {
        files: { 'labels.csv': 'id,t\n1,2024-03-01 09:00:00.000000500Z\n', 'stats.csv': `id,t,v\n${times}` },
        yaml: text,
      });

    it('with nanoseconds in text are cut, and that is said too', async () => {
      const stats = '1,2024-03-01 09:00:00.000000100Z,10\n1,2024-03-01 09:00:00.000000900Z,20\n';
      const result = await joined(await written(stats), 'stats:v');
      expect(valuesOf(result, 'stats__v')).toEqual(['20']);
      expect(result.inferred.filter(({ what }) => what === 'precision')).toHaveLength(2);
    });

    it('that are the last of all in text are times too', async () => {
      const stats = '1,2024-03-01 09:00:00,10\n1,294247-01-10 04:00:54.775806,20\n';
      expect(valuesOf(await joined(await written(stats), 'stats:v'), 'stats__v')).toEqual(['10']);
      const beyond = '1,294277-01-01 00:00:00,20\n1,2024-03-01 09:00:00,10\n';
      expect(await refusal(joined(await written(beyond), 'stats:v'))).toMatch(/"294277-.*" in row 1 of s\.t/);
    });
  });

  it('available_after makes a row known so long after it was true', async () => {
    const files = {
      'labels.csv': 'id,event_timestamp\n1,2024-03-01 05:59:59\n1,2024-03-01 06:00:00\n',
      'stats.csv': 'id,event_timestamp,v\n1,2024-03-01,5\n',
    };
    const yaml = `
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: stats.csv, timestamp_field: event_timestamp, available_after: 6h}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp}]
`;
    expect(valuesOf(await joined(await workspaceOf('cases/73-xlsx', { files, yaml }), 'stats:v'), 'stats__v')).toEqual([
      null,
      '5',
    ]);
  });

  describe('names of folders that are declared as columns', () => {
    const yaml = (path: string, key: string, partitions: string, more = '') => `
entities: [{name: user, join_keys: [${key}]}]
sources: [{name: s, path: "${path}", timestamp_field: event_timestamp, partitions: [${partitions}]${more}}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp}]
`;

    it('are columns, with types as text has them', async () => {
      const workspace = await workspaceOf('cases/26-hive', { yaml: yaml('stats', 'user_id', 'year, month') });
      const result = await joined(workspace, 'stats:*');
      expect(result.rows.map((row) => [row.stats__year, row.stats__month])).toEqual([
        [2024n, '02'],
        [2024n, '03'],
      ]);
      expect(valuesOf(result, 'stats__v')).toEqual(['10', '20']);
    });

    it('are said where they are not declared', async () => {
      const result = await joined(await workspaceOf('cases/26-hive'), 'stats:v');
      expect(result.inferred).toContainEqual({
        what: 'folders',
        value: 'year=, month=',
        reason: 'these folders are no columns; partitions: [year, month] makes them',
      });
    });

    it('hold the key, of a text file', async () => {
      const workspace = await workspaceOf('files', { yaml: yaml('hk/**/*.csv', 'id', 'id') });
      expect(valuesOf(await joined(workspace, 'stats:v'), 'stats__v')).toEqual(['5', '6', null]);
    });

    it('hold it in every format alike', async () => {
      const workspace = await workspaceOf('files', { yaml: yaml('hk/**/*.parquet', 'id', 'id') });
      expect(valuesOf(await joined(workspace, 'stats:v'), 'stats__v')).toEqual(['5', '6', null]);
    });

    it('hold it of JSON lines too, and of one file', async () => {
      const line = (v: number) => `{"event_timestamp": "2024-03-01", "v": ${v}}\n`;
      const files = { 'js/id=1/a.jsonl': line(5), 'js/id=2/a.jsonl': line(6), 'one/id=2/a.jsonl': line(7) };
      const both = await workspaceOf('files', { files, yaml: yaml('js', 'id', 'id') });
      expect(valuesOf(await joined(both, 'stats:v'), 'stats__v')).toEqual(['5', '6', null]);
      const one = await workspaceOf('files', { files, yaml: yaml('one', 'id', 'id') });
      expect(valuesOf(await joined(one, 'stats:v'), 'stats__v')).toEqual([null, '7', null]);
    });

    it('do not replace a column that the file has', async () => {
      const workspace = await workspaceOf('files', { yaml: yaml('user/**/*.parquet', 'id', 'id') });
      expect(valuesOf(await joined(workspace, 'stats:v'), 'stats__v')).toEqual(['5', '6', null]);
    });

    it('are hinted at where only they have the key', async () => {
      const undeclared = yaml('hk/**/*.csv', 'id', '').replace(', partitions: []', '');
      expect(await refusal(joined(await workspaceOf('files', { yaml: undeclared }), 'stats:v'))).toMatch(
        /s has no column "id" \(its folders are called id=\.\.: partitions: \[id\] of its source in asof\.yaml/,
      );
      expect(await refusal(joined(await workspaceOf('files', { yaml: '' }), 'hk/**/*.csv:v'))).toMatch(
        /partitions: \[id\] of its source in asof\.yaml makes columns of them/,
      );
    });

    it('have to be there', async () => {
      const workspace = await workspaceOf('files', { yaml: yaml('hk/**/*.csv', 'id', 'region') });
      expect(await refusal(joined(workspace, 'stats:v'))).toMatch(/partitions: no folder is called region=/);
    });
  });

  describe('declared types', () => {
    const yaml = (features: string, source = '') => `
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: stats.csv, timestamp_field: event_timestamp${source}}]
feature_views: [{name: stats, entities: [user], source: s${features && `, features: [${features}]`}}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp}]
`;
    const files = (header: string, values: string) => ({
      'labels.csv': 'id,event_timestamp\n1,2024-03-02\n2,2024-03-02\n',
      'stats.csv': `id,event_timestamp,${header}\n${values}`,
    });
    const open = (text: string, header: string, values: string) =>
      workspaceOf('cases/73-xlsx', { files: files(header, values), yaml: text });
    const typesOf = async (workspace: Workspace) =>
      (await workspace.view('stats')).features.map(({ name, type }) => [name, type]);

    it('are delivered, in Feast names or in those of DuckDB', async () => {
      const features = '{name: a, dtype: String}, {name: b, dtype: Float32}, {name: c, dtype: Int32}, {name: d}';
      const said = yaml(features, ', columns: {d: "DECIMAL(10,2)"}');
      const workspace = await open(said, 'a,b,c,d', '1,2024-03-01,1.10,1,7.0,1.10\n2,2024-03-01,x,2.5,8,2\n');
      expect(await typesOf(workspace)).toEqual([
        ['a', 'VARCHAR'],
        ['b', 'FLOAT'],
        ['c', 'INTEGER'],
        ['d', 'DECIMAL(10,2)'],
      ]);
      expect((await joined(workspace, 'stats:*')).rows[0]).toMatchObject({
        stats__a: '1.10',
        stats__c: 7,
        stats__d: '1.10',
      });
    });

    it('keep a text as it is written', async () => {
      const workspace = await open(yaml('{name: a, dtype: String}'), 'a', '1,2024-03-01,1.10\n2,2024-03-01,TRUE\n');
      expect(valuesOf(await joined(workspace, 'stats:*'), 'stats__a')).toEqual(['1.10', 'TRUE']);
    });

    it.each([
      ['Int64', '7.5', 'BIGINT'],
      ['Int64', 'seven', 'BIGINT'],
      ['Bool', '2', 'BOOLEAN'],
      ['Date', 'soon', 'DATE'],
      ['Uuid', '7', 'UUID'],
    ])('%s refuses %s with its row', async (dtype, value, type) => {
      const workspace = await open(yaml(`{name: a, dtype: ${dtype}}`), 'a', `1,2024-03-01,\n2,2024-03-01,${value}\n`);
      const line = await refusal(joined(workspace, 'stats:*'));
      expect(line).toContain(`"${value}" in row 2 of s.a is no ${type}`);
    });

    it.each([
      ['FLOAT', '1e39', 'FLOAT'],
      ['DOUBLE', '1e400', 'DOUBLE'],
      ['"DECIMAL(4,2)"', '1.239', 'DECIMAL(4,2)'],
      ['"DECIMAL(4,2)"', '1.239e0', 'DECIMAL(4,2)'],
      ['"BIGINT[]"', '[1.5]', 'BIGINT[]'],
      ['HUGEINT', '9'.repeat(39), 'DECIMAL(38,0)'],
    ])('%s refuses %s, and neither rounds it nor makes it infinite', async (written, value, type) => {
      const workspace = await open(
        yaml('', `, columns: {a: ${written}}`),
        'a',
        `1,2024-03-01,\n2,2024-03-01,${value}\n`,
      );
      const line = await refusal(joined(workspace, 'stats:*'));
      expect(line).toMatch(new RegExp(`in row 2 of s\\.a is no ${type.replaceAll(/[()[\]]/g, '\\$&')}`));
    });

    it('take for a decimal what is one, whoever wrote it', async () => {
      const said = yaml('', ', columns: {a: "DECIMAL(4,2)"}');
      const workspace = await open(said, 'a', '1,2024-03-01,1.5000\n2,2024-03-01,0E-10\n');
      expect(valuesOf(await joined(workspace, 'stats:*'), 'stats__a')).toEqual(['1.50', '0.00']);
    });

    it('make null what does not fit, where that is said, and count it', async () => {
      const said = yaml('{name: a, dtype: Int64}', ', unreadable: blank');
      const result = await joined(await open(said, 'a', '1,2024-03-01,seven\n2,2024-03-01,8\n'), 'stats:*');
      expect(result.rows.map((row) => row.stats__a)).toEqual([null, 8n]);
      expect(result.inferred).toContainEqual({
        what: 'unreadable',
        value: 'a',
        reason: '1 value in it could not be read and became null',
      });
    });

    it('make null what does not fit in a label table too, and count it', async () => {
      const said = (unreadable: string) => `
entities: [{name: user, join_keys: [id]}]
sources: [{name: s, path: stats.csv, timestamp_field: event_timestamp}]
feature_views: [{name: stats, entities: [user], source: s}]
labels: [{name: l, path: labels.csv, entities: [user], timestamp_field: event_timestamp, columns: {age: Int64, id: BIGINT}${unreadable}}]
`;
      const rows = { 'labels.csv': 'id,event_timestamp,age\n1,2024-03-02,old\nx,2024-03-02,8\n2,2024-03-02,9\n' };
      const stats = { 'stats.csv': 'id,event_timestamp,v\n1,2024-03-01,5\n2,2024-03-01,6\n' };
      const asked = async (yaml: string) =>
        joined(await workspaceOf('cases/73-xlsx', { files: { ...rows, ...stats }, yaml }), 'stats:v');
      const { rows: found, inferred } = await asked(said(', unreadable: blank'));
      expect(found.map(({ id, age, stats__v }) => [id, age, stats__v])).toEqual([
        [1n, null, 5n],
        [null, 8n, null],
        [2n, 9n, 6n],
      ]);
      const reason = '1 value in it could not be read and became null';
      for (const value of ['id', 'age']) expect(inferred).toContainEqual({ what: 'unreadable', value, reason });
      expect(await refusal(asked(said('')))).toMatch(/^asof\.yaml:5: "old" in row 1 of l\.age is no BIGINT/);
    });

    it.each([
      ['1710057600', '2024-03-10 08:00:00', ''],
      ['20240310', null, ''],
      ['1710057600000', null, ''],
      ['20240310', '1970-08-23 06:18:30', ', timestamp_unit: s'],
      ['20240310', '2024-03-10 00:00:00', ', timestamp_format: ["%Y-%m-%d", "%Y%m%d"]'],
    ])('of a moment read %s as %s%s', async (value, read, times) => {
      const workspace = await open(
        yaml('{name: a, dtype: UnixTimestamp}', times),
        'a',
        `1,2024-03-01,${value}\n2,2024-03-01,\n`,
      );
      if (read === null)
        expect(await refusal(joined(workspace, 'stats:*'))).toMatch(
          /in row 1 of s\.a is no TIMESTAMP \(declare its timestamp_unit or timestamp_format/,
        );
      else expect(valuesOf(await joined(workspace, 'stats:*'), 'stats__a')[0]).toMatch(read);
    });

    it('bring text of which some names a zone to UTC, by the declared zone where it names none, and say so', async () => {
      const rows = '1,2024-03-01,2024-07-01 12:00\n2,2024-03-01,2024-07-01 12:00Z\n';
      const reason = (zone: string) => `1 of 2 values names a zone; the others are taken for times of ${zone}`;
      const asked = async (type: string, more: string) =>
        joined(await open(yaml('', `${more}, columns: {a: ${type}}`), 'a', rows), 'stats:*');
      for (const type of ['TIMESTAMP', 'TIMESTAMPTZ']) {
        const utc = await asked(type, '');
        expect(valuesOf(utc, 'stats__a').map((at) => String(at).slice(0, 16))).toEqual([
          '2024-07-01 12:00',
          '2024-07-01 12:00',
        ]);
        expect(utc.inferred).toContainEqual({ what: 'zone', value: 'a', reason: reason('UTC') });
        const berlin = await asked(type, ', timezone: Europe/Berlin');
        expect(valuesOf(berlin, 'stats__a').map((at) => String(at).slice(0, 16))).toEqual([
          '2024-07-01 10:00',
          '2024-07-01 12:00',
        ]);
        expect(berlin.inferred).toContainEqual({ what: 'zone', value: 'a', reason: reason('Europe/Berlin') });
      }
    });

    it('move no time twice that names its zone', async () => {
      const said = yaml('', ', timezone: Europe/Berlin, columns: {event_timestamp: TIMESTAMP}');
      const rows = '1,2024-03-01 12:00Z,5\n2,2024-03-01 12:00,6\n';
      const view = await (await open(said, 'a', rows)).view('stats');
      const found = await opened[0]!.engine.rows<{ at: string }>(
        sql`SELECT (${view.timestamp.at})::VARCHAR AS at FROM ${view.relation.from}`,
      );
      expect(found.map(({ at }) => at)).toEqual(['2024-03-01 12:00:00', '2024-03-01 11:00:00']);
    });

    it('take the day of a time with a zone in UTC, and no day of what only begins with one', async () => {
      const asked = async (value: string) =>
        joined(
          await open(yaml('', ', columns: {a: DATE}'), 'a', `1,2024-03-01,${value}\n2,2024-03-01,2024-07-01\n`),
          'stats:*',
        );
      const result = await asked('2024-07-01T23:00:00-05:00');
      expect(valuesOf(result, 'stats__a')).toEqual(['2024-07-02', '2024-07-01']);
      const reason = '1 of 2 values names a zone, and its day is that in UTC';
      expect(result.inferred).toContainEqual({ what: 'zone', value: 'a', reason });
      expect(await refusal(asked('2024-07-01 maybe'))).toMatch(/"2024-07-01 maybe" in row 1 of s\.a is no DATE/);
    });

    it('refuse what is no type, and run nothing of it', async () => {
      const said = yaml('', `, columns: {a: "INT) FROM (SELECT 1) --"}`);
      expect(await refusal(joined(await open(said, 'a', '1,2024-03-01,1\n'), 'stats:*'))).toMatch(/which is no type/);
    });

    it('name a column that is there', async () => {
      const said = yaml('', `, columns: {b: BIGINT}`);
      expect(await refusal(joined(await open(said, 'a', '1,2024-03-01,1\n'), 'stats:*'))).toMatch(
        /s has no column "b"/,
      );
    });

    it('of a decimal comma are numbers', async () => {
      const result = await joined(await workspaceOf('cases/23g-dtype-declared'), 'stats:v');
      expect(valuesOf(result, 'stats__v')).toEqual(['1.5', '2.5']);
    });
  });
});
