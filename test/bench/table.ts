import { median, quantile, type Measured } from './measure.ts';
import type { InPage } from './page.ts';

/** One line a measurement, in columns; a ratio over its bar says so. */
export function asTable(measured: readonly Measured[]): string {
  const cells = measured.map(({ what, seconds, first, cpu, ratio, note }) => [
    what,
    `${seconds.toFixed(2)} s`,
    `${first.toFixed(2)} s`,
    `${cpu.toFixed(2)} s`,
    ratio ? `${ratio.is.toFixed(2)} x ${ratio.to}` : '',
    ratio ? `at most ${ratio.atMost} x` : '',
    ratio && ratio.is > ratio.atMost ? 'OVER' : note,
  ]);
  return inColumns([['', 'median', 'first', 'cpu', 'ratio', 'bar', ''], ...cells]);
}

/** The same of what was measured in the page. */
export function asPageTable(measured: readonly InPage[]): string {
  const cells = measured.map(({ what, times, atMost, note }) => {
    const is = { median: median(times), p95: quantile(times, 0.95), most: Math.max(...times) };
    const names = ['median', 'p95', 'most'] as const;
    const bars = names.filter((name) => atMost[name] !== undefined);
    return [
      what,
      ...names.map((name) => `${is[name].toFixed(1)} ms`),
      bars.map((name) => `${name} at most ${atMost[name]} ms`).join(', '),
      [bars.some((name) => is[name] > atMost[name]!) ? 'OVER' : '', note].filter((word) => word !== '').join(', '),
    ];
  });
  return inColumns([['', 'median', 'p95', 'most', 'bar', ''], ...cells]);
}

export function inColumns(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
