import { Marked } from 'marked';
import { expect, it } from 'vitest';
import { isTooDeep } from '../../../core/text/deep-markdown.ts';

const list = (levels: number) => Array.from({ length: levels }, (_, i) => `${'  '.repeat(i)}- a`).join('\n');

it.each([
  ['quotes in quotes', `a\n${'> '.repeat(2000)}b`],
  ['lists in lists', list(2000)],
  ['numbers in a line', `${'1. '.repeat(3000)}b`],
])('tells %s that no parser should get', (_, text) => {
  expect(isTooDeep(text)).toBe(true);
});

it.each([
  ['quotes', `${'> '.repeat(100)}a`],
  ['lists', list(100)],
  ['lists of numbers', `${'1. '.repeat(66)}a`],
])('leaves a parser what it can read: %s', (_, text) => {
  expect(isTooDeep(text)).toBe(false);
  expect(new Marked({ gfm: true }).parse(text)).toContain('a');
});
