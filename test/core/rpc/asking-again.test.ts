import type { FileVersions } from '../../../core/results/results.ts';
import { describe, expect, it } from 'vitest';
import { AsofError } from '../../../core/errors/asof-error.ts';
import { askingAgain } from '../../../core/rpc/asking-again.ts';
import { directHost } from '../../../core/rpc/direct-host.ts';
import type { LeakageAnswer, WorkspaceSnapshot } from '../../../core/rpc/host-api.ts';
import { handlers } from './handlers.ts';

const question = { owner: 'cell' } as unknown as NonNullable<WorkspaceSnapshot['question']>;
const order = { filter: 'all', sort: { by: 'label' } };

/** A host that holds what was asked of it until it is told to forget. */
function forgetful() {
  let asked = 0;
  let files: FileVersions = { churn: 'as it was' };
  const held = new Set<string>();
  const host = askingAgain(
    directHost(
      handlers({
        leakage() {
          const result = `r${++asked}`;
          held.add(result);
          return Promise.resolve({ result, files } as LeakageAnswer);
        },
        arrange: ({ result }) =>
          held.has(result)
            ? Promise.resolve({ rows: 1, first: Number(result.slice(1)), columns: [] })
            : Promise.reject(new AsofError('stale_result')),
      }),
    ),
  );
  return { host, forget: () => held.clear(), asked: () => asked, change: () => (files = { churn: 'another' }) };
}

describe('an answer that is no longer held', () => {
  it('is asked for again, once, by whatever reads from it', async () => {
    const { host, forget, asked } = forgetful();
    const { result } = await host.call('leakage', question);
    forget();
    const read = () => host.call('arrange', { result, ...order });
    expect(await Promise.all([read(), read(), read()])).toEqual(Array(3).fill({ rows: 1, first: 2, columns: [] }));
    expect(await read()).toEqual({ rows: 1, first: 2, columns: [] });
    forget();
    expect(await read()).toEqual({ rows: 1, first: 3, columns: [] });
    expect(asked()).toBe(3);
  });

  it('is asked for again where SQL or a picture names its rows, also when it was adopted from before', async () => {
    let asked = 0;
    const stale = (id: string) => id !== `r${asked}`;
    const heard: unknown[] = [];
    const host = askingAgain(
      directHost(
        handlers({
          leakage: () => Promise.resolve({ result: `r${++asked}`, files: {} } as LeakageAnswer),
          sql({ results }) {
            const [named] = results;
            heard.push(named);
            if (named && 'result' in named && stale(named.result)) return Promise.reject(new AsofError('stale_result'));
            return Promise.resolve({ tables: [], refusals: [], found: null });
          },
          rowColumns({ rows }) {
            heard.push(rows);
            return 'result' in rows && stale(rows.result)
              ? Promise.reject(new AsofError('stale_result'))
              : Promise.resolve([]);
          },
        }),
      ),
    );
    host.adopt('leakage', { owner: 'cell' }, { result: 'from before', files: {} });
    const rows = { name: 'spring', result: 'from before' };
    await host.call('sql', { workspace: 'w', owner: 'x', text: 'SELECT 1', results: [rows] });
    expect(await host.call('rowColumns', { workspace: 'w', rows })).toEqual([]);
    expect(heard).toEqual([rows, { ...rows, result: 'r1' }, { ...rows, result: 'r1' }]);
  });

  it('is stale where its files are others', async () => {
    const { host, forget, change } = forgetful();
    const { result } = await host.call('leakage', question);
    forget();
    change();
    await expect(host.call('arrange', { result, ...order })).rejects.toMatchObject({ code: 'stale_result' });
  });

  it('is stale where its owner has another, or is gone', async () => {
    const { host, forget } = forgetful();
    const first = await host.call('leakage', question);
    const second = await host.call('leakage', question);
    forget();
    const read = ({ result }: LeakageAnswer) => host.call('arrange', { result, ...order });
    await expect(read(first)).rejects.toMatchObject({ code: 'stale_result' });
    expect(await read(second)).toEqual({ rows: 1, first: 3, columns: [] });
  });
});
