import { audit } from '../../core/question/audit.ts';
import { data } from '../../core/question/data.ts';
import { leakage } from '../../core/question/leakage.ts';
import { lookup } from '../../core/question/lookup.ts';
import { materialize } from '../../core/question/materialize.ts';
import { plot } from '../../core/question/plot.ts';
import { prose } from '../../core/question/prose.ts';
import type { Question } from '../../core/question/question.ts';
import { sqlText } from '../../core/question/sql.ts';
import { skew } from '../../core/question/skew.ts';
import { trainingSet } from '../../core/question/training-set.ts';
import type { CellState } from '../state/cell-state.ts';
import type { CellKind } from '../state/cell.svelte.ts';
import { Ask, askBody } from './ask/ask.svelte.ts';
import AskCell from './ask/AskCell.svelte';
import { Audit } from './audit/audit.svelte.ts';
import AuditCell from './audit/AuditCell.svelte';
import { CheckAnswer, checkBody } from './check/check.svelte.ts';
import CheckCell from './check/CheckCell.svelte';
import { Data } from './data/data.svelte.ts';
import DataCell from './data/DataCell.svelte';
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
import { Skew } from './skew/skew.svelte.ts';
import SkewCell from './skew/SkewCell.svelte';
import { SqlCellState } from './sql/sql.svelte.ts';
import SqlCell from './sql/SqlCell.svelte';
import { TrainingSet } from './training-set/training-set.svelte.ts';
import TrainingSetCell from './training-set/TrainingSetCell.svelte';

/** Every kind of cell, in the order in which they are offered. What one is can be told from its question and its state alone. */
export const cellKinds: readonly CellKind[] = [
  kind({ kind: 'prose', title: 'prose', question: prose, writes: false, state: Still, component: ProseCell }),
  kind({ kind: 'data', title: 'data', question: data, writes: false, state: Data, component: DataCell }),
  kind({
    kind: 'leakage',
    title: 'leakage',
    question: leakage,
    writes: false,
    state: Leakage,
    component: LeakageCell,
  }),
  kind({
    kind: 'training-set',
    title: 'training set',
    question: trainingSet,
    writes: false,
    state: TrainingSet,
    component: TrainingSetCell,
  }),
  kind({
    kind: 'materialize',
    title: 'materialize',
    question: materialize,
    writes: true,
    state: Materialize,
    component: MaterializeCell,
  }),
  kind({ kind: 'lookup', title: 'look up', question: lookup, writes: false, state: Lookup, component: LookupCell }),
  kind({
    kind: 'sql',
    title: 'SQL',
    question: sqlText,
    writes: false,
    names: true,
    state: SqlCellState,
    component: SqlCell,
  }),
  kind({ kind: 'skew', title: 'skew', question: skew, writes: false, state: Skew, component: SkewCell }),
  kind({ kind: 'audit', title: 'audit', question: audit, writes: false, state: Audit, component: AuditCell }),
  kind({
    kind: 'plot',
    title: 'plot',
    question: plot,
    writes: false,
    names: true,
    state: Plotted,
    component: PlotCell,
  }),
  kind({
    kind: 'parameter',
    title: 'parameter',
    question: parameterBody,
    writes: false,
    state: Parameter,
    component: ParameterCell,
  }),
  kind({
    kind: 'check',
    title: 'check',
    question: checkBody,
    writes: false,
    names: true,
    state: CheckAnswer,
    component: CheckCell,
  }),
  kind({ kind: 'ask', title: 'question', question: askBody, writes: false, state: Ask, component: AskCell }),
  kind({ kind: 'unread', title: 'cell', question: prose, writes: false, state: Still, component: UnreadCell }),
];

/** A list of all kinds knows of none what it asks: that a cell's state and component are of its kind is seen to here. */
function kind<Q extends Question, S extends CellState<Q>>(one: CellKind<Q, S>): CellKind {
  return one as unknown as CellKind;
}
