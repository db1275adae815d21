import { expect, it } from 'vitest';
import { OpenStores, type OnlineStores } from '../../../core/ask/open-stores.ts';
import { Defined } from '../../../core/model/defined.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { withMethods } from '../../../core/node/api/with-methods.ts';
import { memoryStore } from '../../../core/online/memory.ts';

it('closes a store whose definition holds no longer when nobody works with it any more, and again if it was opened since', async () => {
  let [opened, closed] = [0, 0];
  const store = () =>
    withMethods(memoryStore(), {
      close: () => {
        closed++;
        return Promise.resolve();
      },
    });
  const port = {
    isThere: () => Promise.resolve(true),
    open: () => {
      opened++;
      return Promise.resolve(store());
    },
  } as unknown as OnlineStores;
  const stores = new OpenStores(port);
  const workspace = new Defined(readDefinitions('project: shop\n', 'asof.yaml'));
  const { use } = stores.of({ id: 'old', root: null, workspace });
  let end: (() => void) | undefined;
  let begin: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const long = use('read', () => {
    begin!();
    return new Promise<string>((resolve) => (end = () => resolve('answered')));
  });
  await begun;
  stores.retire('old');
  await use('read', () => Promise.resolve());
  expect([opened, closed]).toEqual([1, 0]);
  end!();
  expect(await long).toBe('answered');
  await expect.poll(() => closed).toBe(1);

  // A request that began under the old definitions, and came to the store only now.
  await use('read', () => Promise.resolve());
  await expect.poll(() => closed).toBe(2);

  stores.keep('old');
  await use('read', () => Promise.resolve());
  await use('read', () => Promise.resolve());
  await stores.closeAll();
  expect([opened, closed]).toEqual([3, 3]);
});
