import { describe, expect, it } from 'vitest';
import { splitProse } from '../../../renderer/views/notebook/split-prose.ts';

describe('splitProse', () => {
  it('cuts before the first section and names them all', () => {
    const prose = splitProse('# Title\n\nOne sentence.\n\n## What happens\n\nText.\n\n## What to try ##\n\nMore.');
    expect(prose.lead).toBe('# Title\n\nOne sentence.\n');
    expect(prose.rest).toBe('## What happens\n\nText.\n\n## What to try ##\n\nMore.');
    expect(prose.sections).toEqual(['What happens', 'What to try']);
  });

  it('takes no heading from inside a fence', () => {
    const prose = splitProse('# T\n\n````md\n## not one\n```\n## nor this\n````\n\n## Real');
    expect(prose.sections).toEqual(['Real']);
  });

  it('leaves prose without sections whole', () => {
    expect(splitProse('# T\n\nText.\n### Deeper')).toEqual({
      lead: '# T\n\nText.\n### Deeper',
      rest: '',
      sections: [],
    });
  });
});
