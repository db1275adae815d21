import type { LookupAnswer, LookupChoice } from '../ask/look-up-entity.ts';
import type { Materialized } from '../ask/materialize.ts';
import type { MaterializePlan } from '../ask/plan-runs.ts';
import type { RunFreshness } from '../freshness/judge.ts';
import type { FinishedRun, StoreInfo } from '../online/online-store.ts';
import type { SecretPlace } from '../online/secrets.ts';
import type { ForgetEntityQuestion } from '../question/forget.ts';
import type { LookupEntityQuestion } from '../question/lookup.ts';
import type { MaterializePlanQuestion, MaterializeQuestion } from '../question/materialize.ts';

export type * from '../ask/look-up-entity.ts';
export type { ComputedView } from '../ask/look-up-computed.ts';
export type { LookedUpFeature, OfflineStatus } from '../ask/looked-up-feature.ts';
export type { Materialized } from '../ask/materialize.ts';
export type { MaterializePlan, PlannedRun } from '../ask/plan-runs.ts';
export type { ReadBack } from '../ask/read-back.ts';

/** The part of the contract that is about the online store; spec section 4. */
export interface OnlineApi {
  /** How the store is now; it costs a round trip. A store that cannot be reached is an answer. */
  onlineState(input: { workspace: string }): OnlineState;
  /** How much of a view the store holds, and how new that is. */
  onlineRecords(input: { workspace: string; view: string; whole: boolean }): OnlineRecords;

  /** What the connection form begins with. */
  connection(input: { workspace: string }): StoreConnection;
  /** Opens a connection and closes it again; throws what is wrong with it. */
  testConnection(input: { workspace: string; target: ConnectionTarget }): ConnectionTest;
  /** Writes it to asof.yaml, but for the password, and uses it from then on. */
  saveConnection(input: { workspace: string; target: ConnectionTarget; keep: SecretPlace }): OnlineState;
  /** Keeps a password that the store asks for, once it is proven right. */
  giveSecret(input: { workspace: string; password: string; keep: SecretPlace }): OnlineState;

  /** What a run would write; nothing is. */
  materializePlan(input: { workspace: string } & MaterializePlanQuestion): MaterializePlan;
  /** One view. `confirm` is the environment's name, without which nothing is written to production. */
  materialize(
    input: { workspace: string; view: string } & Pick<MaterializeQuestion, 'start' | 'end' | 'confirm' | 'overwrite'>,
  ): Materialized;

  /** What can be looked up: per set of join keys, its views and some entities that are there. */
  lookupChoices(input: { workspace: string }): LookupChoice[];
  /** All online features of one entity. */
  lookup(input: { workspace: string } & LookupEntityQuestion): LookupAnswer;
  /** Removes one entity's record from a view; false where there was none. `confirm` as of `materialize`. */
  forget(input: { workspace: string } & ForgetEntityQuestion): { removed: boolean };
}

export interface OnlineState {
  kind: StoreInfo['kind'];
  /** Without secrets. */
  address: string;
  environment: string | null;
  /** Writing there asks for the environment's name. */
  guarded: boolean;
  /** One line; null where it can be reached. */
  problem: { title: string; hint: string } | null;
  /** It asks for a password and none is known. */
  asksPassword: boolean;
  latencyMs: number | null;
  /** What should be known before writing there. */
  warnings: readonly string[];
  /** Every view that is online, in the order of its definition. */
  views: OnlineViewState[];
}

export interface OnlineViewState {
  view: string;
  lastRun: FinishedRun | null;
  /** Null where it is not known, or the view declares nothing. */
  freshness: RunFreshness | null;
}

export interface OnlineRecords {
  view: string;
  records: number;
  /** False: `records` is about right; the store was not read to its end. */
  exact: boolean;
  /** Event times of the records that were looked at; null where there are none. */
  newest: bigint | null;
  oldest: bigint | null;
  /** How many were looked at for that. */
  looked: number;
}

export interface StoreConnection {
  type: 'embedded' | 'redis';
  /** As asof.yaml has it, without a password. */
  address: string;
  environment: string;
  /** A password is known for it. */
  hasPassword: boolean;
  /** Why a password cannot go to the keychain: one line; null where it can. */
  keychainProblem: string | null;
  /** Why nothing can be saved here: one line; null where it can. */
  problem: string | null;
}

export interface ConnectionTarget {
  type: 'embedded' | 'redis';
  address: string;
  /** Null: the one that is known already, if there is one. */
  password: string | null;
  environment: string;
}

export interface ConnectionTest {
  address: string;
  latencyMs: number;
  warnings: readonly string[];
  /** Views of this project that are there already. */
  views: number;
}
