import { flag } from './field.ts';
import type { Asked } from './question.ts';

/** What is wrong with the workspace: with what its definitions say, and with its data by them. */
export const check = {
  definitions: flag({ or: false, help: 'only what asof.yaml says: no file is opened' }),
  strict: flag({
    or: false,
    help: 'errors too: names that break naming, views without an owner, features without a description',
  }),
};
export type CheckQuestion = Asked<typeof check>;
