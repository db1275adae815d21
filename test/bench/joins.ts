import { BenchWorkspace } from './bench-workspace.ts';
import { manyFeatures, wideViews } from './data.ts';
import { inTurn, type Measured, type Taken } from './measure.ts';

/** The bars of the joins. What is compared is measured in turn, on one engine, as a session has it. */
export async function measureJoins(folder: string, runs: number): Promise<Measured[]> {
  return [
    ...(await BenchWorkspace.use(folder, (workspace) => plain(workspace, runs))),
    ...(await BenchWorkspace.use(folder, (workspace) => againstHand(workspace, 'tied', 'ties everywhere', 2, runs))),
    ...(await BenchWorkspace.use(folder, (workspace) => againstHand(workspace, 'late', 'available-at', 3, runs))),
    ...(await BenchWorkspace.use(folder, (workspace) => wide(workspace, runs))),
    ...(await BenchWorkspace.use(folder, (workspace) => many(workspace, runs))),
  ];
}

async function plain(workspace: BenchWorkspace, runs: number): Promise<Measured[]> {
  const joins = await againstHand(workspace, 'plain', 'no ties', 1.2, runs);
  const { join, report } = await inTurn(runs, {
    join: () => workspace.export(['plain']),
    report: () => workspace.leakage(['plain'], 'latest'),
  });
  return [...joins, compared('leakage report, latest', report, 'the join', join, 4)];
}

async function againstHand(
  workspace: BenchWorkspace,
  view: string,
  kind: string,
  atMost: number,
  runs: number,
): Promise<Measured[]> {
  const { byHand, join } = await inTurn(runs, {
    byHand: () => workspace.byHand(view),
    join: () => workspace.export([view]),
  });
  return [alone(`ASOF JOIN by hand, ${kind}`, byHand), compared(`join, ${kind}`, join, 'by hand', byHand, atMost)];
}

async function wide(workspace: BenchWorkspace, runs: number): Promise<Measured[]> {
  const { one, ten } = await inTurn(runs, {
    one: () => workspace.export(wideViews.slice(0, 1)),
    ten: () => workspace.export(wideViews),
  });
  return [alone('one view of ten features', one), compared('ten views of ten features', ten, 'one view', one, 12)];
}

async function many(workspace: BenchWorkspace, runs: number): Promise<Measured[]> {
  const { byHand, one, all } = await inTurn(runs, {
    byHand: () => workspace.byHandOfMany(),
    one: () => workspace.leakageOfMany(1),
    all: () => workspace.leakageOfMany(manyFeatures.length),
  });
  return [
    alone(`ASOF JOIN by hand, ${manyFeatures.length} features`, byHand),
    alone('leakage of one feature', one),
    compared(`leakage of ${manyFeatures.length} features`, all, 'one feature', one, 40),
    compared('the same', all, 'by hand', byHand, 3),
  ];
}

export function alone(what: string, taken: Taken): Measured {
  return { what, seconds: taken.median, first: taken.first, cpu: taken.cpu, ratio: null, note: '' };
}

export function compared(what: string, taken: Taken, to: string, baseline: Taken, atMost: number): Measured {
  return { ...alone(what, taken), ratio: { to, is: taken.median / baseline.median, atMost } };
}
