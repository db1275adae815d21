import type { AnswerStatus, CellState } from './cell-state.ts';

/** What a cell knows of another whose answer it uses. */
export interface UsedCell {
  readonly name: string | null;
  readonly title: string;
  readonly status: AnswerStatus | null;
  /** Another with each answer; null before the first. */
  readonly version: string | null;
  /** It has an answer, and none is under way. */
  readonly isReady: boolean;
  readonly state: Pick<CellState<never>, 'version' | 'hindered'>;
}

/** One that is used and has no answer, nor will it by itself. */
export function brokenOf<C extends UsedCell>(uses: readonly C[]): C | undefined {
  return uses.find((one) => whyBroken(one) !== null);
}

/** Why nothing can be answered that uses this one, in words. */
export function sayBroken(cell: UsedCell): string {
  return `${sayCell(cell)} ${whyBroken(cell)}`;
}

/** Null where it has an answer, or will. */
function whyBroken({ status, state }: UsedCell): string | null {
  const said = status && saidOf[status.status];
  if (said) return said;
  return status?.status === 'running' || !state.hindered ? null : `cannot be asked: ${state.hindered}`;
}

/** Those that are used and stale themselves, in words. */
export function sayStale(uses: readonly UsedCell[]): string[] {
  return uses.filter(({ status }) => status?.status === 'stale').map((one) => `${sayCell(one)} is stale`);
}

/** What an answer depends on beside its question: its own inputs and the answers that it uses; null while some of it is not known. */
export function inputsOf(own: string | null, uses: readonly UsedCell[]): string | null {
  if (own === null || uses.some((one) => !one.isReady)) return null;
  // What a parameter is stands in the question.
  const others = uses.filter(({ state }) => state.version === undefined);
  return [own, ...others.map(({ name, version }) => `${name} ${version}`)].join('\n');
}

export function sayCell({ name, title }: Pick<UsedCell, 'name' | 'title'>): string {
  return name ?? title;
}

const saidOf: Partial<Record<AnswerStatus['status'], string>> = {
  failed: 'failed',
  blocked: 'is blocked',
  cancelled: 'was stopped',
};
