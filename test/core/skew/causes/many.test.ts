import { afterAll, beforeAll, expect, it } from 'vitest';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { Random } from '../../../support/random.ts';
import { innocent, mistakes, planted, settings, type Mistake } from './catalogue.ts';
import { found, type Plan, type PlantedFeature } from './planted.ts';
import { unrelated } from './unrelated.ts';

const tables = 2;
const featuresEach = 26;
const unrelatedEach = 40;

/** Some ten thousand tiny statements: two engines of one thread each are done sooner than one of two. */
let engines: NativeEngine[];
beforeAll(async () => {
  engines = await Promise.all([openNative({ threads: 1 }), openNative({ threads: 1 })]);
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

interface Chosen {
  mistake: Mistake | null;
  feature: PlantedFeature;
}

function choose(random: Random, against: Plan['against']): Chosen {
  const part = random.one([0.15, 0.3, 0.6, 1]);
  // Never on every row: a flag that is always wrong is swapped.
  if (random.chance(0.35)) return { mistake: null, feature: planted(random.one(innocent), Math.min(part, 0.6)) };
  const mistake = random.one(mistakes.filter(({ logOnly }) => !logOnly || against === 'log'));
  return { mistake, feature: planted(mistake, part) };
}

async function tryTable(engine: NativeEngine, seed: number): Promise<{ right: number; silent: number }> {
  const counts = { right: 0, silent: 0 };
  const random = new Random(seed);
  const setting = settings[seed % settings.length]!;
  const chosen = Array.from({ length: featuresEach }, () => choose(random, setting.against));
  const { causes, odd } = await found(engine, { ...setting, seed, features: chosen.map((one) => one.feature) });
  chosen.forEach(({ mistake, feature }, i) => {
    const said = causes[i]!.map(({ cause, rows, detail }) => ({ cause, rows, detail }));
    const hint = `seed ${seed}, feature ${i}: ${feature.type} served as ${feature.served}, ${odd[i]!} rows`;
    if (!mistake) {
      expect(said, hint).toEqual([]);
      counts.silent++;
    } else if (odd[i]! >= mistake.needs) {
      expect(said, hint).toMatchObject([{ cause: mistake.cause, rows: odd[i] }]);
      expect(said[0]!.detail, hint).toMatch(mistake.says);
      counts.right++;
    }
  });
  return counts;
}

/** Every table on the engine that is free. */
async function each(seeds: number, work: (engine: NativeEngine, seed: number) => Promise<void>): Promise<void> {
  const left = Array.from({ length: seeds }, (_, i) => i + 1);
  const take = async (engine: NativeEngine): Promise<void> => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) await work(engine, seed);
  };
  await Promise.all(engines.map(take));
}

it(`finds in ${tables * featuresEach} variations what was planted, in all rows that it changed, and nothing where nothing was`, async () => {
  let [right, silent] = [0, 0];
  await each(tables, async (engine, seed) => {
    const counts = await tryTable(engine, seed);
    right += counts.right;
    silent += counts.silent;
  });
  expect(right).toBeGreaterThan(20);
  expect(silent).toBeGreaterThan(9);
}, 1_200_000);

it(`finds nothing in ${tables * unrelatedEach} differences of no kind`, async () => {
  await each(tables, async (engine, seed) => {
    const random = new Random(seed * 1000 + 7);
    const rows = random.one([60, 150, 400, 1500]);
    const plan: Plan = random.chance(0.5)
      ? { seed, against: 'online', rows, entities: rows, features: [] }
      : { seed, against: 'log', rows, features: [] };
    plan.features = Array.from({ length: unrelatedEach }, () => unrelated(random));
    const { causes } = await found(engine, plan);
    causes.forEach((all, i) => {
      const { type, value, served } = plan.features[i]!;
      const said = all.map(({ cause, rows: claimed, detail }) => ({ cause, rows: claimed, detail }));
      expect(said, `seed ${seed}, feature ${i}: ${type} ${value} served as ${served}`).toEqual([]);
    });
  });
}, 1_200_000);
