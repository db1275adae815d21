import type { Defined } from '../../../model/defined.ts';
import { parseFeatureRef } from '../../../model/feature-ref.ts';
import { splitRefs } from '../../../model/on-demand.ts';
import type { EntityKeys } from '../../../question/field.ts';
import type { LookupQuestion } from '../../../question/lookup.ts';
import { entityRows } from '../read-request.ts';
import { FeastFailure } from './failure.ts';
import type { GetOnlineFeatures } from './schemas.ts';

/** What a body of `POST /get-online-features` asks for. */
export interface FeastQuestion {
  which: Pick<LookupQuestion, 'service' | 'features'>;
  /** The join keys, as they are called there. */
  keys: string[];
  rows: EntityKeys[];
  /** What on-demand views read, of each row; absent where they read nothing. */
  requests?: EntityKeys[];
}

/** Columns of `entities` that nothing needs are left out, as Feast's server does. Throws `FeastFailure`, `unknown_name`. */
export function readFeastQuestion(body: GetOnlineFeatures, workspace: Defined): FeastQuestion {
  const { features, feature_service: service, entities } = body;
  if (service === undefined && !features?.length) throw new FeastFailure(500, 'No features specified for retrieval');
  const which = service === undefined ? { features: features!.map(parseRef) } : { service };
  const { stored, read, onDemand } = splitRefs(workspace.definitions, workspace.features(which));
  const needed = [...stored, ...read].flatMap(({ view, on = {} }) =>
    workspace.joinKeys(workspace.featureView(view).entities).map((key) => on[key] ?? key),
  );
  const fields = [...new Set(onDemand.flatMap(({ request }) => request.map(({ name }) => name)))];
  const lacking = fields.filter((name) => !Object.hasOwn(entities, name));
  if (lacking.length > 0) throw lacksRequest(lacking);
  const keys = Object.keys(entities).filter((name) => needed.includes(name));
  // All of them, so that columns that are not of one length are refused whatever needs them.
  const all = entityRows(entities);
  const requests = fields.length > 0 && all.length > 0 && { requests: all.map((row) => only(row, fields)) };
  return { which, keys, rows: all.map((row) => only(row, keys)), ...requests };
}

function parseRef(text: string) {
  if (text.includes(':')) return parseFeatureRef(text);
  throw new FeastFailure(500, `Invalid feature reference '${text}'. Expected format: '<feature_view>:<feature>'`);
}

function lacksRequest(names: readonly string[]): FeastFailure {
  const list = names.map((name) => `'${name}'`).join(', ');
  const message = `Required request data source features [${list}] not found in the entity rows, but required by feature views`;
  return new FeastFailure(404, message, 'RequestDataNotFoundInEntityRowsException');
}

function only(row: EntityKeys, names: readonly string[]): EntityKeys {
  return Object.fromEntries(names.map((name) => [name, row[name]!]));
}
