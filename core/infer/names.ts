/*
 * What a column's or a file's name says about its part. Names are compared as words: `eventTime`,
 * `event_time` and `Event Time` are the same two.
 */

/** The words of a name, in lower case. */
export function words(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

const timeWords = ['timestamp', 'ts', 'time', 'datetime', 'date', 'day', 'at', 'dt', 'on'];
const writtenWords = ['created', 'ingested', 'updated', 'inserted', 'loaded', 'written', 'modified', 'recorded'];
const knownWords = ['available', 'availability', 'known'];
const things = [
  ...['user', 'customer', 'account', 'driver', 'device', 'product', 'item', 'store', 'merchant', 'client'],
  ...['member', 'entity', 'patient', 'card', 'session', 'household', 'vehicle', 'sku', 'email', 'isin', 'ticker'],
];
const rowNumbers = ['id', 'row id', 'rowid', 'event id', 'record id', 'index', 'uuid', 'key'];
const targets = ['label', 'target', 'y', 'outcome', 'class'];
const outcomes =
  /^(churn|convert|conver[st]ion|fraud|default(ed)?$|click|purchas|bought|cancel|return|retain|late$|delayed$|won$|success|fail|die|readmit|repaid)/;

export function isKeyName(name: string): boolean {
  const [last, ...before] = words(name).reverse();
  return (
    last !== undefined &&
    (['id', 'key', 'uuid', 'guid'].includes(last) || (before.length === 0 && things.includes(last)))
  );
}

/** A name that in most files numbers the rows and names no entity. */
export function isRowNumberName(name: string): boolean {
  return rowNumbers.includes(words(name).join(' '));
}

/** When a row was written. */
export function isWrittenName(name: string): boolean {
  return words(name).some((word) => writtenWords.includes(word));
}

/** When a row could first be known. */
export function isKnownName(name: string): boolean {
  return words(name).some((word) => knownWords.includes(word));
}

/** How clearly a name says "when the fact was true": 3 `event_timestamp`, 2 `ts`, 1 `signup_date`, 0 not at all. */
export function eventNameStrength(name: string): 0 | 1 | 2 | 3 {
  const all = words(name);
  if (all.includes('event')) return 3;
  if (all.length === 1 && timeWords.includes(all[0]!)) return 2;
  return timeWords.includes(all.at(-1) ?? '') || timeWords.includes(all[0] ?? '') ? 1 : 0;
}

/** How clearly a name says "what is predicted": 3 `label`, 2 `churned`, 1 `is_active`, 0 not at all. */
export function targetNameStrength(name: string): 0 | 1 | 2 | 3 {
  const all = words(name);
  if (targets.includes(all[0] ?? '') || targets.includes(all.at(-1) ?? '')) return 3;
  if (
    all.length <= 3 &&
    all.some((word) => outcomes.test(word)) &&
    !all.some((word) => /^(rate|count|n|num|days?|avg|mean|total|sum)$/.test(word))
  )
    return 2;
  return ['is', 'has', 'will', 'did', 'was'].includes(all[0] ?? '') ? 1 : 0;
}

/** What a file's name says: above 0 labels, below 0 features. */
export function fileNameLean(name: string): -1 | 0 | 1 {
  const all = words(name);
  const some = (candidates: readonly string[]): boolean => all.some((word) => candidates.includes(word));
  if (some(['label', 'labels', 'target', 'targets', 'outcome', 'outcomes', 'spine', 'entities', 'train', 'training']))
    return 1;
  return some(['feature', 'features', 'stats', 'profile', 'profiles', 'events', 'history', 'snapshot', 'snapshots'])
    ? -1
    : 0;
}
