import type { Input } from './contract.ts';
import type { ConnectionTarget, OnlineApi } from './online-api.ts';
import { fields, flag, instant, list, nullable, oneOf, text, type Check } from './shape.ts';

const workspace = text;
const target: Check<ConnectionTarget> = fields({
  type: oneOf('embedded', 'redis'),
  address: text,
  password: nullable(text),
  environment: text,
});
const entity = list(fields({ name: text, value: text }));
const keep = oneOf('keychain', 'session');

/** What the calls about the online store take. */
export const onlineInputs: { [M in keyof OnlineApi]: Check<Input<M>> } = {
  onlineState: fields({ workspace }),
  onlineRecords: fields({ workspace, view: text, whole: flag }),
  connection: fields({ workspace }),
  testConnection: fields({ workspace, target }),
  saveConnection: fields({ workspace, target, keep }),
  giveSecret: fields({ workspace, password: text, keep }),
  materializePlan: fields({ workspace, start: nullable(instant), end: nullable(instant) }),
  materialize: fields({ workspace, view: text, start: nullable(instant), end: instant, confirm: nullable(text) }),
  lookupChoices: fields({ workspace }),
  lookup: fields({ workspace, entity, at: nullable(instant) }),
  forget: fields({ workspace, view: text, entity, confirm: nullable(text) }),
};
