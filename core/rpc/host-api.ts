import type { Column } from '../engine/engine.ts';
import type { DiffReport } from '../diff/report.ts';
import type { OfferedReading, TableRole } from '../infer/roles.ts';
import type { NotComputed } from '../join/not-computed.ts';
import type { ViewCoverage } from '../join/request.ts';
import type { FeatureDistribution } from '../leakage/distribution.ts';
import type { DelayCurve, DelayKind } from '../leakage/delay-curve.ts';
import type { ModelCostFound } from '../leakage/model/cost.ts';
import type { Split } from '../leakage/model/split.ts';
import type { PeekHistogram } from '../leakage/peek-histogram.ts';
import type { LeakageReport } from '../leakage/report.ts';
import type { LeakExample } from '../leakage/rows/example.ts';
import type { GridColumn } from '../leakage/rows/grid.ts';
import type { Move } from '../leakage/rows/neighbour.ts';
import type { RowFilter } from '../leakage/rows/table.ts';
import type { Timeline } from '../leakage/rows/timeline.ts';
import type { WindowWhy } from '../view/windows/why.ts';
import type { Inference } from '../model/definitions.ts';
import type { FeatureRef } from '../model/feature-ref.ts';
import type { FolderWishes } from '../model/wishes.ts';
import type { TableProfile, ValueProfile } from '../profile/report.ts';
import type { JoinQuestion } from '../notebook/default.ts';
import type { ProfileQuestion } from '../question/profile.ts';
import type { DefineQuestion } from '../question/define.ts';
import type { LeakageQuestion } from '../question/leakage.ts';
import type { TrainingSetQuestion } from '../question/training-set.ts';
import type { Answered, Arranged, Owned } from '../results/results.ts';
import type { Place } from '../results/table.ts';
import type { AskApi } from './ask-api.ts';
import type { KeptApi } from './kept-api.ts';
import type { NotebookApi } from './notebook-api.ts';
import type { OnlineApi } from './online-api.ts';
import type { SkewApi } from './skew-api.ts';
import type { SqlApi } from './sql-api.ts';

export type { PeekHistogram } from '../leakage/peek-histogram.ts';
export type { GridColumn } from '../leakage/rows/grid.ts';
export type { Move } from '../leakage/rows/neighbour.ts';
export type { RowFilter, RowSort } from '../leakage/rows/table.ts';
export type { Timeline } from '../leakage/rows/timeline.ts';
export type { JudgedEvent, WindowWhy } from '../view/windows/why.ts';
export type { HistoryRow as TimelineRow } from '../view/history.ts';
export type { ColumnProfile, TableProfile, TimestampProfile, ValueProfile } from '../profile/report.ts';
export type { ColumnSort, ColumnTest } from '../question/show.ts';
export type { Place } from '../results/table.ts';

/**
 * The contract between the workbench and whatever computes for it: the host process over a
 * MessagePort or a WebSocket, or the page itself where there is no host. Instants are microseconds
 * since 1970 as bigint; `Arrow` is one Arrow IPC stream. Every call may report progress, be
 * cancelled, and fail with an `AsofError`.
 */
export interface HostApi extends AskApi, KeptApi, NotebookApi, OnlineApi, SkewApi, SqlApi {
  about(): About;
  lessons(): Lesson[];
  /** Names in a folder of the host's machine, for opening by path where there is no native dialog. */
  listFolder(input: { path: string | null }): Folder;

  openWorkspace(input: WorkspaceRef): WorkspaceSnapshot;
  /** The user trusts an open workspace's folder: it is opened anew. Calls about one that is not trusted fail with `folder_untrusted`. */
  trustFolder(input: { workspace: string }): WorkspaceSnapshot;
  /** The user trusts it no longer: it is opened anew, and gets nothing. */
  distrustFolder(input: { workspace: string }): WorkspaceSnapshot;
  /** What opening a workspace anew would change of its definitions, for its file says something else by now; null where it does not. */
  definitionsDiff(input: InWorkspace): DiffReport | null;
  /** Opens a label table or a view, by its name, that the snapshot has only as it is defined. */
  openTable(input: InWorkspace & { table: string }): TableEntry | ViewEntry;
  /** What each file probably is, with reasons; nothing is made. */
  guessRoles(input: { files: FileToRead[] }): RoleGuess[];
  /** The first five joined rows under these roles, and how many rows match; nothing is made. */
  previewRoles(input: { roles: FileRole[] }): RolesPreview;
  /**
   * Writes an unnamed workspace's definitions to `asof.yaml` in a folder, and copies of files that nobody else has
   * beside it; never over an existing file.
   */
  saveWorkspace(input: { workspace: string; folder: string }): { path: string };
  /** Those that were opened before, the latest first; none where the shell has the list. */
  recentWorkspaces(): RecentWorkspace[];
  /** Takes one out of that list, and deletes the copies that were kept for it alone. */
  forgetWorkspace(input: WorkspaceRef): null;

  profile(input: InWorkspace & ProfileQuestion): TableProfile;

  leakage(input: InWorkspace & Owned & LeakageQuestion): LeakageAnswer;
  /** What a view that is being written would give and leak; nothing is written. */
  define(input: InWorkspace & Owned & DefineQuestion): DefineAnswer;
  /** Writes a view into `asof.yaml`, in place of the one of its name; the workspace is to be opened anew. */
  saveView(input: InWorkspace & Pick<DefineQuestion, 'view'>): { path: string };
  /** Puts rows of a result (of leakage, a training set, or skew's `view:feature`) in an order: how many, and the number of the first. */
  arrange(input: Arranged): RowsInOrder;
  /** Some rows of an order: the rows' numbers, then what `arrange` says. */
  page(input: Arranged & { from: number; count: number }): Arrow;
  /** Where the row with a number stands in an order, from 0; null where its filter leaves the row out. */
  locate(input: Arranged & { row: number }): { position: number } | null;
  /** A column of the rows of an order, in figures. */
  columnProfile(input: Arranged & { column: string }): ValueProfile & { rows: number };
  /** The next cell of an order whose text has another, whatever the case, or the one before; null where there is none. `from` is where the last was. */
  find(input: Arranged & { text: string; columns: string[]; from: Place; back: boolean }): Place | null;
  /** All of one entity's rows in one view, around one label row. */
  timeline(input: { result: string; row: number; view: string }): Timeline;
  /** Why a windowed feature of a label row has its value at a moment: what became of each of the entity's events. */
  whyWindowed(input: { result: string; row: number; view: string; feature: string; at: bigint }): WindowWhy;
  /** Another label row: the entity's next or previous, the next entity's first, the next leaking one; null at the end. */
  neighbour(input: { result: string; row: number; move: Move }): { row: number } | null;
  /** The first label row of an entity that was typed, or of one that begins so; null where there is none. */
  findEntity(input: { result: string; typed: string }): { row: number } | null;
  distribution(input: { result: string; view: string; feature: string }): Distribution;
  /** What the leaks of a result cost a model of all its features. */
  modelCost(input: { result: string; split: Split }): ModelCostFound;
  /** Of a leakage result: what each feature is worth the longer the embargo is, or the later rows are known. */
  delayCurve(input: { result: string; of: DelayKind }): DelayCurve;

  trainingSet(input: InWorkspace & Owned & TrainingSetQuestion): TrainingSetAnswer;
  exportTrainingSet(input: InWorkspace & TrainingSetQuestion & { path: string }): ExportReceipt;

  /** Lets go of all results of an owner. */
  release(input: { owner: string }): null;
}

export type Arrow = Uint8Array;

/** An open workspace, by its id. */
export interface InWorkspace {
  workspace: string;
}

export interface About {
  asof: string;
  engine: string;
  engineVersion: string;
  threads: number;
  /** Where this runs: a host process, or the page itself. */
  place: 'host' | 'page';
  /** What a window opens with. */
  start: WorkspaceRef;
}

export interface Lesson {
  id: string;
  title: string;
  /** One sentence. */
  summary: string;
}

export interface Folder {
  path: string;
  parent: string | null;
  folders: string[];
  files: string[];
  /** It has an asof.yaml. */
  isWorkspace: boolean;
}

export type WorkspaceRef =
  /** `afresh`: a new copy, as if it had never been opened; the one before stays where it is. */
  | { kind: 'lesson'; id: string; afresh?: boolean }
  | { kind: 'folder'; path: string }
  | { kind: 'files'; roles: FileRole[] };

export type FileRole = TableRole;

export interface OpenedWorkspace {
  name: string;
  ref: WorkspaceRef;
}

export interface RecentWorkspace extends OpenedWorkspace {
  /** Bytes of files that nobody else has, and that go with it; 0 where there are none. */
  copies: number;
}

/** A file, and what is said of how it is written. */
export type FileToRead = Pick<TableRole, 'file' | 'reading'>;

export interface RolesPreview {
  rows: Arrow;
  inferred: Inference[];
  /** How many label rows were joined: all, or the first ten thousand. */
  labelRows: number;
  /** Per view, label rows that find a row, and those whose entity has one at all. */
  matches: { view: string; matched: number; found: number }[];
}

export interface RoleGuess extends TableRole {
  /** Why the file cannot be opened: one line; null where it can. */
  problem: string | null;
  readings: OfferedReading[];
  columns: Column[];
  rows: number | null;
  bytes: number;
  inferred: Inference[];
}

export interface WorkspaceSnapshot {
  id: string;
  name: string;
  kind: WorkspaceRef['kind'];
  root: string | null;
  /** Markdown; a lesson's README, else null. Its commands run as they are printed. */
  prose: string | null;
  /** A lesson's own moment, which stands for now in all that it asks; null is the clock's. */
  now: bigint | null;
  labels: TableEntry[];
  views: ViewEntry[];
  /** Another where `asof.yaml` says something else. */
  definitions: string;
  /** What cells may name in SQL: label tables, views and sources. */
  tables: string[];
  services: { name: string; features: FeatureRef[] }[];
  /** What views can be defined over, and whose events these are as far as the other definitions tell. */
  sources: { name: string; entities: string[] }[];
  /** What is wrong with the definitions, one line each; the rest can be used. */
  problems: string[];
  /** What the first cells ask; null where there is no label table or no view. */
  question: (InWorkspace & JoinQuestion) | null;
  /** The folder is not trusted: what it would do. Only what its definitions say is here, no file was looked at. Null where it is. */
  restricted: FolderWishes | null;
}

export interface TableEntry {
  name: string;
  path: string;
  /** Its file was opened; else what is here is what its definition says. */
  opened: boolean;
  rows: number | null;
  bytes: number;
  columns: Column[];
  keys: string[];
  timestamp: string;
  target: string | null;
  inferred: Inference[];
  /** It cannot be used: one line. */
  problem: string | null;
}

export interface ViewEntry extends Omit<TableEntry, 'target'> {
  /** As written: `30d`; null is no limit. */
  ttl: string | null;
  /** It is materialized and looked up. */
  online: boolean;
  createdTimestamp: string | null;
  availableAt: string | null;
  features: { name: string; type: string; description: string | null }[];
  /** It has no rows: it is computed, when it is asked for, from features of these. */
  reads?: string[];
}

/** An order of rows: how many, the number of the first (null without rows), and what a page of them has. */
export interface RowsInOrder {
  rows: number;
  first: number | null;
  columns: readonly Column[];
}

export interface LeakageAnswer extends Answered {
  report: LeakageReport;
  grid: GridColumn[];
  peeks: PeekHistogram[];
  /** The label row that shows the leak best, for the time machine; null where there are no rows. */
  example: LeakExample | null;
  counts: Record<RowFilter, number>;
  seconds: number;
}

export interface DefineAnswer extends LeakageAnswer {
  /** `asof.yaml` has the view as it is asked about. */
  isSaved: boolean;
}

export interface Distribution extends FeatureDistribution {
  view: string;
  feature: string;
}

export interface TrainingSetAnswer extends Answered {
  rows: number;
  columns: Column[];
  coverage: ViewCoverage[];
  notComputed: NotComputed[];
  /** The SQL that a plain DuckDB runs; null where there is no file to name. */
  sql: string | null;
  seconds: number;
}

export interface ExportReceipt {
  path: string;
  rows: number;
  columns: number;
  bytes: number;
  seconds: number;
  /** Where there is no host: the file itself, to be saved by the page. */
  content: Uint8Array | null;
}
