import type { Column } from '../../../core/engine/engine.ts';
import type { FeatureRef } from '../../../core/model/definitions.ts';
import type { TrainingSetAsked } from './training-set.svelte.ts';
import type { GridColumnSpec } from '../../ui/grid/columns.ts';
import { kindOf } from '../../ui/grid/value-kind.ts';

type Asked = Pick<TrainingSetAsked, 'features'>;

/** The training set's columns as the grid draws them. */
export function previewColumns(columns: readonly Column[], question: Asked, shortNames: boolean): GridColumnSpec[] {
  return columns.map(({ name, type }, i) => {
    const kind = kindOf(type);
    const least = kind === 'instant' ? 150 : 84;
    return {
      id: String(i),
      title: name,
      hint: toFeature(name, question, shortNames) ? `${type}: choose a value to see why it is there` : type,
      align: kind === 'number' ? 'end' : 'start',
      width: Math.min(260, Math.max(least, name.length * 7 + 28)),
      sortable: false,
    };
  });
}

/** The feature that an output column holds, or null for a label column or a timestamp. */
export function toFeature(column: string, question: Asked, shortNames: boolean): FeatureRef | null {
  const output = (ref: FeatureRef) => (shortNames ? ref.feature : `${ref.view}__${ref.feature}`);
  return question.features.find((ref) => output(ref) === column) ?? null;
}
