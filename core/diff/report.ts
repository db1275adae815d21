import type { Kind } from '../model/known.ts';

/** `diff --json`; spec section 8. */
export interface DiffReport {
  /** How the two are called. */
  old: string;
  new: string;
  /** How many there are in `definitions`: added, removed or changed, views by their sources and services by their views too. */
  changed: number;
  /** In the order views, services, all else; each as in the new file, the removed ones last. */
  definitions: DefinitionChange[];
  /** The project's name and what says where records are; where any of it changes, none are there. */
  store: FieldChange[];
  /** Views whose records have to be written again, and how. */
  materialize: Rewriting[];
  /** How many there are in `breaks`. */
  broken: number;
  /** What worked by the old version and does not by the new one, a line each: what is wrong in the file, and who asks for what is gone. */
  breaks: string[];
  /** What could not be compared. */
  notes: string[];
}

export interface DefinitionChange {
  kind: Kind;
  name: string;
  change: 'added' | 'removed' | 'changed';
  /** What is said otherwise; empty of what is added or removed. */
  fields: FieldChange[];
  /** Of a view and of a service. */
  features: FeatureChange[];
  /** What it means for training sets, and for records and look-ups online; null where it means nothing there. */
  training: string | null;
  online: string | null;
}

export interface FieldChange {
  /** As `asof.yaml` writes it; of a view's source and of its entities with their kind before: `source.path`. */
  field: string;
  /** As YAML in a line; null where it is not said. */
  old: string | null;
  new: string | null;
}

export interface FeatureChange {
  /** Of a service `view:feature`. */
  feature: string;
  change: 'added' | 'removed' | 'changed';
  /** Of a service's empty: its view says what. */
  fields: FieldChange[];
}

/**
 * `run`: the next run writes what is needed. `overwrite`: records of the old definition stay where the files have
 * nothing newer, so they have to be written over. `forget`: they are under other keys, where nobody looks any more.
 */
export type RewriteHow = 'run' | 'overwrite' | 'forget';

export interface Rewriting {
  view: string;
  how: RewriteHow;
  /** One line. */
  why: string;
  /** What does it. */
  commands: string[];
}
