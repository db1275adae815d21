import { kinds, writes, type KindName } from '../../core/notebook/cell/kinds.ts';
import { materialize } from '../../core/question/materialize.ts';
import { prose } from '../../core/question/prose.ts';
import type { Question } from '../../core/question/question.ts';
import { sqlText } from '../../core/question/sql.ts';
import type { CellState } from '../state/cell-state.ts';
import type { CellKind } from '../state/cell.svelte.ts';
import { Ask, askBody } from './ask/ask.svelte.ts';
import AskCell from './ask/AskCell.svelte';
import { Audit } from './audit/audit.svelte.ts';
import AuditCell from './audit/AuditCell.svelte';
import { Catalog } from './catalog/catalog.svelte.ts';
import CatalogCell from './catalog/CatalogCell.svelte';
import { CheckAnswer, checkBody } from './check/check.svelte.ts';
import CheckCell from './check/CheckCell.svelte';
import { Cost } from './cost/cost.svelte.ts';
import CostCell from './cost/CostCell.svelte';
import { Data } from './data/data.svelte.ts';
import DataCell from './data/DataCell.svelte';
import { Define } from './define/define.svelte.ts';
import DefineCell from './define/DefineCell.svelte';
import { Drift } from './drift/drift.svelte.ts';
import DriftCell from './drift/DriftCell.svelte';
import { Duplicates } from './duplicates/duplicates.svelte.ts';
import DuplicatesCell from './duplicates/DuplicatesCell.svelte';
import { Freshness } from './freshness/freshness.svelte.ts';
import FreshnessCell from './freshness/FreshnessCell.svelte';
import { Leakage } from './leakage/leakage.svelte.ts';
import LeakageCell from './leakage/LeakageCell.svelte';
import { Lookup } from './lookup/lookup.svelte.ts';
import LookupCell from './lookup/LookupCell.svelte';
import { Materialize } from './materialize/materialize.svelte.ts';
import MaterializeCell from './materialize/MaterializeCell.svelte';
import { Parameter, parameterBody } from './parameter/parameter.svelte.ts';
import ParameterCell from './parameter/ParameterCell.svelte';
import { Plotted } from './plot/plot.svelte.ts';
import PlotCell from './plot/PlotCell.svelte';
import ProseCell from './prose/ProseCell.svelte';
import { Still } from './prose/still.ts';
import UnreadCell from './prose/UnreadCell.svelte';
import { Serving } from './serving/serving.svelte.ts';
import ServingCell from './serving/ServingCell.svelte';
import { Skew } from './skew/skew.svelte.ts';
import SkewCell from './skew/SkewCell.svelte';
import { SqlCellState } from './sql/sql.svelte.ts';
import SqlCell from './sql/SqlCell.svelte';
import { TrainingSet } from './training-set/training-set.svelte.ts';
import TrainingSetCell from './training-set/TrainingSetCell.svelte';

/** How each kind of cell is shown, in the order in which they are offered; a kind that is missing does not compile. */
const shown = {
  prose: of({ title: 'prose', question: prose, state: Still, component: ProseCell }),
  data: of({ title: 'data', question: kinds.data.question, state: Data, component: DataCell }),
  leakage: of({ title: 'leakage', question: kinds.leakage.question, state: Leakage, component: LeakageCell }),
  'training-set': of({
    title: 'training set',
    question: kinds['training-set'].question,
    state: TrainingSet,
    component: TrainingSetCell,
  }),
  // Asks its user, and no file, whether it may write to production.
  materialize: of({ title: 'materialize', question: materialize, state: Materialize, component: MaterializeCell }),
  lookup: of({ title: 'look up', question: kinds.lookup.question, state: Lookup, component: LookupCell }),
  serving: of({ title: 'serving', question: kinds.serving.question, state: Serving, component: ServingCell }),
  sql: of({ title: 'SQL', question: sqlText, names: true, state: SqlCellState, component: SqlCell }),
  skew: of({ title: 'skew', question: kinds.skew.question, state: Skew, component: SkewCell }),
  audit: of({ title: 'audit', question: kinds.audit.question, state: Audit, component: AuditCell }),
  drift: of({ title: 'drift', question: kinds.drift.question, state: Drift, component: DriftCell }),
  freshness: of({
    title: 'freshness',
    question: kinds.freshness.question,
    state: Freshness,
    component: FreshnessCell,
  }),
  catalog: of({ title: 'catalog', question: kinds.catalog.question, state: Catalog, component: CatalogCell }),
  duplicates: of({
    title: 'duplicates',
    question: kinds.duplicates.question,
    state: Duplicates,
    component: DuplicatesCell,
  }),
  cost: of({ title: 'cost', question: kinds.cost.question, state: Cost, component: CostCell }),
  define: of({ title: 'define', question: kinds.define.question, state: Define, component: DefineCell }),
  plot: of({ title: 'plot', question: kinds.plot.question, names: true, state: Plotted, component: PlotCell }),
  parameter: of({ title: 'parameter', question: parameterBody, state: Parameter, component: ParameterCell }),
  check: of({ title: 'check', question: checkBody, names: true, state: CheckAnswer, component: CheckCell }),
  ask: of({ title: 'question', question: askBody, state: Ask, component: AskCell }),
  unread: of({ title: 'cell', question: prose, state: Still, component: UnreadCell }),
} satisfies Record<KindName | 'prose' | 'sql' | 'unread', ShownKind>;

/** Every kind of cell: whether one writes is said where it is read, in core. */
export const cellKinds: readonly CellKind[] = Object.entries(shown).map(([kind, one]) => ({
  kind,
  ...one,
  writes: writes(kind),
}));

type ShownKind<Q extends Question = Question, S extends CellState<Q> = CellState<Q>> = Omit<
  CellKind<Q, S>,
  'kind' | 'writes'
>;

/** A list of all kinds knows of none what it asks: that a cell's state and component are of its kind is seen to here. */
function of<Q extends Question, S extends CellState<Q>>(one: ShownKind<Q, S>): ShownKind {
  return one as unknown as ShownKind;
}
