import { askSkew } from '../../ask/skew.ts';
import { formatFeatureRef } from '../../model/feature-ref.ts';
import { skew as question } from '../../question/skew.ts';
import type { SkewReport } from '../../skew/report.ts';
import { sayUnclear } from '../../skew/verdict.ts';
import { command } from './command.ts';
import { conclude, failOn, gatesOf, located, requireFeatures } from './question.ts';
import { inWorkspace } from './session.ts';
import { skewText } from './skew-text.ts';

export const skewCommand = command({
  name: 'skew',
  usage: '(--features v:f,... | --service S) [--against online|LOG]',
  summary: 'Where serving differs from training: online values, or a served log, against the files',
  words: 0,
  question,
  options: failOn('a figure of the JSON is so: features.match_rate<1, features.mismatch>0'),
  async perform({ asked, values }, context) {
    requireFeatures(asked);
    const gates = gatesOf(values);
    const { terminal, run, cwd } = context;
    return inWorkspace(values.directory, context, async (session) => {
      const { report } = await askSkew(session, located(asked, session, cwd), run);
      return conclude(
        terminal,
        gates,
        report,
        values.json ? JSON.stringify(report, null, 2) : skewText(report, terminal),
        // Figures alone would pass for an all-clear.
        values.json ? unclear(report) : [],
      );
    });
  },
});

function unclear({ features }: SkewReport): string[] {
  return features.flatMap((feature) => {
    const why = sayUnclear(feature);
    return why === null ? [] : [`asof: ${formatFeatureRef(feature)}: ${why}`];
  });
}
