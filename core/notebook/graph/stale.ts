import type { FileVersions } from '../../results/results.ts';

/** All that an answer depends on. Equal parts, equal answer; what differs is why it is stale. */
export interface AnswerKey {
  kind: string;
  /** What was asked, with the values of parameters, by `askedText`. */
  asked: string;
  /** Of the tables that were read. */
  files: FileVersions;
  /** What `asof.yaml` said. */
  definitions: string;
  /** What else it depended on: the runs into a store, the values of parameters. */
  inputs: string;
  /** Of each cell that was used, by its name, which of its answers it was. */
  cells: Readonly<Record<string, string>>;
  /** Name and version. */
  engine: string;
}

/** Why an answer is no longer the one that would be given now, in words; empty where it is. */
export function staleBecause(then: AnswerKey, now: AnswerKey): string[] {
  return [
    ...changesOfCell(then, now),
    ...(then.definitions !== now.definitions ? ['asof.yaml changed'] : []),
    ...differing(then.files, now.files).map((name) => `the file of ${name} changed`),
    ...differing(then.cells, now.cells).map((name) => `${name} changed`),
    ...(then.engine !== now.engine ? [`it was computed by ${then.engine}`] : []),
  ];
}

/** An SQL cell's inputs have its text in them. */
function changesOfCell(then: AnswerKey, now: AnswerKey): string[] {
  if (then.kind !== now.kind || then.asked !== now.asked) return ['the cell changed'];
  return then.inputs !== now.inputs ? ['what it depends on changed'] : [];
}

function differing(then: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return names.filter((name) => then[name] !== now[name]);
}

/** A question as text: equal ones are equal, in whatever order their fields were written. */
export function askedText(asked: unknown): string {
  return JSON.stringify(asked, (_, value: unknown) => {
    if (typeof value === 'bigint') return { bigint: String(value) };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
