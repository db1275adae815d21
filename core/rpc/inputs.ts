import { fileFormats, timestampUnits, type TextOptions } from '../model/definitions.ts';
import { forget } from '../question/forget.ts';
import { leakage } from '../question/leakage.ts';
import { materialize } from '../question/materialize.ts';
import { checksOf } from '../question/question.ts';
import {
  count,
  fields,
  flag,
  instant,
  list,
  nothing,
  nullable,
  oneOf,
  optional,
  tagged,
  text,
  textMap,
  type Check,
} from '../question/shape.ts';
import { skew } from '../question/skew.ts';
import { trainingSet } from '../question/training-set.ts';
import type { Input, Method } from './contract.ts';
import type { FileRole, Move, WorkspaceRef } from './host-api.ts';
import type { ConnectionTarget } from './online-api.ts';

/** Rows of one page: what a screen shows many times over. */
const mostPageRows = 10_000;
const mostSkippedLines = 1_000_000;
const row = count(Number.MAX_SAFE_INTEGER);

const textOptions: Check<TextOptions> = fields({
  delimiter: optional(text),
  decimal: optional(text),
  thousands: optional(text),
  quote: optional(text),
  escape: optional(text),
  header: optional(flag),
  skipLines: optional(count(mostSkippedLines)),
  comment: optional(text),
  encoding: optional(text),
  nullValues: optional(list(text)),
});

const reading = fields({
  format: optional(oneOf(...fileFormats)),
  read: optional(textOptions),
  columns: optional(textMap),
  unreadable: optional(oneOf('refuse', 'blank')),
  partitions: optional(list(text)),
  timestampFormats: optional(list(text)),
  timestampUnit: optional(oneOf(...timestampUnits)),
  timezone: optional(text),
});

const role: Check<FileRole> = fields({
  file: text,
  role: oneOf('labels', 'features', 'ignore'),
  joinKeys: list(text),
  forEverybody: optional(flag),
  timestampField: text,
  createdTimestampField: optional(text),
  availableAt: optional(text),
  target: optional(text),
  ttl: optional(text),
  reading: optional(reading),
  availableAfter: optional(text),
});

const workspace: Check<WorkspaceRef> = tagged<'kind', WorkspaceRef>('kind', {
  lesson: fields({ kind: oneOf('lesson'), id: text, afresh: optional(flag) }),
  folder: fields({ kind: oneOf('folder'), path: text }),
  files: fields({ kind: oneOf('files'), roles: list(role) }),
});

const owned = { owner: optional(text), name: optional(text) };
const arranged = {
  result: text,
  table: optional(text),
  filter: text,
  sort: fields({ by: text, column: optional(text), descending: optional(flag) }),
};

const move: Check<Move> = oneOf('next-label', 'previous-label', 'next-entity', 'previous-entity', 'next-leak');

const target: Check<ConnectionTarget> = fields({
  type: oneOf('embedded', 'redis'),
  address: text,
  password: nullable(text),
  environment: text,
});
const keep = oneOf('keychain', 'session');
const entity = list(fields({ name: text, value: text }));

const pairsOf = { result: text, view: text, feature: text };

const inWorkspace = { workspace: text };
const notebook = { ...inWorkspace, name: text };
const joined = { ...inWorkspace, ...checksOf(trainingSet) };
const { start, end, confirm } = checksOf(materialize);

/** What each call takes. A page is not trusted: only these names can be called, and only with this. */
export const inputs: { [M in Method]: Check<Input<M>> } = {
  about: nothing,
  lessons: nothing,
  listFolder: fields({ path: nullable(text) }),
  openWorkspace: workspace,
  trustFolder: fields({ workspace: text }),
  distrustFolder: fields({ workspace: text }),
  guessRoles: fields({ files: list(fields({ file: text, reading: optional(reading) })) }),
  previewRoles: fields({ roles: list(role) }),
  saveWorkspace: fields({ workspace: text, folder: text }),
  profile: fields({ workspace: text, table: text }),
  leakage: fields({ ...inWorkspace, ...owned, ...checksOf(leakage) }),
  arrange: fields(arranged),
  page: fields({ ...arranged, from: row, count: count(mostPageRows) }),
  locate: fields({ ...arranged, row }),
  timeline: fields({ result: text, row, view: text }),
  neighbour: fields({ result: text, row, move }),
  findEntity: fields({ result: text, typed: text }),
  distribution: fields({ result: text, view: text, feature: text }),
  trainingSet: fields({ ...owned, ...joined }),
  exportTrainingSet: fields({ ...joined, path: text }),
  release: fields({ owner: text }),

  notebooks: fields(inWorkspace),
  openNotebook: fields(notebook),
  saveNotebook: fields({ ...notebook, text, base: nullable(text) }),
  notebookChanged: fields({ ...notebook, revision: text }),
  notebookVersions: fields(notebook),
  notebookVersion: fields({ ...notebook, id: text }),

  onlineState: fields(inWorkspace),
  onlineRecords: fields({ ...inWorkspace, view: text, whole: flag }),
  connection: fields(inWorkspace),
  testConnection: fields({ ...inWorkspace, target }),
  saveConnection: fields({ ...inWorkspace, target, keep }),
  giveSecret: fields({ ...inWorkspace, password: text, keep }),
  materializePlan: fields({ ...inWorkspace, start: nullable(instant), end: nullable(instant) }),
  materialize: fields({ ...inWorkspace, view: text, start, end, confirm }),
  lookupChoices: fields(inWorkspace),
  lookup: fields({ ...inWorkspace, entity, at: nullable(instant) }),
  forget: fields({ ...inWorkspace, view: text, entity, confirm: checksOf(forget).confirm }),

  skew: fields({ ...inWorkspace, ...owned, ...checksOf(skew) }),
  skewPicture: fields(pairsOf),
  skewEntity: fields({ result: text, view: text, n: row }),

  sql: fields({ ...inWorkspace, owner: text, text, results: list(fields({ name: text, result: text })) }),
};
