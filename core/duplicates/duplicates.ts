import type { BatchReader } from '../engine/batches.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { Scratch } from '../engine/scratch.ts';
import { stepOf } from '../engine/step.ts';
import type { OfflineEngine } from '../join/offline-engine.ts';
import { formatFeatureRef } from '../model/feature-ref.ts';
import type { BoundView } from '../table/bound.ts';
import type { Moment } from '../view/moment.ts';
import { computesWindows, viewAt } from '../view/windows/view-at.ts';
import { valueClassOf, type ComparedFeature } from './compared-features.ts';
import { compareGroup, type ComparedGroup, type GroupView } from './compare-group.ts';
import { findWinners, placeEntities, sampleEntities } from './entities.ts';
import { findFeatureFacts } from './feature-facts.ts';
import { duplicateRelations, type ComparedEntities, type DuplicatePair, type SkippedFeature } from './report.ts';

export interface DuplicateOptions {
  /** Microseconds; values are the last that were known by then, however old. */
  asOf: bigint;
  /** The share that has to agree before two features nearly say the same. */
  agree: number;
  /** Entities, at most. */
  sample: number;
  /** Who reads a feature. */
  usersOf: (view: string, feature: string) => string[];
}

/** What of the report is measured. */
export interface FoundDuplicates {
  groups: ComparedEntities[];
  skipped: SkippedFeature[];
  unproven: number;
  pairs: DuplicatePair[];
}

/**
 * Which features of some views say the same, among those with the same join keys, at the same entities and moment. Not
 * every two are compared: sketches tell which may be alike, and of these all rows tell which are. Of features that are
 * all the same each is paired with one of them, not with all. Throws `bad_option` for join keys that are lists.
 */
export async function findDuplicates(
  tools: { engine: Engine & BatchReader; offline: OfflineEngine },
  views: readonly BoundView[],
  options: DuplicateOptions,
  run?: Run,
): Promise<FoundDuplicates> {
  const found: FoundDuplicates = { groups: [], skipped: [], unproven: 0, pairs: [] };
  for (const group of byJoinKeys(views)) {
    const scratch = new Scratch(tools.engine);
    try {
      const prepared = await prepare(tools, scratch, group, options, found.skipped, run);
      const { entities } = prepared;
      found.groups.push({
        join_keys: joinKeysOf(group[0]!),
        views: group.map(({ name }) => name),
        features: prepared.features.length,
        entities: entities.rows,
        of: entities.of,
      });
      const { pairs, unproven } = await compareGroup(tools.engine, scratch, prepared, options, run);
      found.pairs.push(...pairs);
      found.unproven += unproven;
    } finally {
      await scratch.drop();
    }
  }
  const rank = ({ relation }: DuplicatePair): number => duplicateRelations.indexOf(relation);
  found.pairs.sort((a, b) => rank(a) - rank(b) || b.agree - a.agree);
  return found;
}

/** Features that can be told apart from a constant, and what all their values tell. */
async function prepare(
  { engine, offline }: { engine: Engine; offline: OfflineEngine },
  scratch: Scratch,
  group: readonly BoundView[],
  { asOf, sample, usersOf }: DuplicateOptions,
  skipped: SkippedFeature[],
  run?: Run,
): Promise<ComparedGroup> {
  const moment: Moment = { asOf, options: { boundary: 'inclusive', ttl: false } };
  const won = [];
  for (const asked of group) {
    const step = stepOf(run, 'reading', asked.name, 0, 0);
    const view = computesWindows(asked) ? await viewAt(engine, asked, moment, scratch, undefined, step) : asked;
    won.push(await findWinners(offline, scratch, view, moment, step));
  }
  const entities = await sampleEntities(engine, scratch, won, sample, run);
  const views: GroupView[] = [];
  const features: ComparedGroup['features'] = [];
  for (const [place, one] of won.entries()) {
    const { view } = one;
    const all = view.features.map((feature, i): ComparedFeature => {
      const name = formatFeatureRef({ view: view.name, feature: feature.name });
      return { id: features.length + i, name, view: place, feature, class: valueClassOf(feature.type) };
    });
    const places = await placeEntities(scratch, one, entities, run);
    const facts = await findFeatureFacts(engine, view, places, all, stepOf(run, 'counting', view.name, 0, 0));
    const age = facts.medianTime === null ? null : Number(asOf - facts.medianTime) / 1e6;
    views.push({ view, places });
    for (const [i, feature] of all.entries()) {
      const { values, isConstant, print } = facts.features[i]!;
      if (isConstant) {
        skipped.push({ feature: feature.name, why: values === 0 ? 'no value' : 'one value' });
        continue;
      }
      const standing = {
        coverage: values / entities.rows,
        age_seconds: age,
        users: usersOf(view.name, feature.feature.name),
      };
      features.push({ ...feature, id: features.length, values, print, standing });
    }
  }
  return { views, entities, features };
}

/** Views whose join keys have the same names, whatever their columns and types; in the order of the first of each. */
function byJoinKeys(views: readonly BoundView[]): BoundView[][] {
  const groups = new Map<string, BoundView[]>();
  for (const view of views) {
    const key = JSON.stringify(joinKeysOf(view));
    groups.set(key, [...(groups.get(key) ?? []), view]);
  }
  return [...groups.values()];
}

function joinKeysOf({ keys }: BoundView): string[] {
  return keys.map(({ name }) => name).sort();
}
