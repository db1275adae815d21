import { expect, it } from 'vitest';
import { orderText, readRun, runText } from '../../../core/online/finished-run.ts';
import { finishedRun } from '../../support/put-records.ts';

it('reads what it wrote', () => {
  for (const run of [
    finishedRun(0n),
    finishedRun(-5n, { start: -9n, createdSeen: 2n ** 62n, knownSeen: -1n, readFrom: null, rowsBefore: 0 }),
    finishedRun(7n, {
      readFrom: 3n,
      unread: { from: -1n, to: 2n },
      rowsBefore: 12,
      rowsRead: 9,
      written: 4,
      keptNewer: 5,
    }),
  ])
    expect(readRun(runText(run))).toEqual(run);
});

it('takes what it does not know of an earlier version for not known', () => {
  const old = `${orderText(5n)}{"start":null,"end":"5","finished":"6","createdSeen":"4","knownSeen":"5","rowsRead":1}`;
  expect(readRun(old)).toEqual(finishedRun(5n, { finished: 6n, createdSeen: 4n, knownSeen: 5n, rowsRead: 1 }));
});

it('is null for what is none', () => {
  const text = runText(finishedRun(5n));
  for (const damaged of [
    '',
    'x',
    text.slice(1),
    text.slice(0, -1),
    `${orderText(6n)}${text.slice(16)}`,
    `${text.slice(0, 16)}{}`,
  ])
    expect(readRun(damaged)).toBeNull();
});

it('orders as time does', () => {
  const instants = [-(2n ** 63n), -1n, 0n, 1n, 255n, 256n, 2n ** 32n, 2n ** 63n - 1n];
  const texts = instants.map(orderText);
  expect(texts.every((text) => text.length === 16)).toBe(true);
  expect([...texts].sort()).toEqual(texts);
});
