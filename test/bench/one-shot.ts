import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { byHandSql } from './bench-workspace.ts';
import { narrowFeatures } from './data.ts';
import { alone } from './joins.ts';
import { spentInTurn, type Measured, type Spent } from './measure.ts';

/** The bars of `asof join` as a command, beside a script that does the same by hand in plain DuckDB. */
export async function measureOneShot(folder: string, runs: number): Promise<Measured[]> {
  return [
    ...(await against(folder, 'plain', 'no ties', 1.3, runs)),
    ...(await against(folder, 'tied', 'a created time', 2, runs)),
  ];
}

async function against(folder: string, view: string, kind: string, atMost: number, runs: number): Promise<Measured[]> {
  const out = join(folder, 'out-one-shot.parquet');
  const features = narrowFeatures.map((feature) => `${view}:${feature}`).join();
  const asof = ['dist/asof.js', 'join', '-C', folder, '--labels', 'labels', '--features', features, '--out', out];
  const script = `import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(${JSON.stringify(byHandSql(folder, view, out).text)});`;
  const { byHand, join: joined } = await spentInTurn(runs, {
    byHand: () => spendProcess(['--input-type=module', '-e', script]),
    join: () => spendProcess(asof),
  });
  rmSync(out);
  const ratio = { to: 'plain DuckDB', is: joined.cpu / byHand.cpu, atMost };
  return [alone(`plain DuckDB, ${kind}`, byHand), { ...alone(`asof join, ${kind}`, joined), ratio }];
}

/** Of Node and all that it does, from start to end. */
export async function spendProcess(words: readonly string[]): Promise<Spent> {
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" > /dev/null', 'bash', process.execPath, ...words];
  const child = spawn('bash', timed, { stdio: ['ignore', 'inherit', 'pipe'] });
  const [said] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(said);
  const [wall, user, system] = said.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { wall: wall!, cpu: user! + system! };
}
