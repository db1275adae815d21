import type { FinishedRun } from './online-store.ts';

/** A finished run as text: its end as 16 hexadecimal digits whose order is that of time, then JSON. */
export function runText(finished: FinishedRun): string {
  const plain = JSON.stringify(finished, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return orderText(finished.end) + plain;
}

/** The inverse of `runText`; null where the text is none. */
export function readRun(text: string): FinishedRun | null {
  try {
    const plain = JSON.parse(text.slice(16)) as Record<keyof FinishedRun, string | number | null>;
    const instant = (name: keyof FinishedRun) => (plain[name] == null ? null : BigInt(plain[name]));
    const count = (name: keyof FinishedRun) => Number(plain[name] ?? 0);
    return {
      start: instant('start'),
      end: instant('end')!,
      finished: instant('finished')!,
      createdSeen: instant('createdSeen'),
      knownSeen: instant('knownSeen'),
      rowsRead: count('rowsRead'),
      entities: count('entities'),
      written: count('written'),
      keptNewer: count('keptNewer'),
    };
  } catch {
    return null;
  }
}

/** 16 hexadecimal digits whose order is that of instants. */
export function orderText(instant: bigint): string {
  return BigInt.asUintN(64, instant ^ (1n << 63n))
    .toString(16)
    .padStart(16, '0');
}
