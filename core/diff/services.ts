import type { Definitions } from '../model/definitions.ts';
import { changedFields } from './fields.ts';
import { joined, plainly } from './plainly.ts';
import type { DefinitionChange } from './report.ts';
import { serviceChange } from './service-change.ts';
import type { ViewChanges } from './views.ts';

export function servicesIn(before: Definitions, after: Definitions, views: ViewChanges): DefinitionChange[] {
  const kind = 'feature service' as const;
  const find = ({ featureServices }: Definitions, name: string) => featureServices.find((one) => one.name === name);
  return [
    ...after.featureServices.flatMap((now): DefinitionChange[] => {
      const old = find(before, now.name);
      if (!old) return [plainly(kind, now.name, 'added', 'it can be asked for', 'it can be looked up')];
      const { features, isReordered, training, online } = serviceChange(old, now, (ref) => views.changes(ref));
      const fields = changedFields({ description: old.description }, { description: now.description });
      const order = isReordered ? ['its columns come in another order'] : [];
      if (fields.length + features.length + order.length === 0) return [];
      const said = { training: joined([...training, ...order]), online: joined([...online, ...order]) };
      return [{ kind, name: now.name, change: 'changed', fields, features, ...said }];
    }),
    ...before.featureServices
      .filter(({ name }) => !find(after, name))
      .map(({ name }) => plainly(kind, name, 'removed', 'it can no longer be asked for', 'look-ups of it are refused')),
  ];
}
