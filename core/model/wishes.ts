import { visit } from 'yaml';
import { redacted } from '../text/redacted.ts';
import { hasAddress, type Definitions } from './definitions.ts';
import type { Env } from './reading.ts';
import { parseYaml } from './parse-yaml.ts';

/** What a folder would do as soon as it is trusted, as its definitions say it. */
export interface FolderWishes {
  /** Environment variables that it reads. */
  variables: string[];
  /** The online store that it connects to, as written, without secrets; null is the one in the folder. */
  address: string | null;
  /** Files and addresses outside of the folder that it reads. */
  outside: string[];
}

/** @param text Of the `asof.yaml` that the definitions were read from. */
export function wishesOf(text: string, { sources, labels, featureViews, onlineStore }: Definitions): FolderWishes {
  const paths = [...sources, ...labels].map(({ path }) => path).concat(featureViews.map(({ source }) => source));
  const ofStore = [onlineStore?.path, onlineStore?.feast?.registry].filter((path) => path !== undefined);
  return {
    variables: [...new Set(variablesOf(text).map(({ name }) => name))],
    address: onlineStore && hasAddress(onlineStore) ? redacted(onlineStore.url ?? 'redis://localhost:6379/0') : null,
    outside: [...new Set([...paths, ...ofStore].filter(leavesFolder).map(redacted))],
  };
}

/** Stands for the environment while a folder is not trusted: a variable without a default is what is written. */
export function withoutEnvironment(text: string): Env {
  const bare = variablesOf(text).filter((variable) => variable.otherwise === undefined);
  return Object.fromEntries(bare.map(({ name }) => [name, `\${${name}}`]));
}

interface Variable {
  name: string;
  otherwise: string | undefined;
}

function variablesOf(text: string): Variable[] {
  const found: Variable[] = [];
  const written = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]{0,1000}))?\}/g;
  visit(parseYaml(text), {
    Scalar(_, { value }) {
      if (typeof value !== 'string') return;
      for (const [, name, otherwise] of value.matchAll(written)) found.push({ name: name!, otherwise });
    },
  });
  return found;
}

function leavesFolder(path: string): boolean {
  return /^([\\/~]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path) || path.split(/[\\/]/).includes('..');
}
