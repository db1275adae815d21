import type { Run } from '../../engine/engine.ts';
import type { FeastStore, FeastStoredView } from '../../model/feast-store.ts';
import { feastKeyPrefix, nobody, readFeastKey, type FeastKeyValue } from './entity-key.ts';
import type { FeastBytes } from './feast-bytes.ts';

/** How the keys of a view's entities are written. */
export interface KeyForm {
  prefix: Uint8Array;
  /** DuckDB's names, in the order of the join keys. */
  types: string[];
}

/** How the keys of each view's entities are written: found once. */
export class KeyForms {
  readonly #bytes: Pick<FeastBytes, 'keys'>;
  readonly #store: FeastStore;
  readonly #forms = new Map<string, KeyForm>();
  /** Views of which it was looked at whether their keys are as is declared. */
  readonly #proven = new Set<string>();

  constructor(bytes: Pick<FeastBytes, 'keys'>, store: FeastStore) {
    this.#bytes = bytes;
    this.#store = store;
  }

  /** As it is declared, else as a key that is there has it; null where there is none. */
  async of(view: FeastStoredView, run?: Run): Promise<KeyForm | null> {
    const known = this.#forms.get(view.name);
    if (known) return known;
    const { keyVersion, keyTypes } = this.#store;
    const names = namesOf(view);
    const declared = view.joinKeys.length === 0 ? [nobody.value.type] : view.joinKeys.map((name) => keyTypes[name]);
    const told = declared.filter((type) => type !== undefined);
    const form =
      keyVersion !== null && told.length === names.length
        ? { prefix: feastKeyPrefix(keyVersion, names), types: told }
        : await this.#findForm(view, run);
    if (form) this.#forms.set(view.name, form);
    return form;
  }

  /** Where nothing is found, keys may be written otherwise than is declared: before "nothing" is said, that is looked at. */
  async other(view: FeastStoredView, form: KeyForm, run?: Run): Promise<KeyForm | null> {
    if (this.#proven.has(view.name)) return null;
    this.#proven.add(view.name);
    const stored = await this.#findForm(view, run);
    if (!stored || isSame(stored, form)) return null;
    this.#forms.set(view.name, stored);
    return stored;
  }

  async #findForm(view: FeastStoredView, run?: Run): Promise<KeyForm | null> {
    for (const version of this.#store.keyVersion === 2 ? ([2, 3] as const) : ([3, 2] as const)) {
      const prefix = feastKeyPrefix(version, namesOf(view));
      for await (const part of this.#bytes.keys(view.name, prefix, run)) {
        for (const key of part) {
          const values = readKey(view, prefix, key);
          if (values) return { prefix, types: values.map(({ type }) => type) };
        }
      }
    }
    return null;
  }
}

function isSame(a: KeyForm, b: KeyForm): boolean {
  return a.types.join() === b.types.join() && a.prefix.length === b.prefix.length;
}

function namesOf({ joinKeys }: FeastStoredView): string[] {
  return joinKeys.length === 0 ? [nobody.joinKey] : joinKeys;
}

/** Null where a key is not one of the view's, to its last byte. */
export function readKey(view: FeastStoredView, prefix: Uint8Array, key: Uint8Array): FeastKeyValue[] | null {
  const found = readFeastKey(prefix, namesOf(view).length, key);
  return found?.end === key.length ? found.values : null;
}
