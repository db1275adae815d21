import { describe, expect, it } from 'vitest';
import { pairGridColumns, withMeaning } from '../../../../renderer/cells/skew/pair-cells.ts';

describe('the columns of the pairs', () => {
  const ids = (type: string, shape: { isLog: boolean; hasDifference: boolean }) =>
    pairGridColumns({ feature: 'f', type }, shape).map(({ id }) => id);

  it('have the rows of both sides against the store, and the moment against a log', () => {
    expect(ids('DOUBLE', { isLog: false, hasDifference: true })).toEqual([
      'entity',
      'class',
      'offline',
      'online',
      'difference',
      'offline_time',
      'online_time',
    ]);
    expect(ids('VARCHAR', { isLog: true, hasDifference: false })).toEqual([
      'entity',
      'at',
      'class',
      'offline',
      'online',
      'offline_time',
    ]);
  });
});

describe('a cell of the pairs', () => {
  it('shows the digits that tell two values apart', () => {
    expect(withMeaning({ text: '240.005' }, 'offline', 240.004999, 'DOUBLE')).toEqual({ text: '240.004999' });
    expect(withMeaning({ text: 'null', tone: 'null' }, 'offline', null, 'DOUBLE')).toEqual({
      text: 'null',
      tone: 'null',
    });
  });

  it('says spans for instants, and signs for numbers', () => {
    expect(withMeaning({ text: '' }, 'difference', -18_000_000_000n, 'TIMESTAMP')).toEqual({ text: '-5 h' });
    expect(withMeaning({ text: '0.5' }, 'difference', 0.5, 'DOUBLE')).toEqual({ text: '+0.5' });
    expect(withMeaning({ text: '-0.5' }, 'difference', -0.5, 'DOUBLE')).toEqual({ text: '-0.5' });
    expect(withMeaning({ text: 'null', tone: 'null' }, 'difference', null, 'DOUBLE')).toEqual({ text: '' });
  });

  it('says a class in words: stale in amber, missing in grey', () => {
    expect(withMeaning({ text: '' }, 'class', 'stale', 'DOUBLE')).toEqual({ text: 'stale', tone: 'amber' });
    expect(withMeaning({ text: '' }, 'class', 'missing_online', 'DOUBLE')).toEqual({
      text: 'missing online',
      tone: 'quiet',
    });
    expect(withMeaning({ text: '' }, 'class', 'mismatch', 'DOUBLE')).toEqual({ text: 'mismatch' });
  });
});
