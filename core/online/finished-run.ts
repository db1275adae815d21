import type { FinishedRun, Stretch } from './online-store.ts';

/** A finished run as text: its end as 16 hexadecimal digits whose order is that of time, then JSON. */
export function runText(finished: FinishedRun): string {
  const plain = JSON.stringify(finished, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return orderText(finished.end) + plain;
}

/** The inverse of `runText`; null where the text is none. What a run of an earlier version did not say is not known. */
export function readRun(text: string): FinishedRun | null {
  try {
    const plain = JSON.parse(text.slice(16)) as Record<string, string | number | null | undefined>;
    const instant = (name: keyof FinishedRun) => (plain[name] == null ? null : BigInt(plain[name]));
    const count = (name: keyof FinishedRun) => Number(plain[name] ?? 0);
    const [end, finished] = [instant('end'), instant('finished')];
    if (end === null || finished === null || orderText(end) !== text.slice(0, 16)) return null;
    return {
      start: instant('start'),
      end,
      finished,
      createdSeen: instant('createdSeen'),
      knownSeen: instant('knownSeen'),
      ...(plain.readFrom !== undefined && { readFrom: instant('readFrom') }),
      unread: readStretch(plain.unread as { from: string; to: string } | null | undefined),
      rowsBefore: plain.rowsBefore == null ? null : count('rowsBefore'),
      rowsRead: count('rowsRead'),
      entities: count('entities'),
      written: count('written'),
      keptNewer: count('keptNewer'),
    };
  } catch {
    return null;
  }
}

function readStretch(plain: { from: string; to: string } | null | undefined): Stretch | null {
  return plain == null ? null : { from: BigInt(plain.from), to: BigInt(plain.to) };
}

/** 16 hexadecimal digits whose order is that of instants. */
export function orderText(instant: bigint): string {
  return BigInt.asUintN(64, instant ^ (1n << 63n))
    .toString(16)
    .padStart(16, '0');
}
