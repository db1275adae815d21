import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processTransport } from '../../../../core/node/host/process-transport.ts';
import { packageRoot } from '../../../../core/node/package-root.ts';
import type { Host, HostState } from '../../../../core/rpc/contract.ts';
import { lastingHost } from '../../../../core/rpc/lasting-host.ts';

let home = '';
const children: ChildProcess[] = [];
const program = join(packageRoot, 'core', 'node', 'host-main.ts');
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'asof-test-'))));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

/** Starts the host program as a process of its own. */
function start(env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = fork(program, {
    serialization: 'advanced',
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, XDG_DATA_HOME: home, HOME: home, ...env },
  });
  children.push(child);
  return child;
}

function connect(env?: NodeJS.ProcessEnv): Promise<Host> {
  return lastingHost({ open: () => Promise.resolve(processTransport(start(env))), pause: () => Promise.resolve() });
}

const lesson = { kind: 'lesson', id: 'three-rows' } as const;

describe('the host process', () => {
  it('answers over the channel to its parent, with the engine that it opened', async () => {
    const host = await connect();
    expect(await host.call('about')).toMatchObject({ engine: 'DuckDB native', place: 'host', start: lesson });
    const { question } = await host.call('openWorkspace', lesson);
    expect((await host.call('leakage', question!)).report).toMatchObject({ rows: 1, leaked_rows: 1 });
    host.close();
    const [code] = (await once(children[0]!, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it('when it is killed: the window is told, what was pending fails, a new one takes over, and the notebook is still there', async () => {
    const host = await connect();
    const { question } = await host.call('openWorkspace', lesson);
    const before = await host.call('leakage', question!);
    const states: HostState[] = [];
    host.onstate((state) => states.push(state));

    const pending = host.call('leakage', question!);
    children[0]!.kill('SIGKILL');
    await expect(pending).rejects.toMatchObject({
      code: 'host_lost',
      hint: expect.stringContaining('run the cell again') as string,
    });
    await expect.poll(() => states).toEqual(['lost', 'connected']);

    const stale = host.call('timeline', { result: before.result, row: 0, view: 'logins_v1' });
    await expect(stale).rejects.toMatchObject({ code: 'stale_result' });
    const after = await host.call('leakage', question!);
    expect(after.report).toEqual(before.report);
    host.close();
  });

  it('that cannot open its engine says why to every call, and does not end and start for ever', async () => {
    const host = await connect({ ASOF_MEMORY_LIMIT: 'much' });
    for (let i = 0; i < 2; i++) await expect(host.call('about')).rejects.toMatchObject({ code: 'bad_option' });
    expect(host.state).toBe('connected');
    expect(children.length).toBe(1);
    host.close();
  });

  it('started by nobody says what to do', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', program]);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/^asof: .*asof serve\n$/) as string });
  });
});
