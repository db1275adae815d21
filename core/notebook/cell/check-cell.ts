import type { Fields } from '../../model/fields.ts';
import { claimGate, type Gate } from '../../question/gate.ts';

/** What is to be so of another cell's answer. */
export interface Claim {
  /** As it is written. */
  text: string;
  /** The name of the cell whose answer it is about. */
  cell: string;
  /** Holds against that answer where the claim fails. */
  against: Gate;
}

/** `that:` of a check cell: one claim or a list of them, `spring.leak_rate == 0`. */
export function readClaims(fields: Fields): Claim[] {
  if (fields.node('that') === null) fields.missing('that', 'write that: spring.leak_rate == 0');
  return fields.parsed('that', false, readClaim);
}

function readClaim(text: string): Claim {
  const gate = claimGate(text, 'that');
  const dot = gate.path.indexOf('.');
  // A path of one word is the cell's, and what is wrong with it is said of its answer.
  const [cell, path] = dot === -1 ? [gate.path, ''] : [gate.path.slice(0, dot), gate.path.slice(dot + 1)];
  return { text: gate.text, cell, against: { ...gate, path } };
}
