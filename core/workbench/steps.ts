import type { Run } from '../engine/engine.ts';

/** What an engine calls a statement that runs: it does not know what for. */
const unnamed = 'running';

/** A run whose reports always say what is being done: an engine's own tell only how far the step before is. */
export function named(run: Run): Run {
  const { progress } = run;
  if (!progress) return run;
  let last = { step: unnamed, fraction: null as number | null };
  return {
    ...run,
    progress(report) {
      if (report.step !== unnamed) last = report;
      progress(report.step === unnamed ? { step: last.step, fraction: last.fraction ?? report.fraction } : report);
    },
  };
}
