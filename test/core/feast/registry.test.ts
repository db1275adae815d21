import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishedRuns } from '../../../core/feast/finished-runs.ts';
import { readRegistry, registryKinds, registryOfJson, type Registry } from '../../../core/feast/registry.ts';
import { dtypeOfValueType } from '../../../core/feast/value-types.ts';
import { readAnyRegistry } from '../../../core/node/feast/open-registry.ts';
import { parseInstant } from '../../../core/time/instant.ts';
import { feastRepositories } from '../../support/feast-image.ts';

const bytes = (name: string) => readFileSync(join(feastRepositories, name, 'data', 'registry.db'));

/** What a dump leaves out: of which project all is, the projects, and what functions are written like. */
function comparable(registry: Registry): unknown {
  const { projects: _, ...rest } = registry;
  const kinds = Object.entries(rest).map(([kind, all]) => [kind, all.map(plain).sort()] as const);
  return Object.fromEntries(kinds);
}

const plain = (value: unknown) =>
  JSON.stringify(value, (key, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : ['project', 'bodyText'].includes(key) ? undefined : inner,
  );

describe.each(['a', 'b', 'c2'])('the registry of repository %s', (name) => {
  it('says what Feast dumps of it, to the last field that is read', () => {
    const dump = readFileSync(join(feastRepositories, name, 'registry-dump.json'), 'utf8');
    expect(comparable(readRegistry(bytes(name), name))).toEqual(comparable(registryOfJson(JSON.parse(dump))));
  });

  it('says the same in SQL', async () => {
    const sql = await readAnyRegistry(join(feastRepositories, name, 'data', 'registry_sql.db'));
    expect(finishedRuns(sql, `golden_${name}`).size).toBeGreaterThan(0);
    const without = (registry: Registry) => {
      const view = ({ spec }: Registry['featureViews'][number]) => [
        spec.name,
        plain(spec).replaceAll(/"\d{15,}"/g, ''),
      ];
      return registry.featureViews.map(view).sort();
    };
    expect(without(sql)).toEqual(without(readRegistry(bytes(name), name)));
  });
});

it('that is cut, or of other bytes, is refused or lacks what is gone, and never fails otherwise', () => {
  const whole = bytes('a');
  for (let length = 0; length < whole.length; length += 97) {
    try {
      const read = readRegistry(whole.subarray(0, length), 'cut.db');
      expect(registryKinds.some((kind) => read[kind].length > 0)).toBe(true);
    } catch (error) {
      expect(error).toMatchObject({ code: 'file_unreadable' });
    }
  }
});

it('remembers when each view was last materialized', () => {
  const runs = finishedRuns(readRegistry(bytes('b'), 'b'), 'golden_b');
  expect(runs.get('types')).toMatchObject({
    start: parseInstant('2026-02-28'),
    end: parseInstant('2026-03-05T01:00:00Z'),
  });
  expect(runs.has('offline_only')).toBe(false);
  expect(finishedRuns(readRegistry(bytes('b'), 'b'), 'other').size).toBe(0);
});

it.each([
  [4, 'Int64'],
  [14, 'Array(Int64)'],
  [25, 'Set(Int64)'],
  [32, 'Json'],
  [20, null],
  [0, null],
])('a value of type %i is %s', (number, dtype) => {
  expect(dtypeOfValueType(number)).toBe(dtype);
});
