import { BenchWorkspace } from './bench-workspace.ts';
import { wideViews } from './data.ts';
import { medians, seconds, type Measured } from './measure.ts';

/** The bars of the joins: each against what is measured in the same breath, on an engine that knows nothing yet. */
export async function measureJoins(folder: string, runs: number): Promise<Measured[]> {
  const fresh = (work: (workspace: BenchWorkspace) => Promise<unknown>) => () =>
    BenchWorkspace.use(folder, (workspace) => seconds(() => work(workspace)));
  const byHand = (view: string) => fresh((workspace) => workspace.byHand(view));
  const join = (...views: string[]) => fresh((workspace) => workspace.export(views));

  const plain = await medians(runs, {
    byHand: byHand('plain'),
    join: join('plain'),
    report: fresh((workspace) => workspace.leakage(['plain'], 'latest')),
  });
  const tied = await medians(runs, { byHand: byHand('tied'), join: join('tied') });
  const late = await medians(runs, { byHand: byHand('late'), join: join('late') });
  const wide = await medians(runs, { one: join(wideViews[0]!), ten: join(...wideViews) });

  return [
    alone('ASOF JOIN by hand', plain.byHand),
    compared('join, no ties', plain.join, 'by hand', plain.byHand, 1.2),
    compared('leakage report, latest', plain.report, 'the join', plain.join, 4),
    alone('ASOF JOIN by hand, ties', tied.byHand, 'picks any of the tied rows'),
    compared('join, ties everywhere', tied.join, 'by hand', tied.byHand, 2),
    alone('ASOF JOIN by hand, late rows', late.byHand, 'leaks them'),
    compared('join, available-at', late.join, 'by hand', late.byHand, 3),
    alone('one view of ten features', wide.one),
    compared('ten views of ten features', wide.ten, 'one view', wide.one, 12),
  ];
}

function alone(what: string, taken: number, note = ''): Measured {
  return { what, seconds: taken, ratio: null, note };
}

function compared(what: string, taken: number, to: string, baseline: number, atMost: number): Measured {
  return { what, seconds: taken, ratio: { to, is: taken / baseline, atMost }, note: '' };
}
