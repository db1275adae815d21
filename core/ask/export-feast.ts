import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { exportedKeyType, exportedType } from '../feast/exported-type.ts';
import type { FeastProjection, FeastRepository, FeastView } from '../feast/python.ts';
import type { NotAsInFeast } from '../feast/take-over.ts';
import { byJoin, everyFeature, type FeatureRef } from '../model/feature-ref.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { count, plural } from '../text/figures.ts';
import { keyNames, rowsSql } from '../view/rows.ts';
import { tellOpened, verifyOpened, type AskContext } from './context.ts';

/** The repository's other configuration, for what Feast over DuckDB cannot do. */
export const fileStoreYaml = 'feature_store.file.yaml';

export interface FeastExport {
  repository: FeastRepository;
  left: NotAsInFeast[];
  rows: number;
}

export interface FeastExportChoice {
  /** Gives the repository's file of a view a path that can be written. */
  pathOf: (file: string) => string;
  /** Names that only Redis takes are refused. */
  isSqlite: boolean;
}

/**
 * Writes each view's rows as a file that Feast reads, and says what it is to be told of them. Of rows at one time the
 * winner alone is written, so that its answer does not depend on how it breaks ties. Throws what opening a view throws.
 */
export async function exportToFeast(context: AskContext, choice: FeastExportChoice, run: Run): Promise<FeastExport> {
  const { workspace } = context;
  const { definitions } = workspace;
  const left: NotAsInFeast[] = [];
  const project = feastProject(workspace.project);
  if (project !== workspace.project)
    left.push({ what: 'project', name: workspace.project, why: `Feast takes no such name: it is ${project} there` });
  for (const { name } of definitions.onDemandViews)
    left.push({ what: 'feature view', name, why: 'its expressions are SQL, and Feast computes by Python' });
  const repository: FeastRepository = { project, entities: [], views: [], services: [] };
  const opened: BoundView[] = [];
  let rows = 0;
  for (const view of definitions.featureViews) {
    if (view.aggregations) {
      left.push({ what: 'feature view', name: view.name, why: 'Feast computes no windows over files' });
      continue;
    }
    if (choice.isSqlite) checkTableName(view.name);
    const bound = await workspace.view(view.name, null, run);
    opened.push(bound);
    addEntities(repository, bound, view, definitions.entities, left);
    const file = `data/${fileName(view.name, repository.views)}.parquet`;
    const exported = describe(bound, view, file, left);
    run.progress?.({ phase: 'writing', of: view.name });
    const query = rowsOf(bound, exported);
    const written = await workspace.tables.writeParquet(query, choice.pathOf(file), {}, run);
    await noteWideIntegers(context, bound, left, run);
    await noteUnwritten(context, bound, written.rows, left, run);
    rows += written.rows;
    repository.views.push(exported.view);
  }
  if (repository.views.length === 0) {
    const message = 'there is no feature view that Feast could have';
    throw new AsofError('bad_option', { message, expected: 'define one over files in asof.yaml' });
  }
  repository.services = definitions.featureServices.flatMap(({ name, features, description }) => {
    const taken = features.filter(({ view }) => repository.views.some((one) => one.name === view));
    if (taken.length < features.length)
      left.push({ what: 'feature service', name, why: 'it has features of views that are left out, or of files' });
    return taken.length === 0 ? [] : [{ name, features: byJoin(taken).map(projectionOf), description }];
  });
  tellOpened(context, opened);
  await verifyOpened(context, opened);
  return { repository, left, rows };
}

interface ExportedView {
  view: FeastView;
  keys: { name: string; written: string }[];
  features: { name: string; column: string; written: string }[];
}

function describe(bound: BoundView, view: FeatureView, path: string, left: NotAsInFeast[]): ExportedView {
  const say = (why: string) => left.push({ what: 'feature view', name: view.name, why });
  const keys = bound.keys.map(({ name, type, as }) => ({ name, ...exportedKeyType(type, as === 'whole') }));
  const features = bound.features.map((feature) => ({ ...feature, ...exportedType(feature.type) }));
  for (const { name, note } of [...keys, ...features]) if (note !== null) say(`${name}: ${note}`);
  if (features.some((feature) => feature.default !== null)) say('Feast has no defaults: nulls stay nulls');
  if (keys.length === 0 && view.online)
    say(
      `Feast over DuckDB cannot materialize a view without entities: feast -f ${fileStoreYaml} materialize --views ${view.name} .. can`,
    );
  if (view.freshness) say('Feast has no limits of freshness');
  if (bound.available)
    say(
      'what was known when is its created column: ask Feast with filter_by_created_timestamp=True, or late rows leak',
    );
  if (bound.dedupeBy) say('versions of one event are rows there');
  const taken = [...keys, ...features].map(({ name }) => name.toLowerCase());
  const timestampField = freeName('event_timestamp', taken);
  const createdField = bound.available ? freeName('created', taken) : null;
  const described = (name: string) => view.features?.find((one) => one.name === name)?.description;
  return {
    keys,
    features,
    view: {
      name: view.name,
      joinKeys: keys.map(({ name }) => name),
      path,
      timestampField,
      createdField,
      ttl: view.ttl,
      online: view.online,
      fields: [...keys, ...features].map(({ name, dtype }) => ({ name, dtype, description: described(name) })),
      description: view.description,
      owner: view.owner,
      tags: view.tags,
    },
  };
}

/** Rows that any join could take, of each entity and time the winner: by what was known when, where that is said. */
function rowsOf(bound: BoundView, { view, keys, features }: ExportedView): Sql {
  const utc = (time: string) => sql`(${ident(time)} AT TIME ZONE 'UTC')`;
  const written = [
    ...keys.map(({ name, written: type }, i) => sql`${keyNames(bound)[i]!}::${typeName(type)} AS ${ident(name)}`),
    sql`${utc('t')} AS ${ident(view.timestampField)}`,
    ...(view.createdField === null ? [] : [sql`${utc('a')} AS ${ident(view.createdField)}`]),
    ...features.map(({ name, written: type }, i) => sql`${ident(`f${i}`)}::${typeName(type)} AS ${ident(name)}`),
  ];
  const read = features.map(({ column }, i) => sql`${ident(column)} AS ${ident(`f${i}`)}`);
  const alike = [...keyNames(bound), ident('t'), ...(bound.available ? [ident('a')] : [])];
  return sql`SELECT ${join(written)} FROM (${rowsSql(bound, { features: read })})
WHERE ${counts(bound)}
QUALIFY row_number() OVER (PARTITION BY ${join(alike)} ORDER BY c DESC NULLS LAST, o DESC) = 1
ORDER BY t`;
}

/** What no join takes, and Feast would: rows without a key, a time or a moment at which they were known. */
function counts(bound: BoundView): Sql {
  const there = [...keyNames(bound), ...(bound.available ? [ident('a')] : [])].map((name) => sql`${name} IS NOT NULL`);
  return join([sql`isfinite(t)`, ...there], ' AND ');
}

function addEntities(
  repository: FeastRepository,
  bound: BoundView,
  view: FeatureView,
  entities: readonly { name: string; joinKeys: string[]; description?: string }[],
  left: NotAsInFeast[],
): void {
  for (const key of bound.keys) {
    if (repository.entities.some(({ joinKey }) => joinKey === key.name)) continue;
    const entity = entities.find((one) => view.entities.includes(one.name) && one.joinKeys.includes(key.name))!;
    const isAlone = entity.joinKeys.length === 1;
    const name = isAlone ? entity.name : `${entity.name}_${key.name}`;
    if (!isAlone)
      left.push({
        what: 'entity',
        name: entity.name,
        why: `an entity of Feast has one join key: ${name} has ${key.name}`,
      });
    const { valueType } = exportedKeyType(key.type, key.as === 'whole');
    repository.entities.push({ name, joinKey: key.name, valueType, description: entity.description });
  }
}

function projectionOf(group: readonly FeatureRef[]): FeastProjection {
  const [{ view, as, on }] = group as [FeatureRef];
  const isAll = group.some(({ feature }) => feature === everyFeature);
  return { view, features: isAll ? null : [...new Set(group.map(({ feature }) => feature))], as, on };
}

/** Feast reads a column of integers that has a null as doubles. */
async function noteWideIntegers(
  { engine }: AskContext,
  bound: BoundView,
  left: NotAsInFeast[],
  run: Run,
): Promise<void> {
  const wide = bound.features.filter(({ type }) => exportedType(type).dtype === 'Int64');
  if (wide.length === 0) return;
  const figures = wide.map(({ column }, i) => {
    const value = ident(column);
    const beyond = sql`count_if(abs(${value}::HUGEINT) > 9007199254740992)::DOUBLE`;
    return sql`CASE WHEN count(*) > count(${value}) THEN ${beyond} ELSE 0 END AS ${ident(`n${i}`)}`;
  });
  const [found] = await engine.rows<Record<string, number>>(
    sql`SELECT ${join(figures)} FROM ${bound.relation.from}`,
    run,
  );
  wide.forEach(({ name }, i) => {
    const n = found![`n${i}`]!;
    if (n > 0)
      left.push({
        what: 'feature view',
        name: bound.name,
        why: `${name}: ${plural(n, 'integer')} beyond 2^53, of which Feast makes doubles where it reads a null beside them: their last digits are lost there`,
      });
  });
}

/** Rows that are not written because no join takes them. Those that lose at their own time are none of them. */
async function noteUnwritten(
  { engine }: AskContext,
  bound: BoundView,
  written: number,
  left: NotAsInFeast[],
  run: Run,
): Promise<void> {
  const [found] = await engine.rows<{ all: number; counting: number }>(
    sql`SELECT count(*)::DOUBLE AS "all", count_if(${counts(bound)})::DOUBLE AS counting FROM (${rowsSql(bound)})`,
    run,
  );
  const never = found!.all - found!.counting;
  const lost = found!.counting - written;
  const parts = [
    ...(never > 0 ? [`${plural(never, 'row')} without a key or a time`] : []),
    ...(lost > 0 ? [`${count(lost)} that another of the same entity and time takes the place of`] : []),
  ];
  if (parts.length > 0) left.push({ what: 'feature view', name: bound.name, why: `not written: ${parts.join(', ')}` });
}

/** Letters, digits and underscores, the first no underscore. */
function feastProject(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^_+/, '') || 'project';
}

/** Feast's SQLite has a table called as the view. */
function checkTableName(name: string): void {
  if (/^[A-Za-z0-9_]+$/.test(name)) return;
  const message = `"${name}" is no name for a view in Feast's SQLite`;
  throw new AsofError('bad_option', { message, expected: 'let Feast use Redis: --online redis://HOST:6379/0' });
}

function fileName(view: string, before: readonly FeastView[]): string {
  const plain = view.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  const isTaken = before.some(({ path }) => path.toLowerCase() === `data/${plain.toLowerCase()}.parquet`);
  return isTaken ? `${plain}_${before.length + 1}` : plain;
}

function freeName(wanted: string, taken: readonly string[]): string {
  return taken.includes(wanted) ? freeName(`${wanted}_`, taken) : wanted;
}
