import { tableFromArrays, tableToIPC, vectorFromArray, Int64, Utf8, Table } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { GridColumn } from '../../../../core/rpc/host-api.ts';
import { readPage } from '../../../../renderer/ui/grid/arrow-page.ts';
import { gridGroups, withNote } from '../../../../renderer/cells/leakage/side-by-side-cells.ts';

const hour = 3_600_000_000n;
const naive: GridColumn = {
  group: 'naive',
  title: 'spend',
  view: 'v',
  feature: 'spend',
  type: 'DOUBLE',
  value: 'n0',
  peek: 'future0',
};
const asof: GridColumn = {
  group: 'as-of',
  title: 'spend',
  view: 'v',
  feature: 'spend',
  type: 'DOUBLE',
  value: 'a0',
  age: 'age0',
  status: 'status0',
};
const label: GridColumn = {
  group: 'label',
  title: 'customer_id',
  view: null,
  feature: null,
  type: 'VARCHAR',
  value: 'l0',
};

function page(future: bigint | null, age: bigint | null, status: string) {
  const columns = {
    future0: vectorFromArray([future], new Int64()),
    age0: vectorFromArray([age], new Int64()),
    status0: vectorFromArray([status], new Utf8()),
  };
  return readPage(tableToIPC(new Table(columns), 'stream'));
}

describe('cells of the side by side', () => {
  it('say how far a leaked value peeked, by shape and word as well as colour', () => {
    expect(withNote({ text: '372.00' }, naive, page(216n * hour, null, 'matched'), 0)).toEqual({
      text: '372.00',
      tone: 'leak',
      note: '+9d',
      noteTone: 'pill',
      title: '372.00, not known until 9 d after the label',
    });
  });

  it('mark neither what did not leak nor a null', () => {
    expect(withNote({ text: '1' }, naive, page(null, null, 'matched'), 0)).toEqual({ text: '1' });
    const empty = { text: 'null', tone: 'null' } as const;
    expect(withNote(empty, naive, page(hour, null, 'matched'), 0)).toEqual(empty);
  });

  it('say how old the as-of value is, or why there is none', () => {
    expect(withNote({ text: '240' }, asof, page(null, 200n * hour, 'matched'), 0)).toMatchObject({
      note: '8d',
      noteTone: 'quiet',
    });
    const notes = ['expired', 'unknown_yet', 'no_history'].map((status) =>
      withNote({ text: 'null', tone: 'null' }, asof, page(null, null, status), 0),
    );
    expect(notes.map(({ note, noteTone }) => [note, noteTone])).toEqual([
      ['expired', 'amber'],
      ['not yet known', 'amber'],
      ['no history', 'quiet'],
    ]);
  });

  it('stand in three groups, numbers to the right', () => {
    const groups = gridGroups([label, naive, asof], 'latest', new Set(['customer_id']));
    expect(groups.map(({ title, columns }) => [title, columns.map(({ align }) => align)])).toEqual([
      ['label', ['start']],
      ['naive, latest', ['end']],
      ['as of', ['end']],
    ]);
    const columns = groups.flatMap((group) => group.columns);
    expect(columns.map(({ id, pinned }) => [id, pinned])).toEqual([
      ['customer_id', true],
      ['naive v:spend', false],
      ['as-of v:spend', false],
    ]);
    expect(columns[1]!.hides).toBe(columns[2]!.hides);
  });

  it('read pages that have other columns besides', () => {
    const other = readPage(tableToIPC(tableFromArrays({ x: Int32Array.of(1) }), 'stream'));
    expect(withNote({ text: '1' }, naive, other, 0)).toEqual({ text: '1' });
  });
});
