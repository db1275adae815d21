import { AsofError } from '../errors/asof-error.ts';
import { plainYaml } from '../model/parse-yaml.ts';
import type { Plain } from '../model/present.ts';
import { writeAddress } from '../online/address.ts';

/** What a feature_store.yaml says, as far as it is of use here. */
export interface FeatureStoreFile {
  project: string;
  /** Where the registry is: a path, relative to the file's folder, or an address. */
  registry: string;
  /** Feast's name of the online store's type. */
  onlineType: string;
  /** What asof.yaml says of it; null where that type is not read. Paths are relative to the file's folder. */
  online: Plain | null;
  /** What should be known of that: one line. */
  note: string | null;
  keyVersion: '2' | '3';
}

/** Where a password goes that is written in a feature_store.yaml: into the environment, never into asof.yaml. */
const passwordVariable = 'FEAST_REDIS_PASSWORD';

/** Throws `file_unreadable`. */
export function readFeatureStoreFile(text: string, path: string): FeatureStoreFile {
  const said = plainYaml(text);
  if (!said || typeof said.project !== 'string') {
    const params = { path, format: 'a feature_store.yaml', reason: 'it names no project', hint: 'is it one of Feast?' };
    throw new AsofError('file_unreadable', params);
  }
  const registry = isMapping(said.registry) ? said.registry.path : said.registry;
  const given = isMapping(said.online_store) ? said.online_store : { type: said.online_store };
  const onlineType = typeof given.type === 'string' ? given.type : 'sqlite';
  return {
    project: said.project,
    registry: typeof registry === 'string' ? registry : 'data/registry.db',
    onlineType,
    ...onlineOf(onlineType, given),
    keyVersion: Number(said.entity_key_serialization_version) === 2 ? '2' : '3',
  };
}

function onlineOf(type: string, given: Record<string, unknown>): Pick<FeatureStoreFile, 'online' | 'note'> {
  if (type === 'sqlite')
    return {
      online: { type: 'feast-sqlite', path: typeof given.path === 'string' ? given.path : 'data/online.db' },
      note: null,
    };
  if (type === 'redis') return redisOf(textOr(given.connection_string, 'localhost:6379'), given);
  return { online: null, note: `its online store is ${type}, which is not read here: Redis and SQLite are` };
}

/** Feast's `host:port,host:port,db=1,ssl=true,password=..`. */
function redisOf(connection: string, given: Record<string, unknown>): Pick<FeatureStoreFile, 'online' | 'note'> {
  const parts = connection.split(',').map((part) => part.trim());
  const hosts = parts.filter((part) => part !== '' && !part.includes('='));
  const options = new Map(
    parts.flatMap((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at).toLowerCase(), part.slice(at + 1)] as const];
    }),
  );
  const kinds: Record<string, 'standalone' | 'cluster' | 'sentinel'> = {
    redis_cluster: 'cluster',
    redis_sentinel: 'sentinel',
  };
  const mode = kinds[textOr(given.redis_type, '')] ?? 'standalone';
  const db = options.get('db');
  const master = mode === 'sentinel' ? `/${textOr(given.sentinel_master, 'mymaster')}` : '';
  const password = options.get('password');
  const isNamed = password !== undefined && /^\$\{\w+\}$/.test(password);
  const url = writeAddress({
    tls: /^true$/i.test(options.get('ssl') ?? ''),
    mode,
    user: options.get('username') ?? '',
    password: password === undefined ? '' : isNamed ? password : `\${${passwordVariable}}`,
    hosts: hosts.join(','),
    path: mode === 'cluster' ? '' : `${master}/${db ?? '0'}`,
    query: '',
  });
  const note = `its password is not taken over: set the environment variable ${passwordVariable}`;
  return { online: { type: 'feast-redis', url }, note: password !== undefined && !isNamed ? note : null };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
