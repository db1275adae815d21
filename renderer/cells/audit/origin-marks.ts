import type { Origin } from '../../../core/audit/report.ts';
import type { Computed } from '../../../core/skew/report.ts';
import type { BarPart } from '../../ui/PartsBar.svelte';

/** What a value's origin means, in the order of a bar. */
export const originMarks: Readonly<Record<Origin, Omit<BarPart, 'rows'>>> = {
  known: { text: 'known', look: 'past', why: 'what the as-of join gives' },
  stale: { text: 'stale', look: 'amber', why: 'only in an older row than the right one' },
  either: {
    text: 'either',
    look: 'hollow',
    why: 'in an older row and in one from the future: which it was cannot be told',
  },
  future: { text: 'future', look: 'leak', why: 'only in rows that could not count yet at the label’s time' },
  unknown: { text: 'unknown', look: 'ink', why: 'in no row of its entity' },
  null: { text: 'null', look: 'faint', why: 'no value' },
};

const computedWhy: Readonly<Record<Computed, Partial<Record<Origin, string>>>> = {
  windows: {
    future: 'what a naive join gives, which counts events that could not count yet at the label’s time',
    unknown: 'not what the window held, nor what a naive join gives',
  },
  on_demand: { unknown: 'not what is computed from what was known: where it comes from was not looked for' },
};

/** The same of what is computed, which no row has, where it means something else. */
export function whyComputed(origin: Origin, computed?: Computed): string | undefined {
  return computed && computedWhy[computed][origin];
}
