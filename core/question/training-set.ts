import { joinedFields, outputFields, pickFields } from './joined.ts';
import { group, type Asked } from './question.ts';

/** For each label row, the features as they were known at its time; spec section 3. */
export const trainingSet = { ...joinedFields, options: group({ ...pickFields, ...outputFields }) };
export type TrainingSetQuestion = Asked<typeof trainingSet>;
