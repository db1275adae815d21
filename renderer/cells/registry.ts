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
import { Catalog } from './catalog/catalog.svelte.ts';
import { CheckAnswer, checkBody } from './check/check.svelte.ts';
import CheckCell from './check/CheckCell.svelte';
import { Cost } from './cost/cost.svelte.ts';
import { Data } from './data/data.svelte.ts';
import { Define } from './define/define.svelte.ts';
import { Drift } from './drift/drift.svelte.ts';
import { Duplicates } from './duplicates/duplicates.svelte.ts';
import { Freshness } from './freshness/freshness.svelte.ts';
import { Leakage } from './leakage/leakage.svelte.ts';
import { Lookup } from './lookup/lookup.svelte.ts';
import { Materialize } from './materialize/materialize.svelte.ts';
import { Parameter, parameterBody } from './parameter/parameter.svelte.ts';
import ParameterCell from './parameter/ParameterCell.svelte';
import { Plotted } from './plot/plot.svelte.ts';
import PlotCell from './plot/PlotCell.svelte';
import ProseCell from './prose/ProseCell.svelte';
import { Still } from './prose/still.ts';
import UnreadCell from './prose/UnreadCell.svelte';
import { Serving } from './serving/serving.svelte.ts';
import { Skew } from './skew/skew.svelte.ts';
import { SqlCellState } from './sql/sql.svelte.ts';
import { TrainingSet } from './training-set/training-set.svelte.ts';

/** How each kind of cell is shown, in the order in which they are offered; a kind that is missing does not compile. */
const shown = {
  prose: of({ title: 'prose', question: prose, state: Still, component: ProseCell }),
  data: of({ title: 'data', question: kinds.data.question, state: Data, load: () => import('./data/DataCell.svelte') }),
  leakage: of({
    title: 'leakage',
    question: kinds.leakage.question,
    state: Leakage,
    load: () => import('./leakage/LeakageCell.svelte'),
  }),
  'training-set': of({
    title: 'training set',
    question: kinds['training-set'].question,
    state: TrainingSet,
    load: () => import('./training-set/TrainingSetCell.svelte'),
  }),
  // Asks its user, and no file, whether it may write to production.
  materialize: of({
    title: 'materialize',
    question: materialize,
    state: Materialize,
    load: () => import('./materialize/MaterializeCell.svelte'),
  }),
  lookup: of({
    title: 'look up',
    question: kinds.lookup.question,
    state: Lookup,
    load: () => import('./lookup/LookupCell.svelte'),
  }),
  serving: of({
    title: 'serving',
    question: kinds.serving.question,
    state: Serving,
    load: () => import('./serving/ServingCell.svelte'),
  }),
  sql: of({
    title: 'SQL',
    question: sqlText,
    names: true,
    state: SqlCellState,
    load: () => import('./sql/SqlCell.svelte'),
  }),
  skew: of({ title: 'skew', question: kinds.skew.question, state: Skew, load: () => import('./skew/SkewCell.svelte') }),
  audit: of({
    title: 'audit',
    question: kinds.audit.question,
    state: Audit,
    load: () => import('./audit/AuditCell.svelte'),
  }),
  drift: of({
    title: 'drift',
    question: kinds.drift.question,
    state: Drift,
    load: () => import('./drift/DriftCell.svelte'),
  }),
  freshness: of({
    title: 'freshness',
    question: kinds.freshness.question,
    state: Freshness,
    load: () => import('./freshness/FreshnessCell.svelte'),
  }),
  catalog: of({
    title: 'catalog',
    question: kinds.catalog.question,
    state: Catalog,
    load: () => import('./catalog/CatalogCell.svelte'),
  }),
  duplicates: of({
    title: 'duplicates',
    question: kinds.duplicates.question,
    state: Duplicates,
    load: () => import('./duplicates/DuplicatesCell.svelte'),
  }),
  cost: of({ title: 'cost', question: kinds.cost.question, state: Cost, load: () => import('./cost/CostCell.svelte') }),
  define: of({
    title: 'define',
    question: kinds.define.question,
    state: Define,
    load: () => import('./define/DefineCell.svelte'),
  }),
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
