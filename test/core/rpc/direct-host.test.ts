import { describe, expect, it } from 'vitest';
import { AsofError } from '../../../core/errors/asof-error.ts';
import { directHost } from '../../../core/rpc/direct-host.ts';
import { handlers } from './handlers.ts';

describe('directHost', () => {
  it('calls the handlers with the signal and the progress it was given', async () => {
    const heard: unknown[] = [];
    const host = directHost(
      handlers({
        lessons: (input, run) => {
          run.progress!({ phase: 'reading', done: 0.5, total: 1 });
          return Promise.resolve([{ id: String(input), title: String(run.signal!.aborted), summary: '' }]);
        },
      }),
    );
    const signal = new AbortController().signal;
    const lessons = await host.call('lessons', null, { signal, onprogress: (progress) => heard.push(progress) });
    expect(lessons).toEqual([{ id: 'null', title: 'false', summary: '' }]);
    expect(heard).toEqual([{ phase: 'reading', done: 0.5, total: 1 }]);
  });

  it('fails with AsofErrors only: what is none becomes a bug', async () => {
    const host = directHost(handlers({ lessons: () => Promise.reject(new TypeError('x is undefined')) }));
    await expect(host.call('lessons')).rejects.toMatchObject({ code: 'bug', title: 'x is undefined' });
    await expect(host.call('about')).rejects.toBeInstanceOf(AsofError);
    await expect(host.call('lessons', null, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('can be closed, once', async () => {
    let closed = 0;
    const host = directHost(handlers({}), () => closed++);
    host.close();
    host.close();
    expect({ state: host.state, closed }).toEqual({ state: 'closed', closed: 1 });
    await expect(host.call('lessons')).rejects.toMatchObject({ code: 'host_lost' });
  });
});
