import { AsofError } from '../errors/asof-error.ts';
import type { FeatureRef } from '../model/feature-ref.ts';
import { leadsOut } from '../model/path.ts';
import { checkOf } from '../question/question.ts';
import { document, fields, listed, optional, shortText, textMap, type Check } from '../types/shape.ts';
import { trainingSet, type TrainingSetQuestion } from '../question/training-set.ts';
import type { Relation } from '../table/relation.ts';
import { placeIn } from './places.ts';
import type { Provenance } from './provenance.ts';
import { saidDefinitions } from './said-definitions.ts';

/** What is needed of a provenance to make its training set again. */
export type Recorded = Pick<Provenance, 'asof' | 'engine' | 'definitions'> & {
  asked: TrainingSetQuestion;
  joins: NonNullable<Provenance['joins']>;
  inputs: Pick<Provenance['inputs'][number], 'path' | 'sha256'>[];
};

const joined = optional(listed(fields({ name: shortText, view: shortText, on: textMap })));

/** What a training set says of itself. The file is anybody's: what is in it is looked at. Throws `bad_option` where it is none of Asof's. */
export function readProvenance({ provenance }: Relation, set: string): Recorded {
  if (provenance === undefined)
    throw new AsofError('bad_option', {
      message: `${set} has no provenance of Asof in it`,
      expected: 'asof join writes it; what another program made, asof audit can look at',
    });
  try {
    const said = JSON.parse(provenance) as Record<string, unknown>;
    const [asof, engine] = [program(said.asof, 'asof'), program(said.engine, 'engine')];
    const labels = placed(said.labels, 'labels');
    const joins = joined(said.joins, 'joins') ?? [];
    const features = listed(shortText)(said.features, 'features');
    const [views, inputs] = [said.views, said.inputs] as [Record<string, unknown>[], Record<string, unknown>[]];
    const { embargo_seconds: seconds, ...rules } = said.options as Record<string, unknown>;
    const options = { ...rules, embargo: BigInt(Math.round(Number(seconds) * 1e6)) };
    const onDemand = optional(listed(shortText))(said.on_demand, 'on_demand') ?? [];
    const names = [...views.map(({ view }) => placed(view, 'views')), ...onDemand];
    const refs = features.map((one) => readRef(one, names, joins));
    const asked = checkOf(trainingSet)(
      { labels, features: refs, options, target: said.target ?? undefined },
      'provenance',
    );
    const definitions = said.definitions === null ? null : definitionsText(said.definitions, 'definitions');
    const hashes = inputs.map(({ path, sha256 }) => ({
      path: placed(path, 'inputs'),
      sha256: shortText(sha256, 'inputs'),
    }));
    return { asof, engine, definitions, joins, inputs: hashes, asked };
  } catch (cause) {
    throw new AsofError(
      'bad_option',
      { message: `the provenance in ${set} cannot be read`, expected: 'make the set anew with asof join' },
      { cause },
    );
  }
}

/** A program and its version; it is printed. */
const program: Check<string> = (value, place) => {
  const text = shortText(value, place);
  if (!/^[\w. +-]{1,100}$/.test(text)) throw new TypeError(`${place} is no program`);
  return text;
};

/** A name or a path; what Asof writes of a path never leads out of a workspace. */
const placed: Check<string> = (value, place) => {
  const text = shortText(value, place);
  if (text === '' || leadsOut(text, '')) throw new TypeError(`${place} is no name`);
  return text;
};

/** Definitions as Asof would have written them. */
const definitionsText: Check<string> = (value, place) => {
  const text = saidDefinitions(document(value, place), placeIn(''));
  if (text === null) throw new TypeError(`${place} cannot be read`);
  return text;
};

/** As a provenance writes a feature: any name behind its view's. */
function readRef(said: string, views: readonly string[], joins: Recorded['joins']): FeatureRef {
  const [name] = views.filter((view) => said.startsWith(`${view}:`)).sort((a, b) => b.length - a.length);
  if (name === undefined) throw new TypeError(`${said} is of no view`);
  const feature = said.slice(name.length + 1);
  const join = joins.find((one) => one.name === name);
  if (!join) return { view: name, feature };
  const on = Object.keys(join.on).length > 0 ? { on: join.on } : {};
  return { view: join.view, feature, ...(join.name !== join.view && { as: join.name }), ...on };
}
