import type { KeptAnswer, KeptId } from '../rpc/kept-api.ts';

/** A port: where answers are kept beside a notebook, to be shown when it is opened again; never for anything else. */
export interface KeptAnswers {
  /** The latest first. */
  list(of: KeptPlace): Promise<KeptAnswer[]>;
  /** Null where there is none that this user has kept. */
  notes(of: KeptPlace, which: KeptId): Promise<Uint8Array | null>;
  keep(of: KeptPlace, answer: KeptAnswer, notes: Uint8Array): Promise<void>;
}

/** A notebook of a workspace. */
export interface KeptPlace {
  root: string;
  notebook: string;
}

/** For a page alone: its cells answer anew, from files that it has at hand. */
export const keepsNoAnswers: KeptAnswers = {
  list: () => Promise.resolve([]),
  notes: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
};
