import { describe, expect, it } from 'vitest';
import { notesByView, sayCheck, sayDone, sayPlan } from '../../../../renderer/cells/materialize/say-materialize.ts';

const text = (said: { before?: string; strong: string; after: string }) =>
  `${said.before ?? ''}${said.strong}${said.after}`;
const receipt = (rows_read: number, written: number) => ({ rows_read, written, seconds: 2 });

describe('what a run into the online store says', () => {
  it('is that the store is up to date only where something was read', () => {
    expect(text(sayPlan([receipt(0, 0), receipt(0, 0)], ''))).toBe('Nothing was read, so nothing would be written.');
    expect(text(sayPlan([receipt(5, 0), receipt(1, 0)], ''))).toBe(
      'Nothing new to write: the store has all that was read, or something newer.',
    );
    expect(text(sayPlan([receipt(5, 0), receipt(0, 0)], ' at 2024-03-01'))).toBe(
      'Nothing new to write: the store has what was read at 2024-03-01, or something newer.',
    );
    expect(text(sayPlan([receipt(5, 3)], ''))).toContain('would write 3 records');
  });

  it('is no success where nothing was read', () => {
    expect(sayDone([receipt(0, 0)], 'Redis')).toMatchObject({ good: false, strong: 'Nothing was read' });
    expect(text(sayDone([receipt(4, 0)], 'Redis'))).toBe('0 records written to Redis in 2.0 s.');
    expect(text(sayDone([receipt(4, 1), receipt(0, 0)], 'Redis'))).toBe('1 record written to Redis in 4.0 s.');
  });

  it('has the notes of each view', () => {
    expect(notesByView([{ view: 'a' }, { view: 'b', notes: ['x', 'y'] }])).toEqual([
      { view: 'b', text: 'x' },
      { view: 'b', text: 'y' },
    ]);
  });

  it('says nothing of a check that looked at nothing, and is bad where something lacks', () => {
    const none = { looked: 0, same: 0, newer: 0, missing: 0, different: 0, example: null };
    expect(sayCheck([none])).toEqual({ good: true, text: '' });
    expect(sayCheck([{ ...none, looked: 3, same: 2, missing: 1, example: 'id=1' }]).good).toBe(false);
  });
});
