import { toLine } from '../errors/asof-error.ts';
import type { FolderWishes } from '../model/wishes.ts';
import type { TableEntry, ViewEntry, WorkspaceSnapshot } from '../rpc/host-api.ts';
import { redacted } from '../text/redacted.ts';
import { formatDuration } from '../time/duration.ts';
import type { Workspace } from '../workspace/workspace.ts';

type Base = Pick<WorkspaceSnapshot, 'id' | 'name' | 'kind' | 'root' | 'now'>;

/** What a folder that is not trusted says that it holds. None of its files is looked at, nor any prose of its shown. */
export function restrictedSnapshot(
  { definitions, problems }: Workspace,
  base: Base,
  restricted: FolderWishes,
): WorkspaceSnapshot {
  const nothing = { rows: null, bytes: 0, columns: [], keys: [], inferred: [], problem: null };
  const labels = definitions.labels.map(({ name, path, timestampField, target }): TableEntry => ({
    ...{ name, path: redacted(path), ...nothing },
    ...{ timestamp: timestampField, target: target ?? null },
  }));
  const views = definitions.featureViews.map(({ name, source, ttl, online, features }): ViewEntry => {
    const known = definitions.sources.find((one) => one.name === source);
    return {
      ...{ name, path: redacted(known?.path ?? source), online, ...nothing },
      ttl: ttl === null ? null : formatDuration(ttl),
      timestamp: known?.timestampField ?? '',
      createdTimestamp: known?.createdTimestampField ?? null,
      availableAt: known?.availableAt ?? null,
      features: (features ?? []).map((one) => ({
        name: one.name,
        type: one.dtype ?? '',
        description: one.description ?? null,
      })),
    };
  });
  const services = definitions.featureServices.map(({ name, features }) => ({ name, features }));
  return {
    ...base,
    prose: null,
    labels,
    views,
    tables: [],
    services,
    problems: problems.map(toLine),
    question: null,
    restricted,
  };
}
