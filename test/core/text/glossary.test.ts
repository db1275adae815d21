import { describe, expect, it, test } from 'vitest';
import { glossary, meaningOf } from '../../../core/text/glossary.ts';

describe('a word of the trade', () => {
  it('is explained in whatever case, form and line it is written', () => {
    expect(meaningOf('TTL')).toBe('How old a value may be and still count.');
    expect(meaningOf(' ttl ')).toBe(meaningOf('TTL'));
    expect(meaningOf('Online\nstore')).toBe(meaningOf('online store'));
    expect(meaningOf('leaks')).toBe(meaningOf('leak'));
    expect(meaningOf('naïve')).toBeNull();
  });

  test.each([
    ...['entity', 'join key', 'label table', 'source', 'feature view', 'feature service', 'event timestamp'],
    ...['created timestamp', 'available at', 'TTL', 'naive join', 'point-in-time join', 'as-of join', 'leak', 'peek'],
    ...['offline store', 'online store', 'materialize', 'skew', 'drift', 'window', 'on-demand feature', 'freshness'],
    ...['notebook', 'cell'],
  ])('is one that has a meaning: %s', (word) => expect(meaningOf(word)).not.toBeNull());

  it('has one meaning, in a sentence that a tooltip has room for', () => {
    const words = glossary.flatMap(({ word, also }) => [word, ...also].map((one) => one.toLowerCase()));
    expect(new Set(words).size).toBe(words.length);
    expect(glossary.map(({ word }) => word.toLowerCase()).toSorted()).toEqual(
      glossary.map(({ word }) => word.toLowerCase()),
    );
    for (const { meaning } of glossary) {
      expect(meaning).toMatch(/^[A-Z].{10,110}\.$/);
    }
  });
});
