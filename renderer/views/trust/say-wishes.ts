import type { FolderWishes } from '../../../core/model/wishes.ts';

/** What a folder would do once it is trusted: a line each, as it would stand after "it would". */
export interface Wish {
  text: string;
  /** Names of variables, addresses and paths, as they are written in `asof.yaml`. */
  names: readonly string[];
}

export function sayWishes({ variables, address, outside }: FolderWishes): Wish[] {
  const wishes = [
    { text: 'read its own files, and join them when you ask', names: [] },
    { text: 'connect to the online store', names: address === null ? [] : [address] },
    { text: 'read from your environment', names: variables },
    { text: 'read outside of its folder', names: outside },
  ];
  return wishes.filter(({ names }, i) => i === 0 || names.length > 0);
}
