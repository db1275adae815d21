import { describe, expect, it } from 'vitest';
import { askingAgain } from '../../../core/rpc/asking-again.ts';
import { directHost } from '../../../core/rpc/direct-host.ts';
import type { LeakageAnswer } from '../../../core/rpc/host-api.ts';
import { NotingHost, packNotes, unpackNotes } from '../../../core/rpc/noting-host.ts';
import { handlers } from './handlers.ts';

const question = { owner: 'cell-1', labels: 'churn' } as never;
const of = (result: string, from = 0) => ({ result, filter: 'all', sort: { by: 'label' }, from, count: 10 });

function counting(pageBytes = 3) {
  const calls: string[] = [];
  const note = <T>(name: string, value: T): Promise<T> => (calls.push(name), Promise.resolve(value));
  const host = askingAgain(
    directHost(
      handlers({
        leakage: () => note('leakage', { result: 'r1', files: { churn: '1' } } as unknown as LeakageAnswer),
        page: () => note('page', new Uint8Array(pageBytes)),
        lessons: () => note('lessons', []),
      }),
    ),
  );
  return { host, calls };
}

describe('a cell’s way to the host', () => {
  it('gives from notes what was asked then, whoever asks, and asks the host for the rest', async () => {
    const first = new NotingHost(counting().host, () => {});
    first.begin();
    await first.call('leakage', question);
    await first.call('page', of('r1'));
    await first.call('lessons');
    expect([first.calls.map(({ method }) => method), first.files]).toEqual([['leakage', 'page'], { churn: '1' }]);

    const { host, calls } = counting();
    const second = new NotingHost(host, () => {});
    second.recall(unpackNotes(packNotes(first.calls, 10_000)!));
    expect(await second.call('leakage', { owner: 'cell-7', labels: 'others' } as never)).toMatchObject({
      result: 'r1',
    });
    second.recalled();
    expect(await second.call('page', of('r1'))).toEqual(new Uint8Array(3));
    expect(calls).toEqual([]);
    await second.call('page', of('r1', 10));
    expect([calls, second.calls.length]).toEqual([['page'], 3]);
    second.begin();
    await second.call('leakage', question);
    expect([calls, second.calls.length]).toEqual([['page', 'leakage'], 1]);
  });

  it('leaves out what is too long, the latest last, and keeps nothing where that is the answer', async () => {
    const long = new NotingHost(counting(400_000).host, () => {});
    await long.call('leakage', question);
    await long.call('page', of('r1'));
    expect(long.calls.length).toBe(1);
    expect(packNotes(long.calls, 10)).toBeNull();

    const many = new NotingHost(counting(1000).host, () => {});
    await many.call('leakage', question);
    for (let at = 0; at < 100; at++) await many.call('page', of('r1', at));
    const notes = unpackNotes(packNotes(many.calls, 5000)!);
    expect(notes[0]!.method).toBe('leakage');
    expect(notes[1]!.input).toEqual(of('r1', 99));
    expect(notes.length).toBeLessThan(7);
  });
});
