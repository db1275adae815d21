import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../core/errors/catalogue.ts';
import { runJoin } from '../../core/join/join.ts';
import type { JoinOptions, NaiveStrategy } from '../../core/join/request.ts';
import { pairUp } from '../../core/leakage/pairs.ts';
import { readDefinitions } from '../../core/model/read.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { sql } from '../../core/sql/sql.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';
import { asof, folderOf } from '../cli/run-asof.ts';

const root = dirname(dirname(import.meta.dirname));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

/** The cells of the table rows below a heading row. */
function table(heading: string): string[][] {
  const lines = readme.slice(readme.indexOf(heading)).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function block(language: string, containing: string): string {
  const blocks = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text]) => text!,
  );
  return blocks.find((text) => text.includes(containing))!;
}

describe('the README', () => {
  it('has a line for every error, and for nothing else', () => {
    const listed = table('| code | what is wrong |').map(([code]) => code!.replaceAll('`', ''));
    expect(listed.sort()).toEqual(Object.keys(catalogue).sort());
  });

  it('shows definitions that are valid', () => {
    expect(readDefinitions(block('yaml', 'project:'), 'README.md').problems).toEqual([]);
  });

  it('shows commands that run', async () => {
    const folder = folderOf();
    cpSync(join(root, 'sample-data', 'churn'), folder, { recursive: true });
    for (const line of block('sh', '--fail-on').trim().split('\n')) {
      const args = line
        .split(' ')
        .slice(1)
        .map((word) => word.replaceAll("'", ''));
      const { status, err } = await asof(folder, ...args);
      expect({ line, status, err }).toMatchObject({ status: expect.toBeOneOf([0, 1]) as number });
    }
  });

  it('works its example as the program does', async () => {
    const rows = table('| row | event timestamp |').map(([, at, created, value]) => [7, at, created, value].join(','));
    const folder = folderOf({
      'labels.csv': 'customer_id,at\n7,2024-03-10 12:00\n',
      'rows.csv': ['customer_id,at,created,value', ...rows, ''].join('\n'),
    });
    const text = `project: p
entities: [{name: customer, join_keys: [customer_id]}]
sources: [{name: s, path: rows.csv, timestamp_field: at, created_timestamp_field: created, available_at: created}]
feature_views: [{name: v, entities: [customer], source: s, ttl: 5d}]
labels: [{name: l, path: labels.csv, entities: [customer], timestamp_field: at}]`;
    const engine = await openNative();
    const answer = async (naive: NaiveStrategy, options: Partial<JoinOptions>) => {
      const workspace = openWorkspace({ root: folder, text }, engine, nativeTables(engine));
      const refs = [{ view: 'v', feature: 'value' }];
      const joined = await runJoin(engine, await planJoin(workspace, { labels: 'l', features: refs, options }));
      const pairs = await pairUp(engine, joined, naive);
      const [row] = await engine.rows<{ naive: bigint; asof: bigint; peek: number }>(
        sql`SELECT n0 AS naive, a0 AS asof, (future0 / 3600e6)::DOUBLE AS peek FROM ${pairs.table}`,
      );
      return row!;
    };
    const inclusive = await answer('latest', {});
    const strict = await answer('event-time', { boundary: 'strict' });
    await engine.close();
    const shown = table('| join | value |').map(([, value]) => Number(value));
    expect(shown).toEqual([inclusive.asof, strict.asof, inclusive.naive, strict.naive].map(Number));
    expect([inclusive.peek, strict.peek]).toEqual([3 * 24 + 12, 44]);
  });
});

describe.each([
  ['README.md', readme],
  ['ARCHITECTURE.md', architecture],
])('%s', (_, text) => {
  it('names files, pictures and scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    for (const [, path] of text.matchAll(/\]\(([\w./-]+)\)/g))
      expect.soft(existsSync(join(root, path!)), path).toBe(true);
    for (const [, path] of text.matchAll(/(?:src|srcset)="([^"]+)"/g))
      expect.soft(existsSync(join(root, path!)), path).toBe(true);
    for (const [, name] of text.matchAll(/npm run (?:--silent )?([\w:]+)/g))
      expect.soft(scripts).toHaveProperty([name!]);
    for (const [, path] of text.matchAll(/`((?:core|electron|renderer|sample-data|test|tools)\/[\w./-]+)`/g))
      expect.soft(existsSync(join(root, path!)), path).toBe(true);
  });
});
