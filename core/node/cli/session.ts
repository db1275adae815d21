import { existsSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { AsofError } from '../../errors/asof-error.ts';
import type { Definitions, FeatureRef, Inference } from '../../model/definitions.ts';
import { parseFeatureRef } from '../../model/feature-ref.ts';
import { isPath } from '../../model/path.ts';
import { globRoot, isGlob } from '../../table/glob.ts';
import { findWorkspace } from '../../workspace/find.ts';
import { openWorkspace, type Workspace } from '../../workspace/workspace.ts';
import type { NativeEngine } from '../duckdb-native.ts';
import { localWorkspaces } from '../workspace-files.ts';
import type { Context } from './command.ts';

/** A workspace that one command works in, and its engine. */
export interface Session {
  workspace: Workspace;
  engine: NativeEngine;
  /** Of `asof.yaml`; null where there is none. */
  definitions: string | null;
}

/** Opens the workspace that `-C` names, else that of the current folder, for as long as `work` takes. */
export async function inWorkspace<T>(
  directory: string | undefined,
  { cwd }: Context,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { root, text } = await findRoot(directory, cwd);
  // Loaded here, so that help and mistakes on the command line do not wait for an engine.
  const [{ openNative }, { nativeTables }] = await Promise.all([import('../duckdb-native.ts'), import('../tables.ts')]);
  const engine = await openNative();
  try {
    const file = relative(cwd, resolve(root, 'asof.yaml'));
    const workspace = openWorkspace({ root, text, file, env: process.env }, engine, nativeTables(engine));
    return await work({ workspace, engine, definitions: text });
  } finally {
    await engine.close();
  }
}

/** The folder of the workspace, and its asof.yaml's text where it has one. */
export async function findRoot(directory: string | undefined, cwd: string) {
  if (directory === undefined) return findWorkspace(localWorkspaces, cwd);
  const root = resolve(cwd, directory);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new AsofError('bad_option', { message: `there is no folder ${directory}`, expected: 'look at -C' });
  }
  return { root, text: await localWorkspaces.readText(resolve(root, 'asof.yaml')) };
}

/**
 * A label table or view as the command line names it. An unnamed file is relative to the current
 * folder, and where it is not there, to the workspace.
 */
export function resolveName(name: string, names: readonly { name: string }[], root: string, cwd: string): string {
  if (isAbsolute(name) || !isPath(name) || names.some((one) => one.name === name)) return name;
  const place = isGlob(name) ? globRoot(name) : name;
  const here = root !== cwd && existsSync(resolve(cwd, place));
  return here ? relative(root, resolve(cwd, name)) : name;
}

export function resolveRefs(
  texts: readonly string[],
  definitions: Definitions,
  root: string,
  cwd: string,
): FeatureRef[] {
  return texts.map((text) => {
    const ref = parseFeatureRef(text);
    return { ...ref, view: resolveName(ref.view, definitions.featureViews, root, cwd) };
  });
}

/** What was guessed of a table, one line each, with its reason. That a view has every feature of its file is no guess. */
export function sayInferred(table: string, inferred: readonly Inference[]): string[] {
  const guesses = inferred.filter(({ what }) => what !== 'features');
  return guesses.map(({ what, value, reason }) => `${table}: ${what.replaceAll('_', ' ')} = ${value} (${reason})`);
}
