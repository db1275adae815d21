import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../core/engine/engine.ts';
import { sayStep, shareOf, stepOf } from '../../../core/engine/step.ts';

describe('a step of a longer run', () => {
  const heard: Progress[] = [];
  const progress = (report: Progress) => void heard.push(report);

  it('keeps its words and puts what the engine reports into its share of the whole', () => {
    const step = stepOf({ progress }, 'joining', 'stats', 0.5, 1);
    step.progress!({ phase: 'running', done: 0.5, total: 1 });
    step.progress!({ phase: 'running' });
    expect(heard.splice(0)).toEqual([
      { phase: 'joining', of: 'stats', done: 0.5, total: 1 },
      { phase: 'joining', of: 'stats', done: 0.75, total: 1 },
      { phase: 'joining', of: 'stats' },
    ]);
  });

  it('without a share says only what is done', () => {
    stepOf({ progress }, 'reading', 'labels', 0, 0).progress!({ phase: 'running', done: 0.5, total: 1 });
    expect(heard.splice(0).map(shareOf)).toEqual([null, null]);
  });

  it('is said in words', () => {
    expect(sayStep({ phase: 'joining', of: 'stats' })).toBe('joining stats');
    expect(sayStep({ phase: 'running' })).toBe('running');
  });

  it('hands on the signal, and asks for no progress where nobody wants any', () => {
    const { signal } = new AbortController();
    expect(stepOf({ signal }, 'reading', 'labels')).toEqual({ signal });
    expect(stepOf(undefined, 'reading', 'labels')).toEqual({});
  });
});
