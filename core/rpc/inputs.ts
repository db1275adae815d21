import { kinds } from '../notebook/cell/kinds.ts';
import { askingKinds } from '../notebook/runner/ask-cell.ts';
import { fileFormats, timestampUnits, type TextOptions } from '../model/definitions.ts';
import { define } from '../question/define.ts';
import { forgetEntity } from '../question/forget.ts';
import { leakage } from '../question/leakage.ts';
import { lookupEntity } from '../question/lookup.ts';
import { materialize, materializePlan } from '../question/materialize.ts';
import type { Brush } from '../plot/axis.ts';
import { plot, type PlotQuestion } from '../question/plot.ts';
import { profile } from '../question/profile.ts';
import { checkOf, checksOf, meant } from '../question/question.ts';
import {
  bytesUpTo,
  numberUpTo,
  document,
  fields,
  finite,
  instant,
  trueOrFalse,
  listed,
  nothing,
  nullable,
  oneOf,
  optional,
  tagged,
  shortText,
  size,
  textMap,
  type Check,
} from '../types/shape.ts';
import { skew } from '../question/skew.ts';
import { trainingSet } from '../question/training-set.ts';
import { columnTests } from '../question/show.ts';
import type { Input, Method } from './contract.ts';
import type { FileRole, Move, WorkspaceRef } from './host-api.ts';
import type { ConnectionTarget } from './online-api.ts';
import type { NamedRows } from './sql-api.ts';

/** Rows of one page: what a screen shows many times over. */
const mostPageRows = 10_000;
/** Of an answer that is kept. */
const mostHeadBytes = 500_000;
const mostNoteBytes = 4_000_000;
const mostSkippedLines = 1_000_000;
const row = numberUpTo(Number.MAX_SAFE_INTEGER);
/** Of a row, or -1 before all of them. */
const position: Check<number> = (value, place) => (value === -1 ? -1 : row(value, place));

const textOptions: Check<TextOptions> = fields({
  delimiter: optional(shortText),
  decimal: optional(shortText),
  thousands: optional(shortText),
  quote: optional(shortText),
  escape: optional(shortText),
  header: optional(trueOrFalse),
  skipLines: optional(numberUpTo(mostSkippedLines)),
  comment: optional(shortText),
  encoding: optional(shortText),
  nullValues: optional(listed(shortText)),
});

const reading = fields({
  format: optional(oneOf(...fileFormats)),
  read: optional(textOptions),
  columns: optional(textMap),
  unreadable: optional(oneOf('refuse', 'blank')),
  partitions: optional(listed(shortText)),
  timestampFormats: optional(listed(shortText)),
  timestampUnit: optional(oneOf(...timestampUnits)),
  timezone: optional(shortText),
});

const role: Check<FileRole> = fields({
  file: shortText,
  role: oneOf('labels', 'features', 'ignore'),
  joinKeys: listed(shortText),
  forEverybody: optional(trueOrFalse),
  timestampField: shortText,
  createdTimestampField: optional(shortText),
  availableAt: optional(shortText),
  target: optional(shortText),
  ttl: optional(shortText),
  reading: optional(reading),
  availableAfter: optional(shortText),
});

const workspace: Check<WorkspaceRef> = tagged<'kind', WorkspaceRef>('kind', {
  lesson: fields({ kind: oneOf('lesson'), id: shortText, afresh: optional(trueOrFalse) }),
  folder: fields({ kind: oneOf('folder'), path: shortText }),
  files: fields({ kind: oneOf('files'), roles: listed(role) }),
});

const owned = { owner: optional(shortText), name: optional(shortText) };
const arranged = {
  result: shortText,
  table: optional(shortText),
  filter: shortText,
  sort: fields({
    by: shortText,
    columns: optional(listed(fields({ column: shortText, descending: optional(trueOrFalse) }))),
  }),
  where: optional(
    listed(
      fields({
        column: shortText,
        is: oneOf(...columnTests),
        value: optional(shortText),
        from: optional(shortText),
        to: optional(shortText),
      }),
    ),
  ),
};

const move: Check<Move> = oneOf('next-label', 'previous-label', 'next-entity', 'previous-entity', 'next-leak');

const target: Check<ConnectionTarget> = fields({
  type: oneOf('embedded', 'redis'),
  address: shortText,
  password: nullable(shortText),
  environment: shortText,
});
const keep = oneOf('keychain', 'session');

const pairsOf = { result: shortText, view: shortText, feature: shortText };

const namedRows: Check<NamedRows> = (value, place) =>
  typeof value === 'object' && value !== null && 'table' in value
    ? fields({ name: shortText, table: shortText })(value, place)
    : fields({ name: shortText, result: shortText })(value, place);

const brush: Check<Brush> = (value, place) =>
  typeof value === 'object' && value !== null && 'values' in value
    ? fields({ column: shortText, values: listed(shortText) })(value, place)
    : fields({ column: shortText, from: finite, to: finite, step: nullable(size) })(value, place);
const plotted: Check<PlotQuestion> = (value, place) => meant(plot, checkOf(plot)(value, place));

const inWorkspace = { workspace: shortText };
const asked = tagged<'kind', Input<'ask'>>(
  'kind',
  Object.fromEntries(
    askingKinds.map((kind) => {
      const shape = { ...inWorkspace, ...owned, kind: oneOf(kind), asked: checkOf(kinds[kind].question) };
      return [kind, fields(shape) as Check<Input<'ask'>>];
    }),
  ),
);
const notebook = { ...inWorkspace, name: shortText };
const keptId = { cell: shortText, id: shortText };
const joined = { ...inWorkspace, ...checksOf(trainingSet) };
const { start, end, confirm, overwrite } = checksOf(materialize);

/** What each call takes. A page is not trusted: only these names can be called, and only with this. */
export const inputs: { [M in Method]: Check<Input<M>> } = {
  about: nothing,
  lessons: nothing,
  listFolder: fields({ path: nullable(shortText) }),
  openWorkspace: workspace,
  trustFolder: fields({ workspace: shortText }),
  distrustFolder: fields({ workspace: shortText }),
  definitionsDiff: fields(inWorkspace),
  openTable: fields({ ...inWorkspace, table: shortText }),
  guessRoles: fields({ files: listed(fields({ file: shortText, reading: optional(reading) })) }),
  previewRoles: fields({ roles: listed(role) }),
  saveWorkspace: fields({ workspace: shortText, folder: shortText }),
  recentWorkspaces: nothing,
  forgetWorkspace: workspace,
  profile: fields({ ...inWorkspace, ...checksOf(profile) }),
  leakage: fields({ ...inWorkspace, ...owned, ...checksOf(leakage) }),
  define: fields({ ...inWorkspace, ...owned, ...checksOf(define) }),
  saveView: fields({ ...inWorkspace, view: define.view.check }),
  arrange: fields(arranged),
  page: fields({ ...arranged, from: row, count: numberUpTo(mostPageRows) }),
  locate: fields({ ...arranged, row }),
  columnProfile: fields({ ...arranged, column: shortText }),
  find: fields({
    ...arranged,
    text: shortText,
    columns: listed(shortText),
    from: fields({ row: position, column: shortText }),
    back: trueOrFalse,
  }),
  timeline: fields({ result: shortText, row, view: shortText }),
  whyWindowed: fields({ result: shortText, row, view: shortText, feature: shortText, at: instant }),
  neighbour: fields({ result: shortText, row, move }),
  findEntity: fields({ result: shortText, typed: shortText }),
  distribution: fields({ result: shortText, view: shortText, feature: shortText }),
  delayCurve: fields({ result: shortText, of: oneOf('embargo', 'available_after') }),
  modelCost: fields({ result: shortText, split: oneOf(...leakage.model.choices) }),
  trainingSet: fields({ ...owned, ...joined }),
  exportTrainingSet: fields({ ...joined, path: shortText }),
  release: fields({ owner: shortText }),

  notebooks: fields(inWorkspace),
  openNotebook: fields(notebook),
  saveNotebook: fields({ ...notebook, text: document, base: nullable(shortText) }),
  notebookChanged: fields({ ...notebook, revision: shortText }),
  notebookVersions: fields(notebook),
  keptAnswers: fields(notebook),
  keptNotes: fields({ ...notebook, ...keptId }),
  keepAnswer: fields({ ...notebook, ...keptId, head: bytesUpTo(mostHeadBytes), notes: bytesUpTo(mostNoteBytes) }),
  fileVersions: fields({ ...inWorkspace, tables: listed(shortText) }),
  notebookVersion: fields({ ...notebook, id: shortText }),

  onlineState: fields(inWorkspace),
  onlineRecords: fields({ ...inWorkspace, view: shortText, whole: trueOrFalse }),
  connection: fields(inWorkspace),
  testConnection: fields({ ...inWorkspace, target }),
  saveConnection: fields({ ...inWorkspace, target, keep }),
  giveSecret: fields({ ...inWorkspace, password: shortText, keep }),
  materializePlan: fields({ ...inWorkspace, ...checksOf(materializePlan) }),
  materialize: fields({ ...inWorkspace, view: shortText, start, end, confirm, overwrite }),
  lookupChoices: fields(inWorkspace),
  lookup: fields({ ...inWorkspace, ...checksOf(lookupEntity) }),
  forget: fields({ ...inWorkspace, ...checksOf(forgetEntity) }),

  ask: asked,

  skew: fields({ ...inWorkspace, ...owned, ...checksOf(skew) }),
  skewPicture: fields(pairsOf),
  skewEntity: fields({ result: shortText, view: shortText, n: row }),

  sql: fields({ ...inWorkspace, owner: shortText, text: document, results: listed(namedRows) }),
  rowColumns: fields({ ...inWorkspace, rows: namedRows }),
  plot: fields({ ...inWorkspace, rows: namedRows, asked: plotted }),
  plotMarks: fields({ ...inWorkspace, rows: namedRows, asked: plotted, brush }),
  readSql: fields({ text: document }),
};
