/** The active cell: row -1 is the header. */
export interface GridPlace {
  row: number;
  column: number;
}

export interface GridSize {
  rows: number;
  columns: number;
  /** Rows that are seen at once. */
  page: number;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>;

/** Where a key moves the active cell, as in the ARIA grid pattern; null where it is none of a grid's keys. */
export function moveBy(event: Pressed, at: GridPlace, size: GridSize): GridPlace | null {
  const all = event.ctrlKey || event.metaKey;
  const { row, column } = at;
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  const to = (nextRow: number, nextColumn: number): GridPlace => ({
    row: Math.min(Math.max(nextRow, -1), lastRow),
    column: Math.min(Math.max(nextColumn, 0), lastColumn),
  });
  switch (event.key) {
    case 'ArrowUp':
      return all ? to(0, column) : to(row - 1, column);
    case 'ArrowDown':
      return all ? to(lastRow, column) : to(row + 1, column);
    case 'ArrowLeft':
      return all ? to(row, 0) : to(row, column - 1);
    case 'ArrowRight':
      return all ? to(row, lastColumn) : to(row, column + 1);
    case 'PageUp':
      return to(Math.max(0, row - size.page), column);
    case 'PageDown':
      return to(row + size.page, column);
    case 'Home':
      return all ? to(0, 0) : to(row, 0);
    case 'End':
      return all ? to(lastRow, lastColumn) : to(row, lastColumn);
    default:
      return null;
  }
}
