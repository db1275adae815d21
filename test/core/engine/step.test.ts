import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../core/engine/engine.ts';
import { stepOf } from '../../../core/engine/step.ts';

describe('a step of a longer run', () => {
  const heard: Progress[] = [];
  const progress = (report: Progress) => void heard.push(report);

  it('keeps its words and puts what the engine reports into its share of the whole', () => {
    const step = stepOf({ progress }, 'joining stats', 0.5, 1);
    step.progress!({ step: 'running', fraction: 0.5 });
    step.progress!({ step: 'running', fraction: null });
    expect(heard.splice(0)).toEqual([
      { step: 'joining stats', fraction: 0.5 },
      { step: 'joining stats', fraction: 0.75 },
      { step: 'joining stats', fraction: null },
    ]);
  });

  it('without a share says only what is done', () => {
    stepOf({ progress }, 'reading labels', 0, 0).progress!({ step: 'running', fraction: 0.5 });
    expect(heard.splice(0).map(({ fraction }) => fraction)).toEqual([null, null]);
  });

  it('hands on the signal, and asks for no progress where nobody wants any', () => {
    const { signal } = new AbortController();
    expect(stepOf({ signal }, 'x')).toEqual({ signal });
    expect(stepOf(undefined, 'x')).toEqual({});
  });
});
