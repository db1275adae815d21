import { AsofError } from '../../errors/asof-error.ts';
import { registryOfJson, type Registry } from '../../feast/registry.ts';

const patienceMs = 30_000;

/** What its server calls the kinds of views. */
const viewKinds: Record<string, string> = {
  featureView: 'featureViews',
  streamFeatureView: 'streamFeatureViews',
  onDemandFeatureView: 'onDemandFeatureViews',
  labelView: 'labelViews',
};

/** What a registry server of Feast says, of all its projects. Throws `online_unreachable`, `online_failed`. */
export async function fetchRegistry(address: string): Promise<Registry> {
  const base = `${address.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}/api/v1`;
  const { projects = [] } = await ask(`${base}/projects`);
  const plain: Record<string, unknown[]> = { projects };
  for (const name of projects.map(nameOf)) {
    const query = `?project=${encodeURIComponent(name)}`;
    const { entities = [] } = await ask(`${base}/entities${query}`);
    const { featureServices = [] } = await ask(`${base}/feature_services${query}`);
    const { featureViews = [] } = await ask(`${base}/feature_views${query}`);
    for (const [kind, all] of Object.entries({ entities, featureServices }))
      (plain[kind] ??= []).push(...all.map((one) => ofProject(one, name)));
    for (const view of featureViews as { type: string }[])
      (plain[viewKinds[view.type] ?? 'featureViews'] ??= []).push(ofProject(view, name));
  }
  return registryOfJson(plain);
}

/** It leaves a project's own name out. */
function ofProject(plain: unknown, project: string): unknown {
  const { spec, ...rest } = plain as { spec: object };
  return { ...rest, spec: { ...spec, project } };
}

function nameOf(plain: unknown): string {
  return (plain as { spec?: { name?: string } }).spec?.name ?? '';
}

async function ask(url: string): Promise<Record<string, unknown[]>> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
  } catch (cause) {
    const { message, cause: inner } = cause as Error & { cause?: Error };
    throw new AsofError('online_unreachable', { address: url, reason: inner?.message ?? message }, { cause });
  }
  const hint = 'is it a registry server, feast serve_registry --rest-api?';
  if (!answer.ok) throw failed(url, `it answers ${answer.status}; ${hint}`);
  try {
    return (await answer.json()) as Record<string, unknown[]>;
  } catch (cause) {
    throw failed(url, `it answers no JSON; ${hint}`, cause);
  }
}

function failed(address: string, reason: string, cause?: unknown): AsofError {
  return new AsofError('online_failed', { address, reason }, { cause });
}
