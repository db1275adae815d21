import { Int64, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportTrainingSet } from '../../../core/training-set/export.ts';
import { saidDefinitions } from '../../../core/training-set/said-definitions.ts';
import type { Provenance } from '../../../core/training-set/provenance.ts';
import { openWorkspace } from '../../../core/workspace/workspace.ts';
import { planJoin } from '../../../core/workspace/plan-join.ts';
import { enginesAndInPlace, type Opened } from '../../support/engines.ts';
import { labelsCsv, statsCsv } from '../workbench/setup.ts';

const definitions = `# the password is hunter2
project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: stats, path: data/stats.csv, timestamp_field: event_timestamp} # postgres://ann:hunter2@db
  - {name: visits, path: "data/o'visits.arrow", timestamp_field: at, description: "from postgres://ann:hunter2@db/x"}
feature_views:
  - {name: stats_v1, entities: [customer], source: stats}
  - {name: visits_v1, entities: [customer], source: visits}
labels:
  - {name: churn, path: labels.csv, entities: [customer], timestamp_field: event_timestamp, target: churned}
online_store: {type: redis, url: "redis://:hunter2@db:6379/0"}
`;
const features = [
  { view: 'stats_v1', feature: 'spend' },
  { view: 'visits_v1', feature: 'visits' },
];

describe.each(enginesAndInPlace)('a training set that is made twice, on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  async function exported(folder: string): Promise<Uint8Array> {
    const { engine, tables, root } = opened;
    await opened.put(`${folder}/asof.yaml`, definitions);
    await opened.put(`${folder}/labels.csv`, labelsCsv);
    await opened.put(`${folder}/data/stats.csv`, statsCsv);
    await opened.put(`${folder}/data/o'visits.arrow`, visits());
    const workspace = openWorkspace({ root: `${root}/${folder}`, text: definitions }, engine, tables);
    const plan = await planJoin(workspace, { labels: 'churn', features, options: {} });
    const out = `${root}/${folder}/out.parquet`;
    await exportTrainingSet({ engine, tables }, plan, out, { version: '1', definitions, root: `${root}/${folder}` });
    return opened.written(out);
  }

  it('is the same byte for byte, in whichever folder; it names no place and no secret', async () => {
    const [one, two] = [await exported('ferdinand'), await exported('home/bob/work')];
    const text = Buffer.from(one).toString('latin1');
    for (const word of ['hunter2', opened.root, 'online_store', '/ferdinand', 'asof-duckdb'])
      expect({ word, there: text.includes(word) }).toEqual({ word, there: false });
    const { inputs, sql, definitions: said } = provenanceIn(text);
    expect(inputs.map(({ path }) => path).sort()).toEqual(["data/o'visits.arrow", 'data/stats.csv', 'labels.csv']);
    expect(sql).toContain("'data/o''visits.arrow'");
    expect(said).toContain('postgres://ann:***@db/x');
    expect(Buffer.compare(one, two)).toBe(0);
    await opened.put('again.parquet', one);
    const { provenance } = await opened.tables.open('again.parquet', { root: opened.root });
    expect(JSON.parse(provenance!)).toEqual(provenanceIn(text));
  });
});

describe('what is said of asof.yaml', () => {
  const said = (text: string) => saidDefinitions(text, (path) => `<${path}>`);

  it('is what a training set is made of, and nothing that is not known', () => {
    const text = saidDefinitions(definitions, (path) => path)!;
    expect(text).toContain('path: data/stats.csv');
    expect(text).not.toMatch(/hunter2|online_store|#/);
    expect(said('project: a\npassword: hunter2\nx: 1\n')).toBe('project: a\n');
  });

  it('names files as they are called without their place, and keeps variables as written', () => {
    expect(said('sources:\n  - {name: a, path: /home/ann/a.csv}\n')).toContain('path: </home/ann/a.csv>');
    expect(said('project: ${NAME}\n')).toBe('project: ${NAME}\n');
    expect(said('sources:\n  - {name: a, path: "${A:-/home/ann}/${B}/a.csv"}\n')).toContain(
      'path: "<${A:-</home/ann>}/${B}/a.csv>"',
    );
  });

  it.each(['[', 'a: b: c', '- list\n', 'online_store: &a {url: x}\nlabels: *a\n'])('is nothing of %j', (text) => {
    expect(said(text)).toBeNull();
  });
});

function provenanceIn(text: string): Provenance {
  const start = text.indexOf('{"asof":');
  let end = start;
  for (let depth = 0, quoted = false; ; end++) {
    const letter = text[end]!;
    if (quoted && letter === '\\') end++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted) depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    if (depth === 0) break;
  }
  return JSON.parse(text.slice(start, end + 1)) as Provenance;
}

function visits(): Uint8Array {
  const keys = vectorFromArray(['a', 'b', 'c'], new Utf8());
  const at = vectorFromArray(['2024-03-01', '2024-03-02', '2024-03-01'], new Utf8());
  return tableToIPC(new Table({ customer_id: keys, at, visits: vectorFromArray([1n, 2n, 3n], new Int64()) }), 'file');
}
