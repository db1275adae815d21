import { describe, expect, it } from 'vitest';
import { intervalOf, remember } from '../../../core/materialize/interval.ts';
import type { FinishedRun } from '../../../core/online/online-store.ts';
import { finishedRun } from '../../support/put-records.ts';

const last = (more: Partial<FinishedRun> = {}) =>
  finishedRun(100n, { start: 0n, createdSeen: 90n, knownSeen: 100n, readFrom: 80n, ...more });

describe('what a run reads', () => {
  it('is from the end minus the TTL the first time, from the beginning without one', () => {
    expect(intervalOf(null, 100n, 20n, null)).toEqual({ start: 80n, end: 100n, late: null, gap: null });
    expect(intervalOf(null, 100n, null, null)).toEqual({ start: null, end: 100n, late: null, gap: null });
  });

  it('is from where the last run ended, however much longer ago than the TTL that was', () => {
    const late = { created: 90n, known: 100n, oldest: 180n, leftOut: [] };
    expect(intervalOf(null, 200n, 20n, last())).toEqual({ start: 100n, end: 200n, late, gap: null });
  });

  it('is nothing where the last run ended later', () => {
    expect(intervalOf(null, 99n, 20n, last())).toBeNull();
    expect(intervalOf(null, 100n, 20n, last())).not.toBeNull();
  });

  it('is what was past a shorter TTL too, and only once', () => {
    const raised = intervalOf(null, 110n, 50n, last())!;
    expect(raised).toMatchObject({ start: 100n, late: { leftOut: [{ from: 60n, to: 80n }] } });
    expect(intervalOf(null, 110n, null, last())).toMatchObject({ late: { leftOut: [{ from: null, to: 80n }] } });
    const remembered = { ...last(), ...remember(raised, false, last(), 105n) };
    expect(intervalOf(null, 110n, 50n, remembered)).toMatchObject({ late: { leftOut: [] } });
  });

  it('is as given, and what lies between is told and read by the next', () => {
    const given = intervalOf(150n, 200n, null, last())!;
    expect(given).toEqual({ start: 150n, end: 200n, late: null, gap: { from: 100n, to: 150n } });
    const remembered = { ...last(), ...remember(given, true, last(), 199n) };
    expect(remembered).toMatchObject({ end: 200n, unread: { from: 100n, to: 150n } });
    expect(intervalOf(null, 300n, 30n, remembered)).toMatchObject({ late: { leftOut: [{ from: 100n, to: 150n }] } });
    expect(intervalOf(100n, 200n, null, last())!.gap).toBeNull();
  });

  it('is all that a first run would read where it is written over', () => {
    expect(intervalOf(null, 50n, 20n, last(), true)).toEqual({ start: 30n, end: 50n, late: null, gap: null });
  });
});

describe('what is remembered', () => {
  it('of a run with a given start is what the one before it had seen of late rows', () => {
    const given = intervalOf(90n, 200n, null, last())!;
    expect(remember(given, true, last(), 199n)).toEqual({
      start: 90n,
      end: 200n,
      createdSeen: 90n,
      knownSeen: 100n,
      readFrom: 80n,
      unread: null,
    });
  });

  it('of one without, and of the first, is what it has seen itself', () => {
    const seen = { createdSeen: 199n, knownSeen: 200n, unread: null };
    expect(remember(intervalOf(null, 200n, 50n, last())!, false, last(), 199n)).toEqual({
      start: 100n,
      end: 200n,
      readFrom: 150n,
      ...seen,
    });
    expect(remember(intervalOf(150n, 200n, null, null)!, true, null, 199n)).toEqual({
      start: 150n,
      end: 200n,
      readFrom: 150n,
      ...seen,
    });
  });

  it('of what lies before the first start that was given is that it is still to be read, but where it was since', () => {
    const first = { ...last(), ...remember(intervalOf(150n, 200n, null, null)!, true, null, 199n) };
    expect(intervalOf(null, 300n, null, first)).toMatchObject({ late: { leftOut: [{ from: null, to: 150n }] } });
    expect(intervalOf(null, 300n, 160n, first)).toMatchObject({ late: { leftOut: [{ from: 140n, to: 150n }] } });
    expect(intervalOf(null, 300n, 150n, first)).toMatchObject({ late: { leftOut: [] } });
    const earlier = { ...first, ...remember(intervalOf(120n, 200n, null, first)!, true, first, 199n) };
    expect(intervalOf(null, 300n, null, earlier)).toMatchObject({ late: { leftOut: [{ from: null, to: 120n }] } });
    const within = { ...first, ...remember(intervalOf(180n, 200n, null, first)!, true, first, 199n) };
    expect(within.readFrom).toBe(150n);
  });

  it('of what was left out is what no run has read since', () => {
    const before = last({ unread: { from: 20n, to: 30n } });
    const unread = (start: bigint, end: bigint) =>
      remember(intervalOf(start, end, null, before)!, true, before, null).unread;
    expect(unread(20n, 100n)).toBeNull();
    expect(unread(25n, 100n)).toEqual({ from: 20n, to: 30n });
    expect(unread(20n, 29n)).toEqual({ from: 20n, to: 30n });
    expect(unread(20n, 30n)).toBeNull();
    expect(unread(150n, 200n)).toEqual({ from: 20n, to: 150n });
  });
});
