import { describe, expect, it } from 'vitest';
import type { GridGroup } from '../../../renderer/ui/grid/columns.ts';
import { copied } from '../../../renderer/ui/grid/copy.ts';
import { sortedBy } from '../../../renderer/ui/grid/explorable.ts';
import { GridView } from '../../../renderer/ui/grid/grid-view.svelte.ts';
import { sayTest } from '../../../renderer/ui/grid/say-test.ts';

describe('the order by heads that are chosen', () => {
  it('is rising, then falling, then gone; others stay where more are chosen', () => {
    const [a, b] = [
      { column: 'a', descending: false },
      { column: 'b', descending: false },
    ];
    expect(sortedBy([], 'a', false)).toEqual([a]);
    expect(sortedBy([a], 'a', false)).toEqual([{ ...a, descending: true }]);
    expect(sortedBy([{ ...a, descending: true }], 'a', false)).toEqual([]);
    expect(sortedBy([a], 'b', false)).toEqual([b]);
    expect(sortedBy([a], 'b', true)).toEqual([a, b]);
    expect(sortedBy([a, b], 'a', true)).toEqual([{ ...a, descending: true }, b]);
    expect(sortedBy([{ ...a, descending: true }, b], 'a', true)).toEqual([b]);
  });
});

describe('rows that are copied', () => {
  const rows = [
    ['c,1', null],
    ['a|b\nc', '2'],
  ];
  it('are CSV, where a null is nothing', () => {
    expect(copied('CSV', ['key', 'n'], rows)).toBe('key,n\r\n"c,1",\r\n"a|b\nc",2\r\n');
  });
  it('are a table of Markdown, whatever is in them', () => {
    expect(copied('Markdown', ['key', 'n|m'], rows)).toBe(
      '| key | n\\|m |\n| --- | --- |\n| c,1 | null |\n| a\\|b c | 2 |\n',
    );
  });
});

describe('how columns are arranged', () => {
  const column = (id: string, hides = id) => ({ id, title: id, align: 'start', width: 100, hides }) as const;
  const groups: GridGroup[] = [
    { id: 'naive', title: '', columns: [column('n', 'v:f'), column('m', 'v:g')] },
    { id: 'as-of', title: '', columns: [column('a', 'v:f')] },
  ];

  it('hides a feature on both sides, and shows it again', () => {
    const view = new GridView();
    view.hide(groups[0]!.columns[0]!);
    const shown = () => view.arrange(groups, new Map()).map(({ columns }) => columns.map(({ id }) => id));
    expect(shown()).toEqual([['m'], []]);
    view.show('v:f');
    expect(shown()).toEqual([['n', 'm'], ['a']]);
  });

  it('takes a chosen width before one that fits, and forgets it', () => {
    const view = new GridView();
    const [n] = groups[0]!.columns;
    const width = () => view.arrange(groups, new Map([['n', 70]]))[0]!.columns[0]!.width;
    view.resize(n!, 55);
    expect(width()).toBe(55);
    view.resize(n!, null);
    expect(width()).toBe(70);
    view.pin(n!, true);
    expect(view.arrange(groups, new Map())[0]!.columns[0]!.pinned).toBe(true);
  });
});

it('says what rows are cut down to', () => {
  expect(sayTest({ is: 'between', from: '1', to: '2' }, 'x')).toBe('x from 1 to 2');
  expect(sayTest({ is: 'between', to: '2' }, 'x')).toBe('x up to 2');
  expect(sayTest({ is: 'contains', value: 'a' }, 'x')).toBe('x has “a”');
  expect(sayTest({ is: 'not null' }, 'x')).toBe('x is not null');
});
