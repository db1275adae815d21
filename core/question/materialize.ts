import { flag, moment, text, texts } from './field.ts';
import type { Asked } from './question.ts';

/** Of every question that writes to the online store. */
export const confirmField = {
  confirm: text({
    or: null,
    placeholder: 'NAME',
    help: 'the name of the environment, without which nothing is written to production',
  }),
};

/** The latest values from the files, into the online store; spec section 4. */
export const materialize = {
  views: texts({ or: [], placeholder: 'a,b', help: 'feature views; all that are online without it', names: 'views' }),
  /** Null: from where the view's last run ended. */
  start: moment({
    or: null,
    placeholder: 'T',
    help: "from this moment on; without it from the view's last run on",
  }),
  /** Null is now. */
  end: moment({ or: null, placeholder: 'T', help: 'up to and with this moment; without it up to now' }),
  ...confirmField,
  overwrite: flag({
    or: false,
    help: 'what the files say from --start to --end replaces newer records too; without --start all that is within the TTL',
  }),
  dryRun: flag({ or: false, help: 'say what would be written, and write nothing' }),
};
export type MaterializeQuestion = Asked<typeof materialize>;

/** What a run would write. */
export const materializePlan = {
  views: materialize.views,
  start: materialize.start,
  end: materialize.end,
  overwrite: materialize.overwrite,
};
export type MaterializePlanQuestion = Asked<typeof materializePlan>;
