import type { AnyView } from '../../../core/model/views/any-view.ts';
import type { WireError } from '../../../core/errors/asof-error.ts';
import { putDefinition } from '../../../core/model/write.ts';

/** The lines of a view as `asof.yaml` has them, by themselves. */
export function viewLines(view: AnyView): string[] {
  const lines = putDefinition('', 'feature_views', view).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.slice(2));
}

/** The line in which something is wrong, from 1; null where nothing is, or not in the view. */
export function wrongLine(view: AnyView, error: WireError | null): number | null {
  return error?.where?.file === view.name ? (error.where.line ?? null) : null;
}

/** The place among a view's aggregations of the one that stands in a line; null where none does. */
export function aggregationAt(lines: readonly string[], line: number | null): number | null {
  const head = lines.indexOf('  aggregations:') + 1;
  return head > 0 && line !== null && line > head ? line - head - 1 : null;
}
