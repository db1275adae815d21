import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { runAsof } from '../../core/node/cli/run-asof.ts';
import type { Terminal } from '../../core/node/cli/terminal.ts';

/** In place of the user's own: what a command remembers. */
const data = mkdtempSync(join(tmpdir(), 'asof-data-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const builtFile = join(dirname(dirname(import.meta.dirname)), 'dist', 'asof.js');

export interface Finished {
  status: number | null;
  out: string;
  err: string;
}

/** Starts the built command in a folder, as a shell would. */
export function start(cwd: string, ...args: string[]): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [builtFile, ...args], {
    cwd,
    env: { ...process.env, XDG_DATA_HOME: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const finished = new Promise<Finished>((resolve) => {
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, finished };
}

/** Runs the built command to its end. */
export function built(cwd: string, ...args: string[]): Promise<Finished> {
  return start(cwd, ...args).finished;
}

/** What a command does, in this process: the same but for what only a process has, a start and an end. */
export async function asof(cwd: string, ...args: string[]): Promise<Finished> {
  process.env.XDG_DATA_HOME = data;
  const lines = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => void (lines.out += `${text}\n`),
    err: (text) => void (lines.err += `${text}\n`),
    leak: (text) => text,
    bold: (text) => text,
    progress: () => undefined,
  };
  const status = await runAsof(args, { terminal, signal: new AbortController().signal, cwd });
  return { status, ...lines };
}

/** A new folder with these files in it, gone after the test. */
export function folderOf(files: Record<string, string | Uint8Array> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'asof-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A small workspace: four orders, and what their customers had spent by then. */
export const workspace = {
  'asof.yaml': `project: shop
entities:
  - {name: customer, join_keys: [customer_id]}
sources:
  - {name: spend, path: data/spend.csv, timestamp_field: at}
feature_views:
  - {name: spend_v1, entities: [customer], source: spend, ttl: 10d}
feature_services:
  - {name: model_v1, features: ["spend_v1:spend", "spend_v1:tier"]}
labels:
  - {name: orders, path: data/orders.csv, entities: [customer], timestamp_field: at, target: bought}
`,
  'data/orders.csv': `customer_id,at,bought
1,2024-03-05,1
2,2024-03-05,0
3,2024-03-05,1
4,2024-03-05,0
`,
  'data/spend.csv': `customer_id,at,spend,tier
1,2024-03-01,10,a
1,2024-03-08,99,b
2,2024-03-04,20,a
3,2024-01-01,30,c
4,2024-03-06 12:00:00,40,a
`,
};
/** Its label table, and all its features. */
export const ask = ['--labels', 'orders', '--service', 'model_v1'];
