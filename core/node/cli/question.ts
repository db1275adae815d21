import { earlierWarnings } from '../../check/times.ts';
import { planJoin } from '../../workspace/plan.ts';
import type { JoinPlan, ViewCoverage } from '../../join/request.ts';
import { doubtSentences } from '../../join/doubts.ts';
import { parseDuration } from '../../time/duration.ts';
import { bad, type Option, type Values } from './arguments.ts';
import type { Context } from './command.ts';
import { held, parseGate, type Gate } from './fail-on.ts';
import { resolveName, resolveRefs, sayInferred, type Session } from './session.ts';

/** Which features of the definitions are asked about. */
export const featureOptions = {
  features: {
    kind: 'list',
    placeholder: 'v:f,...',
    help: 'features of views; v alone is all of them; v:"a,b" where a name has commas or colons',
  },
  service: { kind: 'value', placeholder: 'S', help: 'the features of a feature service' },
} as const satisfies Record<string, Option>;

/** By which rules rows count. */
export const ruleOptions = {
  boundary: {
    kind: 'value',
    choices: ['inclusive', 'strict'],
    placeholder: 'B',
    help: "whether a row at the label's very time counts",
  },
  'no-ttl': { kind: 'flag', help: 'as if no view had a TTL' },
} as const satisfies Record<string, Option>;

/** What every question about a training set is asked with. */
export const questionOptions = {
  labels: { kind: 'value', placeholder: 'L', help: 'a label table of asof.yaml, or a file' },
  ...featureOptions,
  features: {
    ...featureOptions.features,
    help: 'features of views or of files; v alone is all of them; v:"a,b" where a name has commas or colons',
  },
  ...ruleOptions,
  embargo: {
    kind: 'value',
    placeholder: 'D',
    help: 'what happened or became known less than D (6h) before a label does not count',
  },
  'cast-keys': { kind: 'flag', help: 'compare join keys as text' },
  'fail-on': {
    kind: 'list',
    placeholder: "'FIGURE>N'",
    help: 'exit with 1 where a figure of the JSON is so, or was not measured: leak_rate>0, features.suspicious>0',
  },
} as const satisfies Record<string, Option>;

type QuestionValues = Values<typeof questionOptions>;

/** What can be told wrong before anything is opened. */
export function checkQuestion(values: QuestionValues): { labels: string; gates: Gate[] } {
  if (values.labels === undefined) throw bad('--labels is missing', 'name a label table of asof.yaml, or a file');
  if (values.features.length === 0 && values.service === undefined) {
    throw bad('no features are asked for', 'name some with --features view:feature, or a --service');
  }
  parseDuration(values.embargo);
  return { labels: values.labels, gates: values['fail-on'].map(parseGate) };
}

/** Resolves the names; says what was guessed and what is wrong elsewhere in the definitions. */
export async function plan(
  { workspace, engine }: Session,
  labels: string,
  values: QuestionValues,
  request: { target?: string; options?: Partial<JoinPlan['options']> },
  { terminal, run, cwd }: Context,
): Promise<JoinPlan> {
  const { definitions, root, problems } = workspace;
  const joinPlan = await planJoin(
    workspace,
    {
      labels: resolveName(labels, definitions.labels, root, cwd),
      features: resolveRefs(values.features, definitions, root, cwd),
      service: values.service,
      target: request.target,
      options: {
        boundary: values.boundary === 'strict' ? 'strict' : 'inclusive',
        ttl: !values['no-ttl'],
        castKeys: values['cast-keys'],
        embargo: parseDuration(values.embargo) ?? 0n,
        ...request.options,
      },
    },
    run,
  );
  for (const { relation, inferred } of [joinPlan.labels, ...joinPlan.views.map((planned) => planned.view)]) {
    sayInferred(relation.name, inferred).forEach((line) => terminal.err(line));
  }
  for (const warning of await earlierWarnings(engine, joinPlan, run)) terminal.err(`asof: ${warning}`);
  if (problems.length > 0) terminal.err(`asof.yaml has problems elsewhere: asof check lists them (${problems.length})`);
  return joinPlan;
}

/** A line for each doubt about what the label rows were joined to. */
export function sayDoubts(views: readonly ViewCoverage[], rows: number): string[] {
  const sentences = views.flatMap((view) => doubtSentences(view, rows));
  return sentences.map((sentence) => `asof: ${sentence.map((phrase) => phrase.text).join('')}`);
}

/** A line for each gate that holds. Throws where a gate asks for what is not in the report. */
export function judge(gates: readonly Gate[], report: object): string[] {
  return gates.flatMap((gate) => {
    const figures = held(gate, report);
    return figures.length === 0 ? [] : [`asof: --fail-on '${gate.text}' holds: ${figures.join(', ')}`];
  });
}
