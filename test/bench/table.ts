import type { Measured } from './measure.ts';

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
  const rows = [['', 'median', 'first', 'cpu', 'ratio', 'bar', ''], ...cells];
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
