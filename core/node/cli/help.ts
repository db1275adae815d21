import type { Options } from './arguments.ts';
import { everywhere, type Command } from './command.ts';
import { textTable } from '../../text/text-table.ts';

export function helpOnAll(commands: readonly Command[], version: string): string {
  const rows = commands.map((command) => [`  asof ${command.name}`, command.summary]);
  return [
    `asof ${version}: point-in-time training sets, and what a naive join leaks.`,
    '',
    plainTable(rows),
    '',
    optionsTable(everywhere),
    '',
    'Results go to stdout, progress and messages to stderr. Exit status: 0 done; 1 a --fail-on',
    'held; 2 the input is wrong; 3 something outside failed. More: asof COMMAND --help',
  ].join('\n');
}

export function helpOn(command: Command): string {
  return [
    `asof ${command.name} ${command.usage}`.trimEnd(),
    '',
    `${command.summary}.`,
    '',
    optionsTable(command.options),
  ].join('\n');
}

function optionsTable(options: Options): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const written = `${option.short ? `-${option.short}, ` : ''}--${name}${option.placeholder ? ` ${option.placeholder}` : ''}`;
    return [`  ${written}`, option.choices ? `${option.help}: ${option.choices.join(', ')}` : option.help];
  });
  return plainTable(rows);
}

/** Without a line of titles. */
function plainTable(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]!.map(() => ({ title: '', align: 'left' as const }));
  return textTable(columns, rows).split('\n').slice(1).join('\n');
}
