import { entities, wholeNumber } from './field.ts';
import { featureFields } from './joined.ts';
import { lookup } from './lookup.ts';
import type { Asked } from './question.ts';

/** A request as `asof api` is sent one, and how long its answers take; spec section 9. Without features it is about the first service. */
export const serving = {
  ...featureFields,
  entities: entities({
    or: [],
    word: 'entity',
    placeholder: 'key=value[,key=value]',
    help: 'an entity by its join keys; several times for several; some that are there without it',
  }),
  request: lookup.request,
  requests: wholeNumber({
    or: 200,
    of: 'requests',
    placeholder: 'N',
    help: 'how many times it is asked, one after the other, for five seconds at most; 200 without it',
  }),
};
export type ServingQuestion = Asked<typeof serving>;
