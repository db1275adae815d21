import type { NaiveStrategy } from '../join/request.ts';
import { featuresOf, viewsOf, type FeatureRef } from '../model/feature-ref.ts';
import { askedIn } from './cell/kinds.ts';
import type { DataQuestion } from '../question/data.ts';
import type { DefineQuestion } from '../question/define.ts';
import type { LeakageQuestion } from '../question/leakage.ts';
import type { LookupQuestion } from '../question/lookup.ts';
import type { MaterializeQuestion } from '../question/materialize.ts';
import type { Question } from '../question/question.ts';
import type { SkewQuestion } from '../question/skew.ts';
import type { TrainingSetQuestion } from '../question/training-set.ts';
import { ident } from '../sql/sql.ts';
import { servedLogs } from '../skew/served-log.ts';

/** What says which cells a workspace gets. A table that has a problem cannot be used. */
export interface NotebookTables {
  labels: readonly Table[];
  views: readonly View[];
  services: readonly { features: FeatureRef[] }[];
  sources?: readonly { name: string; entities: string[] }[];
}

interface Table {
  name: string;
  problem: string | null;
  columns: readonly { name: string }[];
  timestamp?: string;
}

interface View extends Table {
  keys: readonly string[];
  online: boolean;
  features: readonly { name: string }[];
  /** What says when its rows were known; null where nothing does. */
  availableAt: string | null;
}

/** A question about labels joined with features. */
export type JoinQuestion = LeakageQuestion & { features: FeatureRef[]; naive: NaiveStrategy };

interface Questions {
  data: DataQuestion;
  leakage: LeakageQuestion;
  'training-set': TrainingSetQuestion;
  materialize: MaterializeQuestion;
  lookup: LookupQuestion;
  skew: SkewQuestion;
}

/** A cell: its kind, in spec 7's word, and what it asks. */
export type DefaultCell = { [K in keyof Questions]: { kind: K; question: Questions[K] } }[keyof Questions];

/**
 * The first label table that works, with the first service, else with every view that can be joined to it.
 * Null where there is nothing to join. `naive` is the join to compare with; null: told from the views.
 */
export function firstQuestion(
  { labels, views, services }: NotebookTables,
  naive: NaiveStrategy | null,
): JoinQuestion | null {
  const table = labels.find(isSound);
  if (!table) return null;
  const sound = views.filter(isSound);
  const usable = sound.filter((view) => joins(table, view));
  const service = services.find(({ features }) => canAsk(features, { labels, views }));
  const features = service?.features ?? usable.flatMap(featuresOf);
  if (features.length === 0) return null;
  const used = sound.filter((view) => features.some((ref) => ref.view === view.name));
  // Where every view says when its rows were known, the join to mistrust is the one that ignores it.
  const told = used.every((view) => view.availableAt !== null) ? 'event-time' : 'latest';
  return { labels: table.name, features, naive: naive ?? told, options: {} };
}

/** Features can be asked about the first label table that works: their views work, and have its keys. */
export function canAsk(features: readonly FeatureRef[], { labels, views }: Omit<NotebookTables, 'services'>): boolean {
  const table = labels.find(isSound);
  if (!table) return false;
  return features.every((ref) =>
    views.some((view) => isSound(view) && view.name === ref.view && joins(table, view, ref.on)),
  );
}

function isSound({ problem }: Table): boolean {
  return problem === null;
}

function joins({ columns }: Table, { keys }: View, on?: FeatureRef['on']): boolean {
  return keys.every((key) => columns.some(({ name }) => name === (on?.[key] ?? key)));
}

/** The notebook of a workspace that has none, about what is asked at first; null where nothing can be joined. */
export function defaultCells(tables: NotebookTables, asked: JoinQuestion | null): DefaultCell[] {
  const online = onlineViews(tables).length > 0;
  // What was served is no set to train on: it is compared, and neither joined nor looked through for leaks.
  const isLog = asked !== null && isServedLog(tables, asked.labels);
  const isCompared = online || (asked !== null && servedLogs(tables.labels, asked.features).length > 0);
  const kinds: (keyof Questions | false)[] = [
    isLog && 'skew',
    asked !== null && 'data',
    asked !== null && !isLog && 'leakage',
    asked !== null && !isLog && 'training-set',
    online && 'materialize',
    online && 'lookup',
    isCompared && !isLog && 'skew',
  ];
  return kinds.flatMap((kind) => (kind ? [{ kind, question: newQuestion(kind, tables, asked) } as DefaultCell] : []));
}

/** What a new cell of a kind asks, where that is asked elsewhere; null is nothing. An unknown kind asks nothing. */
export function newQuestion(
  kind: string,
  tables: NotebookTables,
  asked: JoinQuestion | null,
): Questions[keyof Questions] | object {
  if (kind === 'plot') return newPlot(tables, asked);
  if (kind === 'skew') return newSkew(tables, asked);
  if (kind === 'sql') return { text: asked ? `SELECT *\nFROM ${ident(asked.labels).text}\n` : '' };
  if (kind === 'define') return asked ? newDefinition(tables, asked.labels) : {};
  if (kind === 'data') return asked ? ({ labels: asked.labels, features: asked.features } satisfies DataQuestion) : {};
  const own = askedIn(kind);
  if (!own || !('labels' in own)) return toNameIn(own);
  if (!asked) return {};
  const { naive, ...joined } = asked;
  return { ...toNameIn(own), ...joined, ...('naive' in own && { naive }) };
}

/** What has to be named, and only a cell's user can: empty. */
function toNameIn(question: Question | null): Record<string, string> {
  const fields = Object.entries(question ?? {}).filter(([, field]) => 'form' in field && field.form === 'text');
  return Object.fromEntries(fields.flatMap(([name, field]) => ('or' in field ? [] : [[name, '']])));
}

/** Of the labels' times, else of the first column that is there. */
function newPlot({ labels, views }: NotebookTables, asked: JoinQuestion | null): object {
  const table =
    labels.find(({ name }) => name === asked?.labels) ?? [...labels, ...views].find((one) => one.columns[0]);
  return table ? { of: table.name, x: table.timestamp || table.columns[0]!.name } : {};
}

/** Counts the events of a week, of the first source: what more it is to be, its user says. */
function newDefinition({ views, sources = [] }: NotebookTables, labels: string): DefineQuestion {
  const { name: source, entities } = sources[0] ?? { name: '', entities: [] };
  const isFree = (name: string): boolean => !views.some((view) => view.name === name);
  let version = 1;
  while (!isFree(`${source}_v${version}`)) version++;
  const name = `${source}_v${version}`;
  const aggregations = [{ name: 'count_7d', function: 'count' as const, window: 7n * 86_400_000_000n }];
  const view = { name, entities, source, ttl: null, online: true, features: null, aggregations };
  return { labels, view };
}

/** The body of a new cell whose body is read as a whole; null of other kinds. `about` is a cell that it can be about. */
export function newWholeBody(kind: string, name: string, about: string): string | null {
  if (kind === 'parameter') return `as: ${name}\nvalue: 7\nbetween: [1, 30]\n`;
  if (kind === 'check') return `that: ${about}.leak_rate == 0\n`;
  if (kind !== 'ask') return null;
  const option = (text: string, because: string): string => `  - text: ${text}\n    because: ${because}\n`;
  const right = option('What is right', 'why it is').replace('    because', '    right: true\n    because');
  return `question: Which value may the model see?\noptions:\n${right}${option('What is not', 'why it is not')}`;
}

/** Of the store, unless the labels or only a log have what was served. */
function newSkew(tables: NotebookTables, asked: JoinQuestion | null): SkewQuestion {
  const online = onlineViews(tables);
  const features = asked?.features ?? online.flatMap(featuresOf);
  const views = viewsOf(features);
  const isLog = asked !== null && isServedLog(tables, asked.labels);
  const isOnline = online.some((view) => views.includes(view.name));
  const log = isLog ? asked.labels : isOnline ? null : (servedLogs(tables.labels, features)[0] ?? null);
  const { boundary, ttl, castKeys } = asked?.options ?? {};
  return { features, log, sample: 10_000, options: { boundary, ttl, castKeys } };
}

/** The label table logs what was served of some feature of the workspace. */
export function isServedLog({ labels, views }: Pick<NotebookTables, 'labels' | 'views'>, table: string): boolean {
  return servedLogs(labels, views.flatMap(featuresOf)).includes(table);
}

function onlineViews({ views }: NotebookTables): View[] {
  return views.filter((view) => view.online && view.problem === null);
}
