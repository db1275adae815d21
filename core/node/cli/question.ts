import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { AskContext } from '../../ask/context.ts';
import { AsofError } from '../../errors/asof-error.ts';
import type { FeatureRef } from '../../model/feature-ref.ts';
import { isPath } from '../../model/path.ts';
import { held, parseGate, type Gate } from '../../question/gate.ts';
import type { Option } from '../../question/options.ts';
import { globRoot, isGlob } from '../../table/glob.ts';
import type { ExitStatus } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Of every command whose report can be a gate. `when` says of which figures. */
export function failOn(when: string) {
  return {
    'fail-on': { kind: 'list', placeholder: "'FIGURE>N'", help: `exit with 1 where ${when}` },
  } as const satisfies Record<string, Option>;
}

export function gatesOf(values: { 'fail-on': string[] }): Gate[] {
  return values['fail-on'].map((text) => parseGate(text));
}

interface AskedFeatures {
  features?: readonly FeatureRef[];
  service?: string;
}

/** What can be told before anything is opened. Throws `no_features`. */
export function requireFeatures({ features = [], service }: AskedFeatures): void {
  if (features.length === 0 && service === undefined) throw new AsofError('no_features');
}

/**
 * A question with the tables and views that a command line names as seen from the workspace. An unnamed
 * file is relative to the current folder, and where it is not there, to the workspace.
 */
export function located<
  Q extends {
    set?: string;
    table?: string;
    labels?: string;
    log?: string | null;
    reference?: string;
    current?: string;
    features?: readonly (FeatureRef | string)[];
  },
>(asked: Q, { workspace: { definitions, root } }: AskContext, cwd: string): Q {
  const name = (given: string, names: readonly { name: string }[]): string => {
    if (
      isAbsolute(given) ||
      !isPath(given) ||
      names.some((one) => given === one.name || given.startsWith(`${one.name}@`))
    )
      return given;
    const [path] = given.split(/@(?=[^@]*\.\.)/) as [string];
    const place = isGlob(path) ? globRoot(path) : path;
    const here = root !== cwd && existsSync(resolve(cwd, place));
    return here ? relative(root, resolve(cwd, given)) : given;
  };
  const { set, table, labels, log, reference, current, features } = asked;
  const tables = [...definitions.labels, ...definitions.featureViews, ...definitions.sources];
  return {
    ...asked,
    ...(set !== undefined && { set: name(set, definitions.labels) }),
    ...(table !== undefined && { table: name(table, tables) }),
    ...(labels !== undefined && { labels: name(labels, definitions.labels) }),
    ...(log != null && { log: name(log, definitions.labels) }),
    ...(reference !== undefined && { reference: name(reference, tables) }),
    ...(current !== undefined && { current: name(current, tables) }),
    ...(features && {
      features: features.map((ref) =>
        typeof ref === 'string' ? ref : { ...ref, view: name(ref.view, definitions.featureViews) },
      ),
    }),
  };
}

/** Prints an answer, then which gates hold. Throws where a gate asks for what is not in the report. */
export function conclude(
  { out, err }: Pick<Terminal, 'out' | 'err'>,
  gates: readonly Gate[],
  report: object,
  printed: string,
  doubts: readonly string[] = [],
): ExitStatus {
  const verdicts = gates.flatMap((gate) => {
    const figures = held(gate, report);
    return figures.length === 0 ? [] : [`asof: --fail-on '${gate.text}' holds: ${figures.join(', ')}`];
  });
  out(printed);
  [...doubts, ...verdicts].forEach((line) => err(line));
  return verdicts.length > 0 ? 1 : 0;
}
