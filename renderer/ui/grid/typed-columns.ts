import type { Column } from '../../../core/engine/engine.ts';
import { describeType } from '../../../core/types/describe-type.ts';
import type { GridColumnSpec } from './columns.ts';

/** Columns as the grid draws them, by their types; `pinned` stay in sight. */
export function typedColumns(columns: readonly Column[], pinned: ReadonlySet<string>): GridColumnSpec[] {
  return columns.map(({ name, type }) => {
    const { kind } = describeType(type);
    return {
      ...{ id: name, title: name, hint: type, kind, pinned: pinned.has(name) },
      align: kind === 'number' ? 'end' : 'start',
      width: kind === 'instant' ? 160 : 120,
    };
  });
}
