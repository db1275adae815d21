import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureDrift } from '../../../core/drift/drift.ts';
import type { DriftSide } from '../../../core/drift/sides.ts';
import { ksP } from '../../../core/drift/kolmogorov.ts';
import { join, sql } from '../../../core/sql/sql.ts';
import { engines, type Opened } from '../../support/engines.ts';

/** Two samples, with what scipy says of them, and over bins that are written out. */
interface DriftCase {
  name: string;
  kind: 'numeric' | 'categorical';
  n: { reference_nulls: number; current_nulls: number };
  scipy: {
    ks?: { statistic: number; p_asymp: number };
    wasserstein_over_population_std?: number;
    chi2_contingency_no_correction?: { statistic: number; p: number };
  };
  binned: { psi: number; js_distance_bits: number; total_variation: number };
  reference: (number | string | null)[];
  current: (number | string | null)[];
}

const folder = new URL('../../fixtures/drift/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const cases = readdirSync(folder)
  .filter((name) => name.startsWith('drift_'))
  .map((name) => read(name) as DriftCase);
const thresholds = { psi: 0.1, ks: 0.1, nullRate: 0.01 };

describe.each(engines)('measures with known answers, on $name', ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open({ threads: 1 });
  });
  afterAll(() => opened.close());

  it.each(cases)('are those of $name', async ({ kind, n, scipy, binned, reference, current }) => {
    const type = kind === 'numeric' ? 'DOUBLE' : 'VARCHAR';
    const side = (name: string, values: DriftCase['reference']) => ({ name, ...sideOf(values, type) });
    const column = { name: 'x', type };
    const features = [{ view: 'v', feature: 'x', reference: column, current: column }];
    const sides = { reference: side('r', reference), current: side('c', current) };
    const {
      features: [found],
    } = await measureDrift(opened.engine, sides, features, thresholds);
    const { measures, null_rate: nulls } = found!;
    const close = (value: number | undefined, right: number | undefined) => {
      if (right !== undefined) expect(Math.abs(value! - right)).toBeLessThan(1e-9 * Math.max(1, right));
    };
    close(measures.psi?.value, binned.psi);
    close(measures.js?.value, binned.js_distance_bits);
    if (kind === 'categorical') close(measures.total_variation?.value, binned.total_variation);
    close(measures.ks?.value, scipy.ks?.statistic);
    close(measures.ks?.p, scipy.ks?.p_asymp);
    if (measures.wasserstein) close(measures.wasserstein.value, scipy.wasserstein_over_population_std);
    close(measures.chi_square?.value, scipy.chi2_contingency_no_correction?.statistic);
    close(measures.chi_square?.p, scipy.chi2_contingency_no_correction?.p);
    expect(nulls.reference).toBe(n.reference_nulls / reference.length);
    expect(nulls.current).toBe(n.current_nulls / current.length);
  });
});

it('gives p values of the Kolmogorov-Smirnov statistic as scipy does, of every size', () => {
  const { rows } = read('ks_p_values.json') as {
    rows: { n1: number; n2: number; d: number; p_asymp_kstwo: number }[];
  };
  for (const { n1, n2, d, p_asymp_kstwo: p } of rows) expect(ksP(d, n1, n2)).toBeCloseTo(p, 11);
});

function sideOf(values: DriftCase['reference'], type: string): Omit<DriftSide, 'name'> {
  const rows = join(values.map((value, i) => sql`(${i}, ${value})`));
  return {
    rows: sql`(SELECT i, x::${{ text: type }} AS x FROM (VALUES ${rows}) AS side(i, x))`,
    unit: sql`i`,
    order: sql`i`,
    at: null,
    entity: null,
  };
}
