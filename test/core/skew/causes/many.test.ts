import { afterAll, beforeAll, expect, it } from 'vitest';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { Random } from '../../../support/random.ts';
import { innocent, mistakes, planted, settings, type Mistake } from './catalogue.ts';
import { found, type Plan, type PlantedFeature } from './planted.ts';

let engine: NativeEngine;
beforeAll(async () => {
  engine = await openNative();
});
afterAll(() => engine.close());

const tables = 40;
const featuresEach = 26;

interface Chosen {
  mistake: Mistake | null;
  feature: PlantedFeature;
}

function choose(random: Random, against: Plan['against']): Chosen {
  const part = random.one([0.15, 0.3, 0.6, 1]);
  // Every entity's row and not only some: then a boolean that is always wrong is swapped.
  if (random.chance(0.35)) return { mistake: null, feature: planted(random.one(innocent), Math.min(part, 0.6)) };
  const mistake = random.one(mistakes.filter(({ logOnly }) => !logOnly || against === 'log'));
  return { mistake, feature: planted(mistake, part) };
}

it(`finds in ${tables * featuresEach} variations what was planted, in all rows that it changed, and nothing where nothing was`, async () => {
  let [right, silent] = [0, 0];
  for (let seed = 1; seed <= tables; seed++) {
    const random = new Random(seed);
    const setting = settings[seed % settings.length]!;
    const chosen = Array.from({ length: featuresEach }, () => choose(random, setting.against));
    const { causes, odd } = await found(engine, { ...setting, seed, features: chosen.map((one) => one.feature) });
    chosen.forEach(({ mistake, feature }, i) => {
      const said = causes[i]!.map(({ cause, rows, detail }) => ({ cause, rows, detail }));
      const hint = `seed ${seed}, feature ${i}: ${feature.type} served as ${feature.served}, ${odd[i]!} rows`;
      if (mistake && odd[i]! >= mistake.needs) {
        expect(said, hint).toMatchObject([{ cause: mistake.cause, rows: odd[i] }]);
        expect(said[0]!.detail, hint).toMatch(mistake.says);
        right++;
      } else if (!mistake) {
        expect(said, hint).toEqual([]);
        silent++;
      }
    });
  }
  expect(right).toBeGreaterThan(500);
  expect(silent).toBeGreaterThan(300);
}, 240_000);
