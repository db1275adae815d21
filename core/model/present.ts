/** A definition as `asof.yaml` writes it, keys in the order in which they are written; undefined is left out. */
export type Plain = Record<string, unknown>;

/** Without the keys that have no value. */
export function present(plain: Plain): Plain {
  return Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
}
