import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import { addMapping } from '../../model/edit-text.ts';
import { present, type Plain } from '../../model/present.ts';
import { newDefinitions } from '../../model/write.ts';
import type { Definitions } from '../../model/definitions.ts';
import { takeOver, type NotAsInFeast, type PlaceOfFile } from '../../feast/take-over.ts';
import { slashed } from '../../model/path.ts';
import { writeWhole } from '../files/whole-file.ts';
import { openRegistry, type OpenedRegistry } from './open-registry.ts';

export interface Imported {
  text: string;
  definitions: Definitions;
  left: NotAsInFeast[];
}

export interface ImportChoice {
  /** What was named: a folder, a file or an address. */
  from: string;
  /** Of a registry with several projects. */
  project?: string | undefined;
  /** The online store, where no feature_store.yaml says it: an address of Redis, or a file of SQLite. */
  online?: string | undefined;
  cwd: string;
  /** Where asof.yaml will be. */
  target: string;
}

/** The asof.yaml of a repository of Feast. Nothing is written. */
export async function importFeast(choice: ImportChoice): Promise<Imported> {
  const opened = await openRegistry(choice.from, choice.cwd);
  const project = projectOf(opened, choice.project);
  const taken = takeOver(opened.registry, project, placeIn(opened.root, choice.target));
  const left = [...taken.left];
  const online = onlineOf(opened, choice, left);
  const text = online
    ? addMapping(
        newDefinitions(taken.definitions),
        'online_store',
        present({
          ...online,
          project,
          entity_key_serialization_version: opened.store?.keyVersion,
          key_types: Object.keys(taken.keyTypes).length > 0 ? taken.keyTypes : undefined,
          registry: opened.file === null ? undefined : within(choice.target, opened.file),
        }),
      )
    : newDefinitions(taken.definitions);
  return { text, definitions: taken.definitions, left };
}

/** Writes it where there is none, in a new folder where `target` is not there. Throws `output_exists`, `output_unwritable`. */
export async function writeImported(target: string, text: string): Promise<string> {
  const path = join(target, 'asof.yaml');
  if (existsSync(path)) throw new AsofError('output_exists', { path });
  // Why a folder cannot be made, writing into it says.
  await mkdir(target, { recursive: true }).catch(() => undefined);
  await writeWhole(path, (part) => writeFile(part, text));
  return path;
}

function projectOf({ registry, store }: OpenedRegistry, asked: string | undefined): string {
  const names = registry.projects.map(({ spec }) => spec.name);
  const known = [...new Set([...names, ...registry.featureViews.map(({ spec }) => spec.project)])].filter(Boolean);
  const wanted = asked ?? store?.project ?? (known.length === 1 ? known[0] : undefined);
  if (wanted !== undefined && known.includes(wanted)) return wanted;
  const message = wanted === undefined ? 'the registry has several projects' : `the registry has no project ${wanted}`;
  throw new AsofError('bad_option', { message, expected: `name one with --project: ${known.join(', ')}` });
}

function onlineOf(
  { store, root }: OpenedRegistry,
  { online, cwd, target }: ImportChoice,
  left: NotAsInFeast[],
): Plain | null {
  if (online !== undefined)
    return /^rediss?(\+\w+)?:\/\//.test(online)
      ? { type: 'feast-redis', url: online }
      : { type: 'feast-sqlite', path: within(target, resolve(cwd, online)) };
  if (!store) {
    const why = 'no feature_store.yaml says where it is: --online redis://HOST:6379/0, or --online FILE of SQLite';
    left.push({ what: 'online store', name: '', why });
    return null;
  }
  if (store.note !== null) left.push({ what: 'online store', name: '', why: store.note });
  const path = store.online?.path;
  return typeof path === 'string' ? { ...store.online, path: within(target, resolve(root!, path)) } : store.online;
}

/** Relative to the workspace's folder; what is on another drive stays whole. */
function within(target: string, path: string): string {
  const short = relative(target, path);
  return slashed(isAbsolute(short) ? path : short);
}

function placeIn(root: string | null, target: string): PlaceOfFile {
  return (uri) => {
    const path = uri.replace(/^file:\/\//, '');
    if (/^\w[\w+.-]*:\/\//.test(path)) return { why: `it lies at ${uri}` };
    if (root === null && !isAbsolute(path)) return { path: slashed(path) };
    return { path: within(target, resolve(root ?? '', path)) };
  };
}
