import { naiveStrategies, type JoinOptions } from '../join/request.ts';
import type { Input, Method } from './contract.ts';
import { fileFormats, timestampUnits, type TextOptions } from '../model/definitions.ts';
import type { FileRole, Move, RowFilter, RowSort, WorkspaceRef } from './host-api.ts';
import { onlineInputs } from './online-inputs.ts';
import { featureRef } from './feature-ref-input.ts';
import {
  count,
  fields,
  flag,
  list,
  nothing,
  nullable,
  oneOf,
  optional,
  span,
  tagged,
  text,
  textMap,
  type Check,
} from './shape.ts';
import { skewInputs } from './skew-inputs.ts';

/** Rows of one page: what a screen shows many times over. */
const mostPageRows = 10_000;
const mostSkippedLines = 1_000_000;
const row = count(Number.MAX_SAFE_INTEGER);

const options: Check<Partial<JoinOptions>> = fields({
  boundary: optional(oneOf('inclusive', 'strict')),
  ttl: optional(flag),
  shortNames: optional(flag),
  withTimestamps: optional(flag),
  defaults: optional(flag),
  castKeys: optional(flag),
  embargo: optional(span),
});

const request = {
  workspace: text,
  labels: text,
  features: list(featureRef),
  target: optional(text),
  options,
};

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

const filter: Check<RowFilter> = oneOf('all', 'leaked', 'differs', 'null');

const sort: Check<RowSort> = tagged<'by', RowSort>('by', {
  label: fields({ by: oneOf('label') }),
  peek: fields({ by: oneOf('peek'), column: optional(text) }),
  column: fields({ by: oneOf('column'), column: text, descending: flag }),
});

const move: Check<Move> = oneOf('next-label', 'previous-label', 'next-entity', 'previous-entity', 'next-leak');

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
  leakage: fields({ ...request, naive: oneOf(...naiveStrategies) }),
  arrange: fields({ result: text, filter, sort }),
  page: fields({ arrangement: text, from: row, count: count(mostPageRows) }),
  locate: fields({ arrangement: text, row }),
  timeline: fields({ result: text, row, view: text }),
  neighbour: fields({ result: text, row, move }),
  findEntity: fields({ result: text, typed: text }),
  distribution: fields({ result: text, view: text, feature: text }),
  trainingSet: fields(request),
  exportTrainingSet: fields({ ...request, path: text }),
  release: fields({ result: text }),
  ...onlineInputs,
  ...skewInputs,
};
