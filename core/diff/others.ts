import type { Definitions } from '../model/definitions.ts';
import { toPlain } from '../model/plain.ts';
import { changedFields } from './fields.ts';
import { plainly } from './plainly.ts';
import type { DefinitionChange } from './report.ts';

/** Label tables; sources and entities, whose effects are said with their views. */
export function othersOf(before: Definitions, after: Definitions): DefinitionChange[] {
  const sections = [
    ['label table', 'labels'],
    ['source', 'sources'],
    ['entity', 'entities'],
  ] as const;
  return sections.flatMap(([kind, section]) => {
    const old: readonly { name: string }[] = before[section];
    const now: readonly { name: string }[] = after[section];
    const write = toPlain[section] as (definition: { name: string }) => Record<string, unknown>;
    const isLabels = kind === 'label table';
    return [
      ...now.flatMap((one): DefinitionChange[] => {
        const was = old.find(({ name }) => name === one.name);
        if (!was) return [plainly(kind, one.name, 'added', isLabels ? 'it can be asked for' : null, null)];
        const fields = changedFields(write(was), write(one));
        if (fields.length === 0) return [];
        const matter = fields.filter(({ field }) => field !== 'description').map(({ field }) => field);
        const training =
          isLabels && matter.length > 0 ? `other rows to predict for, or read otherwise: ${matter.join(', ')}` : null;
        return [{ kind, name: one.name, change: 'changed', fields, features: [], training, online: null }];
      }),
      ...old
        .filter((one) => !now.some(({ name }) => name === one.name))
        .map(({ name }) => plainly(kind, name, 'removed', isLabels ? 'it can no longer be asked for' : null, null)),
    ];
  });
}
