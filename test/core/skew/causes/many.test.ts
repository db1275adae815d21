import { afterAll, beforeAll, expect, it } from 'vitest';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { sql } from '../../../../core/sql/sql.ts';
import { Random } from '../../../support/random.ts';
import { innocent, mistakes, planted, settings, type Mistake } from './catalogue.ts';
import { found, type Plan, type PlantedFeature } from './planted.ts';

const tables = 40;
const featuresEach = 26;

/** Some ten thousand tiny statements: two engines of one thread each are done sooner than one of two. */
let engines: NativeEngine[];
beforeAll(async () => {
  engines = await Promise.all([openNative(), openNative()]);
  for (const engine of engines) await engine.exec(sql`SET threads = 1`);
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

it(`finds in ${tables * featuresEach} variations what was planted, in all rows that it changed, and nothing where nothing was`, async () => {
  let [right, silent] = [0, 0];
  const seeds = Array.from({ length: tables }, (_, i) => i + 1);
  const work = async (engine: NativeEngine): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const counts = await tryTable(engine, seed);
      right += counts.right;
      silent += counts.silent;
    }
  };
  await Promise.all(engines.map(work));
  expect(right).toBeGreaterThan(500);
  expect(silent).toBeGreaterThan(300);
}, 240_000);
