import { flag } from './field.ts';

/** What is wrong with the workspace: with what its definitions say, and with its data by them. */
export const check = {
  definitions: flag({ or: false, help: 'only what asof.yaml says: no file is opened' }),
};
