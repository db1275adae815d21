import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import type { Engine } from '../../core/engine/engine.ts';
import { Scratch } from '../../core/engine/scratch.ts';
import { everyFeature } from '../../core/model/feature-ref.ts';
import { openNative, type NativeEngine } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { ident, join, sql, type Sql } from '../../core/sql/sql.ts';
import { parseInstant } from '../../core/time/instant.ts';
import { exportTrainingSet } from '../../core/training-set/export.ts';
import { viewAt, type WindowView } from '../../core/view/windows/view-at.ts';
import { planJoin } from '../../core/workspace/plan-join.ts';
import { openWorkspace, type Workspace } from '../../core/workspace/workspace.ts';
import { inTurn, type Measured, type Taken } from './measure.ts';
import { alone, compared } from './joins.ts';

const windows = ['1h', '3h', '24h'];
const functions = ['count', 'sum', 'mean', 'max'];
const byTotals = functions.slice(0, 3);
const end = parseInstant('2024-12-01');
/** The slice of labels that a range join by hand is tried on: so many that to read the events is not what takes the time. */
const slice = 10;

/** Of each data set its rows and keys; events lie anywhere in 2024, in the order of time, as a log has them, and are known up to three hours later. */
interface Shape {
  name: string;
  events: number;
  labels: number;
  keys: number;
}

/**
 * Twelve aggregates, three windows of four functions. At scale 1: 300,000 labels over 3 million events of 300 keys; the
 * same of 10,000 keys; and one key with 0.5, 1 and 2 million events under 100,000 labels.
 */
export async function measureWindows(folder: string, scale: number, runs: number): Promise<Measured[]> {
  const of = (name: string, events: number, labels: number, keys: number): Shape => {
    return { name, events: Math.ceil(events * scale), labels: Math.ceil(labels * scale), keys };
  };
  const busy = of('busy', 3e6, 3e5, 300);
  const sparse = of('sparse', 3e6, 3e5, 10_000);
  const hot = [0.5, 1, 2].map((millions) => of(`hot${millions * 10}`, millions * 1e6, 1e5, 1));
  const engine = await openNative();
  try {
    const workspace = await makeWorkspace(engine, folder, [busy, sparse, ...hot]);
    const train = async (shape: Shape, kind: string): Promise<void> => {
      const asked = {
        labels: `${shape.name}_labels`,
        features: [{ view: `${shape.name}_${kind}`, feature: everyFeature }],
      };
      const out = joinPath(folder, 'out.parquet');
      const provenance = { version: 'bench', definitions: null, root: '' };
      await exportTrainingSet({ engine, tables: workspace.tables }, await planJoin(workspace, asked), out, provenance);
      rmSync(out);
    };
    return [
      ...(await ofBusy(engine, folder, busy, train, runs)),
      ...(await ofSparse(engine, folder, sparse, train, runs)),
      ...(await ofOneKey(hot, train, runs)),
      ...(await materialized(engine, folder, busy, workspace, runs)),
    ];
  } finally {
    await engine.close();
  }
}

type Train = (shape: Shape, kind: string) => Promise<void>;

async function ofBusy(engine: Engine, folder: string, shape: Shape, train: Train, runs: number): Promise<Measured[]> {
  const { asOf, byHand, totals, all, late } = await inTurn(runs, {
    asOf: () => asOfByHand(engine, folder, shape),
    byHand: () => rangeJoin(engine, folder, shape, slice),
    totals: () => train(shape, 'totals'),
    all: () => train(shape, 'all'),
    late: () => train(shape, 'late'),
  });
  const whole = times(byHand, slice);
  return [
    alone('one ASOF JOIN by hand, 300 keys', asOf),
    compared('nine aggregates by totals', totals, 'one ASOF JOIN', asOf, 6),
    compared('twelve aggregates', all, 'one ASOF JOIN', asOf, 12),
    compared('twelve, of what was known', late, 'without available_at', all, 1.5),
    compared(`the same by a range join by hand, ${slice} x a slice`, all, 'by hand', whole, 1 / 20),
  ];
}

async function ofSparse(engine: Engine, folder: string, shape: Shape, train: Train, runs: number): Promise<Measured[]> {
  const { byHand, all } = await inTurn(runs, {
    byHand: () => rangeJoin(engine, folder, shape, 1),
    all: () => train(shape, 'all'),
  });
  return [
    alone('range join by hand, 10,000 keys', byHand),
    compared('twelve aggregates, 10,000 keys', all, 'range join by hand', byHand, 1.2),
  ];
}

async function ofOneKey(shapes: readonly Shape[], train: Train, runs: number): Promise<Measured[]> {
  const rows: Measured[] = [];
  for (const [kind, atMost] of [
    ['totals', 4.4],
    ['all', 5],
  ] as const) {
    const things = shapes.map((shape) => [shape.name, () => train(shape, kind)] as const);
    const taken = await inTurn(runs, Object.fromEntries(things));
    const [least, half, most] = shapes.map(({ name }) => taken[name]!);
    const what = kind === 'totals' ? 'nine by totals' : 'twelve';
    rows.push(alone(`${what}, one key of 0.5 M events`, least!), alone(`${what}, of 1 M`, half!));
    rows.push(compared(`${what}, of 2 M`, most!, 'of 0.5 M', least!, atMost));
  }
  return rows;
}

async function materialized(
  engine: NativeEngine,
  folder: string,
  shape: Shape,
  workspace: Workspace,
  runs: number,
): Promise<Measured[]> {
  const view = (await workspace.view(`${shape.name}_all`, null, {})) as unknown as WindowView;
  const { byHand, ours } = await inTurn(runs, {
    byHand: () => engine.rows(groupBy(folder, shape)),
    async ours() {
      const scratch = new Scratch(engine);
      await viewAt(engine, view, { asOf: end, options: { boundary: 'strict', ttl: false } }, scratch);
      await scratch.drop();
    },
  });
  return [
    alone('a scan with a group by', byHand),
    compared('the twelve as of a moment, of every key', ours, 'a group by', byHand, 2),
  ];
}

async function asOfByHand(engine: Engine, folder: string, { name }: Shape): Promise<void> {
  await toParquet(
    engine,
    folder,
    sql`SELECT l.*, e.value FROM ${file(folder, `${name}_labels`)} l
  ASOF LEFT JOIN ${file(folder, name)} e ON l.key = e.key AND l.at > e.happened`,
  );
}

/** Every label with every event of its longest window; of every n-th label. */
async function rangeJoin(engine: Engine, folder: string, { name }: Shape, nth: number): Promise<void> {
  const within = (window: string) => sql`e.happened >= l.at - INTERVAL ${window.replace('h', ' hours')}`;
  const values = windows.flatMap((window) => [
    sql`count(e.value) FILTER (${within(window)})`,
    sql`sum(e.value) FILTER (${within(window)})`,
    sql`avg(e.value) FILTER (${within(window)})`,
    sql`max(e.value) FILTER (${within(window)})`,
  ]);
  const named = values.map((value, i) => sql`${value} AS ${ident(`v${i}`)}`);
  await toParquet(
    engine,
    folder,
    sql`SELECT l.row, ${join(named)} FROM (SELECT * FROM ${file(folder, `${name}_labels`)} WHERE row % ${nth} = 0) l
  LEFT JOIN ${file(folder, name)} e ON l.key = e.key AND e.happened < l.at AND ${within(windows.at(-1)!)} GROUP BY l.row`,
  );
}

function groupBy(folder: string, { name }: Shape): Sql {
  const values = windows.flatMap((window) => {
    const within = sql`happened >= TIMESTAMP '2024-12-01' - INTERVAL ${window.replace('h', ' hours')}`;
    return ['count', 'sum', 'avg', 'max'].map((fn) => sql`${ident(fn)}(value) FILTER (${within})`);
  });
  return sql`SELECT key, ${join(values)} FROM ${file(folder, name)} WHERE happened < TIMESTAMP '2024-12-01' GROUP BY key`;
}

function times({ median, first, cpu }: Taken, n: number): Taken {
  return { median: median * n, first: first * n, cpu: cpu * n };
}

function file(folder: string, name: string): Sql {
  return sql`${joinPath(folder, `${name}.parquet`)}`;
}

async function toParquet(engine: Engine, folder: string, query: Sql): Promise<void> {
  const out = joinPath(folder, 'by-hand.parquet');
  await engine.exec(sql`COPY (${query}) TO ${out} (FORMAT parquet)`);
  rmSync(out);
}

async function makeWorkspace(engine: NativeEngine, folder: string, shapes: readonly Shape[]): Promise<Workspace> {
  mkdirSync(folder, { recursive: true });
  const year = 366 * 86_400_000;
  const at = (salt: number) => sql`TIMESTAMP '2024-01-01' + to_milliseconds((hash(i, ${salt}) % ${year})::BIGINT)`;
  for (const { name, events, labels, keys } of shapes) {
    const key = (salt: number) => sql`(hash(i, ${salt}) % ${keys})::BIGINT AS key`;
    await engine.exec(sql`COPY (SELECT ${key(1)}, ${at(2)} AS happened,
  happened + to_milliseconds((hash(i, 3) % 10800000)::BIGINT) AS known, (hash(i, 4) % 100000) / 100.0::DOUBLE AS value
  FROM range(${events}) r(i) ORDER BY happened) TO ${joinPath(folder, `${name}.parquet`)} (FORMAT parquet)`);
    await engine.exec(sql`COPY (SELECT i AS row, ${key(5)}, ${at(6)} AS at, (i % 2)::INTEGER AS target
  FROM range(${labels}) r(i)) TO ${joinPath(folder, `${name}_labels.parquet`)} (FORMAT parquet)`);
  }
  const text = definitions(shapes.map(({ name }) => name));
  writeFileSync(joinPath(folder, 'asof.yaml'), text);
  return openWorkspace({ root: folder, text }, engine, nativeTables(engine));
}

function definitions(names: readonly string[]): string {
  const aggregates = (fns: readonly string[]): string =>
    windows
      .flatMap((window) =>
        fns.map((fn) => `      - {name: ${fn}_${window}, function: ${fn}, column: value, window: ${window}}`),
      )
      .join('\n');
  const view = (name: string, kind: string, source: string, fns: readonly string[]): string =>
    `  - name: ${name}_${kind}\n    entities: [thing]\n    source: ${source}\n    aggregations:\n${aggregates(fns)}`;
  const lines = (of: (name: string) => string): string => names.map(of).join('\n');
  return `project: bench
entities: [{name: thing, join_keys: [key]}]
sources:
${lines((name) => `  - {name: ${name}, path: ${name}.parquet, timestamp_field: happened}\n  - {name: ${name}_known, path: ${name}.parquet, timestamp_field: happened, available_at: known}`)}
feature_views:
${lines((name) => [view(name, 'totals', name, byTotals), view(name, 'all', name, functions), view(name, 'late', `${name}_known`, functions)].join('\n'))}
labels:
${lines((name) => `  - {name: ${name}_labels, path: ${name}_labels.parquet, entities: [thing], timestamp_field: at, target: target}`)}
`;
}
