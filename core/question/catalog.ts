import { text } from './field.ts';
import type { Asked } from './question.ts';

/** Everything that is defined, and the notebooks; spec section 8. Both say where a reader begins. */
export const catalog = {
  query: text({
    or: '',
    placeholder: 'WORDS',
    help: 'what is looked for: words of names and descriptions, kind:view, owner:growth, tag:team=growth, is:unused',
  }),
  of: text({ or: null, placeholder: 'NAME', help: 'the feature, view, service, .. whose page is open' }),
};
export type CatalogQuestion = Asked<typeof catalog>;
