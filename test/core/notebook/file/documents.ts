import * as fc from 'fast-check';

/** Lines that Markdown and a splitter may quarrel about. */
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('```asof leakage', '````asof check', '~~~asof skew', '```sql late_rows', '~~~~ sql b'),
  },
  { weight: 6, arbitrary: fc.constantFrom('```', '````', '~~~', '~~~~~', ' ```', '   ~~~', '``` ', '```\t') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('```sql', '```python', '````md', '```asofx', '``` asof a`b', '```sql {1}', '  ```sql x'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('- item', '- ```', '1. ```asof skew', '  text', '    code', '\ttab', '* * *'),
  },
  { weight: 3, arbitrary: fc.constantFrom('---', '...', '# Title', '> quote', '> ```', 'words', '===', '| a | b |') },
  { weight: 2, arbitrary: fc.constantFrom('<!-- gone', '-->', '<!-- here -->', 'labels: l', 'SELECT 1 -- `x`') },
  { weight: 5, arbitrary: fc.constantFrom('', '', ' ') },
);

function documentsOf(ends: fc.Arbitrary<string>, mark: fc.Arbitrary<string>) {
  const lines = fc.array(fc.tuple(line, ends), { maxLength: 25 });
  return fc.tuple(mark, lines, fc.boolean()).map(([before, all, isEnded]) => {
    const text = before + all.map(([content, end]) => content + end).join('');
    return isEnded ? text : text.replace(/[\r\n]+$/, '');
  });
}

/** With ends of all kinds, mixed, and sometimes a byte-order mark. */
export const anyDocument = documentsOf(fc.constantFrom('\n', '\n', '\r\n', '\r'), fc.constantFrom('', '', '\uFEFF'));

/** What a Markdown parser reads as this program does: `marked` knows no tab behind a closing fence, and this program no paragraph of a list item that goes on at the margin. */
export const plainDocument = documentsOf(fc.constantFrom('\n', '\r\n'), fc.constant('')).filter(
  (text) => !/```\t/.test(text) && !/^(?:- item| {2}text|\ttab)\r?\n(?:[^\s`~<>*-]|-->)/m.test(text),
);
