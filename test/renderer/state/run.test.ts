import { describe, expect, it } from 'vitest';
import { AsofError } from '../../../core/errors/asof-error.ts';
import { Activity } from '../../../renderer/state/activity.svelte.ts';
import { Answering, type Doing } from '../../../renderer/state/run.svelte.ts';

function setup() {
  const activity = new Activity();
  return { activity, run: new Answering<number>('counting', activity) };
}
/** Work that ends when it is told to, or is stopped. */
function work() {
  let end!: (value: number) => void;
  const until = new Promise<number>((resolve) => (end = resolve));
  const doing: Doing[] = [];
  const start = async (given: Doing) => {
    doing.push(given);
    given.signal.addEventListener('abort', () => end(-1));
    const value = await until;
    if (given.signal.aborted) throw new AsofError('cancelled');
    return value;
  };
  return { start, end: (value: number) => end(value), doing };
}

describe('a run', () => {
  it('goes from idle over running to done, and is known to the status line meanwhile', async () => {
    const { activity, run } = setup();
    expect(run.state.status).toBe('idle');
    const one = work();
    const ended = run.start(one.start);
    one.doing[0]!.onprogress({ phase: 'joining', done: 0.5, total: 1 });
    expect(run.state).toEqual({
      status: 'running',
      progress: { phase: 'joining', done: 0.5, total: 1 },
      previous: null,
    });
    expect([activity.running.length, activity.fraction]).toEqual([1, 0.5]);
    one.end(7);
    expect(await ended).toBe(7);
    expect(run.state).toMatchObject({ status: 'done', value: 7 });
    expect([activity.running.length, activity.fraction, activity.said]).toEqual([0, null, 'counting done']);
  });

  it('keeps the answer before while the next is made, and where that fails', async () => {
    const { activity, run } = setup();
    await run.start(() => Promise.resolve(1));
    const failing = run.start(() => Promise.reject(new AsofError('file_missing', { path: 'x.csv' })));
    expect(run.state).toMatchObject({ status: 'running', previous: 1 });
    expect(await failing).toBeNull();
    expect(run.state).toMatchObject({ status: 'failed', error: { code: 'file_missing' }, previous: 1 });
    expect(run.value).toBe(1);
    expect(activity.said).toMatch(/^counting failed: no such file: x\.csv/);
  });

  it('lets a newer run stop the older, whose outcome and progress are then ignored', async () => {
    const { activity, run } = setup();
    const [older, newer] = [work(), work()];
    const first = run.start(older.start);
    const second = run.start(newer.start);
    expect(older.doing[0]!.signal.aborted).toBe(true);
    older.doing[0]!.onprogress({ phase: 'reading', done: 0.9, total: 1 });
    expect(run.state).toMatchObject({ status: 'running', progress: null });
    expect(await first).toBeNull();
    expect([run.state.status, activity.running.length]).toEqual(['running', 1]);
    newer.end(2);
    expect(await second).toBe(2);
    expect(run.value).toBe(2);
  });

  it('is cancelled, not failed, when it is stopped', async () => {
    const { activity, run } = setup();
    const one = work();
    const ended = run.start(one.start);
    run.cancel();
    expect(await ended).toBeNull();
    expect(run.state).toEqual({ status: 'cancelled', previous: null });
    expect(activity.said).toBe('counting cancelled');
  });
});
