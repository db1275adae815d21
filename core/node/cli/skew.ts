import { planSkew, type SkewPlan } from '../../skew/plan.ts';
import type { SkewReport } from '../../skew/report.ts';
import { skew as compare, type SkewOptions } from '../../skew/skew.ts';
import { openOnlineStore } from '../online/open.ts';
import { bad } from './arguments.ts';
import { command, type Context } from './command.ts';
import { parseGate } from './fail-on.ts';
import { moment, now } from './moments.ts';
import { featureOptions, judge, ruleOptions } from './question.ts';
import { inWorkspace, resolveName, resolveRefs, sayInferred, type Session } from './session.ts';
import { skewText } from './skew-text.ts';

/** The store, where no log is named. */
const online = 'online';

export const skew = command({
  name: 'skew',
  usage: '(--features v:f,... | --service S) [--against online|LOG]',
  summary: 'Where serving differs from training: online values, or a served log, against the files',
  words: 0,
  options: {
    ...featureOptions,
    against: {
      kind: 'value',
      placeholder: 'online|LOG',
      help: 'the online store, or a label table or file with what was served; online is the default',
    },
    'as-of': { kind: 'value', placeholder: 'T', help: 'the moment that the store is compared at; now without it' },
    tolerance: {
      kind: 'value',
      placeholder: 'X',
      help: 'numbers that differ by at most this share are close; 1e-9 without it, and 0 between integers',
    },
    sample: { kind: 'value', placeholder: 'N', help: 'compare so many entities, always the same ones' },
    ...ruleOptions,
    boundary: { ...ruleOptions.boundary, help: 'whether a row at the very moment counts' },
    'cast-keys': { kind: 'flag', help: "compare a log's join keys as text" },
    'fail-on': {
      kind: 'list',
      placeholder: "'FIGURE>N'",
      help: 'exit with 1 where a figure of the JSON is so: features.match_rate<1, features.mismatch>0',
    },
  },
  async perform(values, _words, context) {
    const gates = values['fail-on'].map(parseGate);
    if (values.features.length === 0 && values.service === undefined)
      throw bad('no features are asked for', 'name some with --features view:feature, or a --service');
    const log = values.against === undefined || values.against === online ? null : values.against;
    if (log !== null && values['as-of'] !== undefined)
      throw bad('--as-of is for the online store', 'each row of a log has its own moment: leave it out');
    const options = {
      asOf: moment(values['as-of']) ?? now(),
      tolerance: readTolerance(values.tolerance),
      sample: readSample(values.sample),
    };
    return inWorkspace(values.directory, context, async (session) => {
      const { definitions, root } = session.workspace;
      const request = {
        features: resolveRefs(values.features, definitions, root, context.cwd),
        service: values.service,
        log: log === null ? null : resolveName(log, definitions.labels, root, context.cwd),
        options: {
          boundary: values.boundary === 'strict' ? ('strict' as const) : ('inclusive' as const),
          ttl: !values['no-ttl'],
          castKeys: values['cast-keys'],
        },
      };
      const report = await answer(session, await planSkew(session.workspace, request, context.run), options, context);
      const verdicts = judge(gates, report);
      const { terminal } = context;
      terminal.out(values.json ? JSON.stringify(report, null, 2) : skewText(report, terminal));
      verdicts.forEach((line) => terminal.err(line));
      return verdicts.length > 0 ? 1 : 0;
    });
  },
});

async function answer(
  { engine, workspace }: Session,
  plan: SkewPlan,
  options: SkewOptions,
  { terminal, run }: Context,
): Promise<SkewReport> {
  const { definitions, root, problems, tables } = workspace;
  const opened = [...(plan.log ? [plan.log.labels] : []), ...plan.views.map(({ view }) => view)];
  for (const { relation, inferred } of opened)
    sayInferred(relation.name, inferred).forEach((line) => terminal.err(line));
  if (problems.length > 0) terminal.err(`asof.yaml has problems elsewhere: asof check lists them (${problems.length})`);
  const store = plan.log ? null : await openOnlineStore(definitions.onlineStore, root, process.env);
  try {
    const { report } = await compare({ engine, store }, plan, options, run);
    for (const { relation } of opened) await tables.verify(relation);
    return report;
  } finally {
    await store?.close();
  }
}

function readTolerance(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, number, percent] = /^\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)\s*(%?)\s*$/i.exec(text) ?? [];
  const tolerance = number === undefined ? NaN : Number(number) / (percent ? 100 : 1);
  if (tolerance >= 0 && tolerance < 1) return tolerance;
  throw bad(`--tolerance "${text}" is no share`, 'write a number from 0 up to 1, for example 1e-6 or 1%');
}

function readSample(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text.trim()) && Number(text) > 0) return Number(text);
  throw bad(`--sample "${text}" is no count`, 'write how many entities to compare, for example 10000');
}
