import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDefinitions } from '../../core/model/read.ts';
import { openNative } from '../../core/node/duckdb-native.ts';
import { sql } from '../../core/sql/sql.ts';
import { asof, folderOf } from '../cli/run-asof.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/asof-yaml.md'), 'utf8');

/** The example's files, by the names above them. */
const files = Object.fromEntries(
  [...page.matchAll(/\n`([^`\n]+)`\n\n```\w*\n([\s\S]*?)```/g)].map(([, name, text]) => [name!, text!]),
);

it('shows options that are valid', () => {
  const options = /```yaml\n(path: [\s\S]*?)```/.exec(page)![1]!;
  const isUnit = /^timestamp_unit/;
  for (const leftOut of [isUnit, /^timestamp_format/]) {
    const lines = options.split('\n').filter((line) => !leftOut.test(line));
    const source = lines.map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`)).join('\n');
    expect(readDefinitions(`project: p\nsources:\n${source}\n    name: s\n`, 'docs').problems).toEqual([]);
  }
});

it('shows an example that gives what is printed under it', async () => {
  const folder = folderOf(files);
  const [, command] = /```sh\n(.*)\n```/.exec(page)!;
  const { status, err } = await asof(folder, ...command!.split(' ').slice(1));
  expect({ status, err }).toMatchObject({ status: 0 });
  const engine = await openNative();
  const found = await engine.rows<Record<string, string>>(
    sql`SELECT COLUMNS(*)::VARCHAR FROM ${sql`read_parquet(${join(folder, 'set.parquet')})`}`,
  );
  await engine.close();
  const printed = page
    .split('\n')
    .flatMap((line) => (/^\|(?! ---)/.test(line) ? [line.slice(2, -2).split(' | ')] : []));
  expect([Object.keys(found[0]!), ...found.map((row) => Object.values(row))]).toEqual(printed);
});
