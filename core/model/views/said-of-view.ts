import { optional, shortText, textMap } from '../../types/shape.ts';
import type { Fields } from '../fields.ts';
import type { Plain } from '../present.ts';

/** What is said of any view to its readers. */
export interface SaidOfView {
  description?: string;
  owner?: string;
  tags?: Record<string, string>;
}

export const saidOfView = {
  shape: { description: optional(shortText), owner: optional(shortText), tags: optional(textMap) },
  read: (fields: Fields): SaidOfView => ({
    description: fields.text('description'),
    owner: fields.text('owner'),
    tags: fields.textMap('tags', 'write {team: growth}'),
  }),
  plain: ({ description, owner, tags }: SaidOfView): Plain => ({ description, owner, tags }),
};
