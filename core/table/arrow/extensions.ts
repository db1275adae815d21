import type { Column } from '../../engine/engine.ts';
import type { Inference } from '../../model/definitions.ts';
import { extensionKey, readAsStoredKey } from './metadata.ts';

/** Whose stored values say all of it, or which are read as what they are. */
const plain = new Set(['arrow.uuid', 'arrow.json']);

/** What a program calls its own way to write a column, where the values that it stores are not the whole of it. */
function extensionIn(metadata: ReadonlyMap<string, string>): string | undefined {
  const name = metadata.get(readAsStoredKey) ?? metadata.get(extensionKey);
  return name === undefined || plain.has(name) ? undefined : name;
}

/** By column, of those that have one. */
export function extensionsOf(
  fields: readonly { name: string; metadata: ReadonlyMap<string, string> }[],
): Map<string, string> {
  return new Map(
    fields.flatMap(({ name, metadata }) => {
      const extension = extensionIn(metadata);
      return extension === undefined ? [] : [[name, extension]];
    }),
  );
}

/** That of such columns, by name, the bare values are read. */
export function sayExtensions(extensions: ReadonlyMap<string, string>, columns: readonly Column[]): Inference[] {
  return columns.flatMap(({ name, type }) => {
    const extension = extensions.get(name);
    if (extension === undefined) return [];
    const more = Object.hasOwn(instead, extension) ? `; ${instead[extension]}` : '';
    const reason = `${itsFileSays}${extension}, and the bare values that are stored for that are read${more}`;
    return [{ what: `type of ${name}`, value: type, reason }];
  });
}

/** Whether that is said in this reason. */
export function isStoredAlone(reason: string): boolean {
  return reason.startsWith(itsFileSays);
}

const itsFileSays = 'its file says that it is ';

/** How what is meant can be written. */
const instead: Record<string, string> = {
  'pandas.period': 'they count periods since 1970, and .dt.to_timestamp() in pandas makes times of them',
  'arrow.bool8': 'as bool they would be true and false',
};
