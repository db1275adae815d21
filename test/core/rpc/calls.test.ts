import { decode, encode } from '@msgpack/msgpack';
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { AsofError } from '../../../core/errors/asof-error.ts';
import type { Progress } from '../../../core/engine/engine.ts';
import { connect, type Connection } from '../../../core/rpc/client.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import { Assembler, cut } from '../../../core/rpc/framing.ts';
import { serveHost } from '../../../core/rpc/serve-host.ts';
import type { Transport } from '../../../core/rpc/transport.ts';
import { handlers } from './handlers.ts';
import { pair } from './pair.ts';

interface Setup {
  host: Connection;
  page: Transport;
  far: Transport;
  lost: Promise<void>;
  ended: Promise<void>;
}

function setup(some: Partial<Handlers>): Setup {
  const { page, host: far } = pair();
  let toLost = (): void => {};
  let toEnded = (): void => {};
  const lost = new Promise<void>((resolve) => (toLost = resolve));
  const ended = new Promise<void>((resolve) => (toEnded = resolve));
  serveHost(handlers(some), far, toEnded);
  return { host: connect(page, toLost), page, far, lost, ended };
}

const label = { row: 0, at: 1n, keys: [], target: null };
const empty = { view: 'v', label, ttl: null, hasAvailable: false, features: [], rows: [], totalRows: 0, leftOut: [] };

describe('a call', () => {
  it('brings back bigints, bytes, nulls and numbers as they were', async () => {
    const at = -62_135_596_800_000_000n;
    const rows = [{ t: 2n ** 62n, c: null, a: at, order: 0n, numbers: [1.5, null, 2 ** 40], texts: ['é', null] }];
    const { host } = setup({ timeline: () => Promise.resolve({ ...empty, ttl: 0n, rows }) });
    const timeline = await host.call('timeline', { result: 'r', row: 3, view: 'v' });
    expect(timeline).toEqual({ ...empty, ttl: 0n, rows });
    host.close();
  });

  it('brings back ten megabytes of Arrow that can be read', async () => {
    const table = tableFromArrays({ x: new BigInt64Array(1_250_000).fill(7n), y: ['a'] });
    const { host } = setup({ page: () => Promise.resolve(tableToIPC(table)) });
    const bytes = await host.call('page', { result: 'r', filter: 'all', sort: { by: 'label' }, from: 0, count: 10 });
    expect(bytes.length).toBeGreaterThan(10_000_000);
    expect(tableFromIPC(bytes).getChild('x')!.get(1_249_999)).toBe(7n);
    host.close();
  });

  it('gives the handler what was asked, checked', async () => {
    const asked: unknown[] = [];
    const { host } = setup({
      profile: (input) => Promise.reject(new AsofError('bug', { message: String(asked.push(input)) })),
    });
    await expect(host.call('profile', { workspace: 'w', table: 'a "b"; --' })).rejects.toThrow('1');
    expect(asked).toEqual([{ workspace: 'w', table: 'a "b"; --' }]);
    host.close();
  });

  it('fails with the error that the handler threw: code, kind, hint and place', async () => {
    const where = { file: 'asof.yaml', line: 3 };
    const thrown = new AsofError('file_missing', { path: 'a.csv', near: 'b.csv' }, { where, cause: 'ENOENT' });
    const { host } = setup({ lessons: () => Promise.reject(thrown) });
    const error = await host.call('lessons').catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(AsofError);
    expect(error).toMatchObject({ code: 'file_missing', kind: 'input', title: thrown.title, hint: thrown.hint, where });
    host.close();
  });

  it('fails as a bug where the handler threw something else, and where its answer cannot be written', async () => {
    const { host } = setup({
      lessons: () => Promise.reject(new TypeError('x is not a function')),
      about: () => Promise.resolve({ asof: (() => 1) as unknown as string } as never),
    });
    await expect(host.call('lessons')).rejects.toMatchObject({ code: 'bug', title: 'x is not a function' });
    await expect(host.call('about')).rejects.toMatchObject({ code: 'bug', title: 'about was not answered' });
    host.close();
  });

  it('reports progress: each new step at once, the rest sparingly', async () => {
    const heard: Progress[] = [];
    const { host } = setup({
      lessons: (_, run) => {
        for (let i = 0; i < 1000; i++) run.progress!({ phase: 'reading', done: i, total: 1000 });
        run.progress!({ phase: 'joining' });
        return Promise.resolve([]);
      },
    });
    await host.call('lessons', null, { onprogress: (progress) => heard.push(progress) });
    expect(heard[0]).toEqual({ phase: 'reading', done: 0, total: 1000 });
    expect(heard.at(-1)).toEqual({ phase: 'joining' });
    expect(heard.length).toBeLessThan(10);
    host.close();
  });

  it('is cancelled by its signal: here at once, and at the host', async () => {
    let atHost: unknown = null;
    let begun = false;
    const { host } = setup({
      lessons: (_, run) =>
        new Promise(() => {
          begun = true;
          run.signal!.addEventListener('abort', () => void (atHost = run.signal!.reason));
        }),
    });
    const control = new AbortController();
    const call = host.call('lessons', null, { signal: control.signal });
    await expect.poll(() => begun).toBe(true);
    control.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => atHost).toMatchObject({ code: 'cancelled' });
    host.close();
  });

  it('is not made where the signal was aborted before', async () => {
    const { host } = setup({ lessons: () => Promise.reject(new Error('was called')) });
    await expect(host.call('lessons', null, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    host.close();
  });
});

describe('a lost transport', () => {
  it('fails every pending call and every later one with host_lost, and cancels their work at the host', async () => {
    let [begun, aborted] = [0, 0];
    const { host, far, lost, ended } = setup({
      lessons: (_, run) =>
        new Promise(() => {
          begun++;
          run.signal!.addEventListener('abort', () => aborted++);
        }),
    });
    const calls = [host.call('lessons'), host.call('lessons')];
    await expect.poll(() => begun).toBe(2);
    far.close();
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'host_lost' });
    await Promise.all([lost, ended]);
    expect(aborted).toBe(2);
    await expect(host.call('lessons')).rejects.toMatchObject({ code: 'host_lost' });
  });

  it('leaves work alone that reports its progress once more', async () => {
    let report: (() => void) | null = null;
    const { host, far, ended } = setup({
      lessons: (_, run) => new Promise(() => (report = () => run.progress!({ phase: 'reading' }))),
    });
    void host.call('lessons').catch(() => undefined);
    await expect.poll(() => report).not.toBeNull();
    far.close();
    await ended;
    expect(report).not.toThrow();
  });
});

describe('a page that is not ours', () => {
  it.each(['constructor', '__proto__', 'toString', 'evaluate', ''])('cannot call %j', async (method) => {
    const { host } = setup({});
    await expect(host.call(method as 'lessons')).rejects.toMatchObject({ code: 'unknown_name' });
    host.close();
  });

  it('gets no further than the check with a wrong input', async () => {
    const { host } = setup({ release: () => Promise.reject(new Error('was called')) });
    await expect(host.call('release', { owner: 5 } as never)).rejects.toMatchObject({ code: 'bad_option' });
    host.close();
  });

  it.each([
    ['text', encode('hello')],
    ['null', encode(null)],
    ['an object of another kind', encode({ t: 'x' })],
    ['no MessagePack', new Uint8Array([0xc1, 0xc1])],
    ['a name that is no text', encode({ t: 'q', m: { toString: 1 }, a: [], i: 'x' })],
    ['arguments that are no list', encode({ t: 'q', m: 'call', a: 'abc', i: 'x' })],
    ['a key that reaches a prototype', encode({ t: 'q', m: 'call', a: [1, 'release', { ['__proto__']: 1 }] })],
  ])('is hung up on when it sends %s', async (_, message) => {
    const { answers, closed } = await send(message);
    expect({ answers: answers.length, closed }).toEqual({ answers: 0, closed: true });
  });

  it.each([
    ['an answer to nothing', encode({ t: 's', i: 'x', r: 1 })],
    ['a call without an id', encode({ t: 'q', m: 'call', a: [] })],
    ['a cancel of nothing', encode({ t: 'q', m: 'cancel', a: ['x'] })],
  ])('is not heeded when it sends %s', async (_, message) => {
    const { answers, closed } = await send(message);
    expect({ answers: answers.length, closed }).toEqual({ answers: 0, closed: false });
  });

  it('cannot reach what an object inherits', async () => {
    const { answers } = await send(encode({ t: 'q', m: 'hasOwnProperty', a: ['call'], i: 'x' }));
    expect(answers[0]).toMatchObject({ t: 's', i: 'x', e: {} });
  });

  it('cannot use the id of a call that runs', async () => {
    const lessons = (): Promise<never> => new Promise(() => {});
    const again = encode({ t: 'q', m: 'call', a: [1, 'lessons', null], i: 'x' });
    const { answers } = await send(again, again, { lessons });
    expect(answers).toMatchObject([{ r: { ok: false, error: { title: 'a call needs an id of its own' } } }]);
  });
});

/** Sends messages to a host as they are, and what comes back until it answers a call after them, or hangs up. */
async function send(
  ...sent: [...Uint8Array[], Uint8Array | Partial<Handlers>]
): Promise<{ answers: unknown[]; closed: boolean }> {
  const last = sent.at(-1)!;
  const { page, host } = pair();
  serveHost(handlers({ release: () => Promise.resolve(null), ...(last instanceof Uint8Array ? {} : last) }), host);
  const answers: unknown[] = [];
  const assembler = new Assembler(1_000_000);
  const after = encode({ t: 'q', m: 'call', a: [99, 'release', { result: 'r' }], i: 'after' });
  const closed = await new Promise<boolean>((resolve) => {
    page.listen({
      frame: (frame) => {
        const answer = decode(assembler.add(frame)!);
        if ((answer as { i?: unknown }).i === 'after') resolve(false);
        else answers.push(answer);
      },
      closed: () => resolve(true),
    });
    [...sent, after].forEach((message, number) => {
      if (message instanceof Uint8Array) for (const frame of cut(message, number + 1)) page.post(frame);
    });
  });
  page.close();
  return { answers, closed };
}
