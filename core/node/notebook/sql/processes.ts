import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { AsofError } from '../../../errors/asof-error.ts';
import { packageRoot } from '../../package-root.ts';
import type { FromChild, Limited, SqlJob, ToChild } from './job.ts';

/** How a child is started; the built program's own where nothing is said. */
export interface ChildProgram {
  script: string;
  execArgv: string[];
}

/** What is not stopped by then, is killed. */
const patienceMs = 1000;

/** How a job ended: with so many rows, or with what DuckDB said. */
export type SqlEnd = Extract<FromChild, { is: 'done' | 'failed' }>;

/** Child processes for SQL of users: one is kept warm, and each is used again until it has to be killed. */
export class SqlProcesses {
  readonly #program: ChildProgram;
  readonly #idle: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();
  #isClosed = false;

  constructor(program: ChildProgram = { script: join(packageRoot, 'dist', 'sql-child.js'), execArgv: [] }) {
    this.#program = program;
  }

  /** Starts one, so that the first job does not wait for it. */
  warm(): void {
    if (!this.#isClosed && this.#idle.length === 0) this.#idle.push(this.#start());
  }

  /** Runs a job. Throws `cancelled`, `sql_too_big`, and `sql_ended` where the process ended otherwise. */
  async run(job: SqlJob, signal?: AbortSignal): Promise<SqlEnd> {
    if (signal?.aborted) throw new AsofError('cancelled');
    const child = this.#idle.pop() ?? this.#start();
    let killing: ReturnType<typeof setTimeout> | undefined;
    let isSound = false;
    const stop = (): void => {
      tell(child, { is: 'stop' });
      killing = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const end = await ending(child, job);
      isSound = true;
      if (signal?.aborted) throw new AsofError('cancelled');
      return end;
    } catch (error) {
      throw signal?.aborted ? new AsofError('cancelled') : error;
    } finally {
      clearTimeout(killing);
      signal?.removeEventListener('abort', stop);
      this.#giveBack(child, isSound);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const child of this.#all) child.kill('SIGKILL');
  }

  #giveBack(child: ChildProcess, isSound: boolean): void {
    if (isSound && child.connected && this.#idle.length === 0 && !this.#isClosed) this.#idle.push(child);
    else child.kill('SIGKILL');
    this.warm();
  }

  #start(): ChildProcess {
    const { script, execArgv } = this.#program;
    // Nothing of this process's environment is for whoever writes SQL.
    const child = fork(script, [], { execArgv, env: {}, stdio: 'ignore', serialization: 'advanced' });
    this.#all.add(child);
    child.once('exit', () => {
      this.#all.delete(child);
      const place = this.#idle.indexOf(child);
      if (place !== -1) this.#idle.splice(place, 1);
    });
    // What waits for the next job keeps no program alive.
    child.unref();
    child.channel?.unref();
    return child;
  }
}

function ending(child: ChildProcess, job: SqlJob): Promise<SqlEnd> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.removeListener('message', hear).removeListener('exit', end).removeListener('error', reject);
      child.unref();
      child.channel?.unref();
    };
    const hear = (message: FromChild): void => {
      if (message.is === 'ready') return;
      settle();
      if (message.is === 'over') reject(tooBig(message.limit, job));
      else resolve(message);
    };
    const end = (): void => {
      settle();
      reject(new AsofError('sql_ended'));
    };
    child.ref();
    child.channel?.ref();
    child.on('message', hear).once('exit', end).once('error', reject);
    tell(child, { is: 'run', job });
  });
}

function tooBig(limit: Limited, { limits }: SqlJob): AsofError {
  const most = limit === 'memory' ? `${megabytes(limits.memory)} of memory` : `${megabytes(limits.bytes)} on disk`;
  return new AsofError('sql_too_big', { limit: most });
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function tell(child: ChildProcess, message: ToChild): void {
  // One that is ending is heard by its exit.
  if (child.connected) child.send(message, () => {});
}
