import { entities, entity, flag, moment } from './field.ts';
import { featureFields } from './joined.ts';
import type { Asked } from './question.ts';

/** The online values of entities, each with its status; spec section 4. */
export const lookup = {
  ...featureFields,
  entities: entities({
    or: [],
    word: 'entity',
    placeholder: 'key=value[,key=value]',
    help: 'an entity by its join keys; several times for several',
  }),
  /** What features that are computed on demand read of the request, by name, as text; the same for all entities. */
  request: entities({
    or: [],
    placeholder: 'field=value[,field=value]',
    help: 'what features on demand read of the request',
  }),
  /** The moment that TTLs are counted from; null is now. */
  now: moment({ or: null, placeholder: 'T', help: 'the moment that TTLs are counted from; now without it' }),
  /** Puts a feature's default where it is missing or expired; a null that was written stays. */
  defaults: flag({ or: false, help: "a feature's default where its value is missing or expired" }),
};
export type LookupQuestion = Asked<typeof lookup>;

/** One entity in every online view that its keys name, beside what the files say of it. */
export const lookupEntity = {
  entity: entity({ help: 'an entity by its join keys' }),
  request: lookup.request,
  now: lookup.now,
};
export type LookupEntityQuestion = Asked<typeof lookupEntity>;
