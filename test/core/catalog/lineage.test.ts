import { describe, expect, it } from 'vitest';
import { lineageOf } from '../../../core/catalog/lineage.ts';
import { nodeId } from '../../../core/catalog/node-id.ts';
import type { Definitions } from '../../../core/model/definitions.ts';
import { everyFeature, type FeatureRef } from '../../../core/model/feature-ref.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { Random } from '../../support/random.ts';

const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);

/** Views on few sources, views on demand on these and on one another, services of some features or of whole views. */
function randomText(random: Random): string {
  const numbers = (most: number) => Array.from({ length: 1 + random.below(most) }, (_, i) => i);
  const sources = numbers(3).map((s) => `s${s}`);
  const columns = ['a', 'b', 'c', 'd'];
  const views: { name: string; features: string[] }[] = [];
  const lines = ['project: p', 'entities: [{name: e, join_keys: [k]}]', 'sources:'];
  for (const name of sources) {
    const mapping = random.chance(0.5) ? ', field_mapping: {raw_a: a}' : '';
    const known = random.chance(0.3) ? ', available_at: known' : '';
    lines.push(`  - {name: ${name}, path: ${name}.csv, timestamp_field: ts${mapping}${known}}`);
  }
  lines.push('feature_views:');
  for (const v of numbers(4)) {
    const head = `name: v${v}, entities: [e], source: ${random.one(sources)}`;
    if (random.chance(0.4)) {
      const filter = random.chance(0.5) ? `, filter: "${random.one(columns)} = 'x' AND b > 1"` : '';
      lines.push(
        `  - {${head}, aggregations: [{name: n, function: sum, column: ${random.one(columns)}, window: 7d${filter}}]}`,
      );
      views.push({ name: `v${v}`, features: ['n'] });
      continue;
    }
    const features = columns.filter(() => random.chance(0.6));
    if (features.length === 0) features.push('a');
    lines.push(`  - {${head}, features: [${features.map((name) => `{name: ${name}}`).join(', ')}]}`);
    views.push({ name: `v${v}`, features });
  }
  const ref = () => {
    const view = random.one(views);
    return `${view.name}:${random.one(view.features)}`;
  };
  for (const o of numbers(3)) {
    const [left, right] = [ref(), ref()];
    const inputs = `inputs: {l: "${left}", r: "${right}"}`;
    const features = `[{name: x, dtype: Float64, expression: l + 1}, {name: y, dtype: Float64, expression: "coalesce(l, r)"}]`;
    lines.push(`  - {name: o${o}, on_demand: true, ${inputs}, features: ${features}}`);
    views.push({ name: `o${o}`, features: ['x', 'y'] });
  }
  lines.push('feature_services:');
  for (const s of numbers(4)) {
    const refs = numbers(4).map(() => (random.chance(0.2) ? `${random.one(views).name}:*` : ref()));
    lines.push(`  - {name: svc${s}, features: [${[...new Set(refs)].map((one) => `"${one}"`).join(', ')}]}`);
  }
  return `${lines.join('\n')}\n`;
}

/** By the definitions alone, feature by feature: which columns of which sources a service's values are made of. */
function columnsOf(definitions: Definitions, refs: readonly FeatureRef[]): Set<string> {
  const found = new Set<string>();
  for (const { view: name, feature } of refs) {
    const computed = definitions.onDemandViews.find((one) => one.name === name);
    const view = definitions.featureViews.find((one) => one.name === name);
    const all = (computed ?? view)!.features!.map((one) => one.name);
    if (feature === everyFeature) {
      for (const column of columnsOf(
        definitions,
        all.map((one) => ({ view: name, feature: one })),
      ))
        found.add(column);
      continue;
    }
    if (computed) {
      const { expression } = computed.features.find((one) => one.name === feature)!;
      const read = computed.inputs.filter((input) => new RegExp(`\\b${input.name}\\b`).test(expression));
      for (const column of columnsOf(definitions, read)) found.add(column);
      continue;
    }
    const { fieldMapping = {} } = definitions.sources.find((one) => one.name === view!.source)!;
    const aggregate = view!.aggregations?.find((one) => one.name === feature);
    const filter = (aggregate?.filter ?? '').replaceAll(/'[^']*'|AND/g, '').match(/\b[a-d]\b/g) ?? [];
    for (const column of aggregate ? [aggregate.column!, ...filter] : [feature]) {
      const raw = Object.keys(fieldMapping).find((one) => fieldMapping[one] === column) ?? column;
      found.add(`column/${view!.source}.${raw}`);
    }
  }
  return found;
}

describe('lineage', () => {
  it.each(seeds)('is what the definitions say (seed %i)', (seed) => {
    const { definitions, problems } = readDefinitions(randomText(new Random(seed)), 'asof.yaml');
    expect(problems).toEqual([]);
    const edges = lineageOf(definitions, [], new Map());
    const times = new Set(['ts', 'known']);
    const columns = new Set<string>();
    for (const { name, features } of definitions.featureServices) {
      const wanted = columnsOf(definitions, features);
      for (const column of wanted) columns.add(column);
      const service = nodeId('feature service', name);
      // Of every column that any feature reads, exactly the wanted ones lead to this service; times lead there through views.
      const all = definitions.sources.flatMap((source) =>
        ['raw_a', 'a', 'b', 'c', 'd', ...times].map((column) => ({
          source,
          column,
          id: `column/${source.name}.${column}`,
        })),
      );
      const leading = all.filter(({ id }) => edges.allAfter(id).includes(service)).map(({ id }) => id);
      const isTime = (id: string) => times.has(id.slice(id.lastIndexOf('.') + 1));
      expect(new Set(leading.filter((id) => !isTime(id)))).toEqual(wanted);
      const sources = new Set([...wanted].map((id) => id.slice('column/'.length, id.lastIndexOf('.'))));
      for (const source of definitions.sources)
        expect(edges.allAfter(nodeId('source', source.name)).includes(service)).toBe(sources.has(source.name));
    }
    expect(columns.size).toBeGreaterThan(0);
  });
});
