import { expect, it } from 'vitest';
import { AsofError, toLine, toWire } from '../../../core/errors/asof-error.ts';
import { inCellWords } from '../../../core/question/cell-words.ts';

const said = (error: AsofError) => toLine(inCellWords(toWire(error)));

it.each([
  [new AsofError('no_features'), 'no features are asked for (name some with features: view:feature, or a service)'],
  [
    new AsofError('key_type_mismatch', { key: 'id', left: 'a', leftType: 'INTEGER', right: 'b', rightType: 'VARCHAR' }),
    'the join key id is INTEGER in a and VARCHAR in b (compare both as text with cast_keys: true, or make the types equal in the files)',
  ],
  [
    new AsofError('bad_option', { message: '--start is after --end', expected: 'both are part of the interval' }),
    'start is after end (both are part of the interval)',
  ],
])('says an option in the words of a cell: %s', (error, line) => {
  expect(said(error)).toBe(line);
});

it('leaves what is about a command', () => {
  expect(said(new AsofError('bug', { message: 'x' }))).toMatch(/--debug/);
  const hint = 'asof forget --view removes it with the records, then materialize again';
  expect(said(new AsofError('bad_option', { message: 'damaged', expected: hint }))).toContain(hint);
});
