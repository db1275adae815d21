import type { AsofError } from '../../errors/asof-error.ts';
import { toLine, toWire, type WireError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import { programVersion } from '../package-root.ts';
import { apiCommand } from './api.ts';
import { auditCommand } from './audit.ts';
import { bad, readArguments, type Options } from './arguments.ts';
import { catalogCommand } from './catalog.ts';
import { checkCommand } from './check.ts';
import type { Command, ExitStatus } from './command.ts';
import { diffCommand } from './diff.ts';
import { costCommand } from './cost.ts';
import { driftCommand } from './drift.ts';
import { duplicatesCommand } from './duplicates.ts';
import { exportCommand } from './export.ts';
import { freshnessCommand } from './freshness.ts';
import { helpOn, helpOnAll } from './help.ts';
import { forgetCommand } from './forget.ts';
import { importCommand } from './import.ts';
import { initCommand } from './init.ts';
import { joinCommand } from './join.ts';
import { leakageCommand } from './leakage.ts';
import { lookupCommand } from './lookup.ts';
import { materializeCommand } from './materialize.ts';
import { profileCommand } from './profile.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { skewCommand } from './skew.ts';
import type { Terminal } from './terminal.ts';
import { verifyCommand } from './verify.ts';

const commands: Command[] = [
  initCommand,
  importCommand,
  checkCommand,
  joinCommand,
  leakageCommand,
  materializeCommand,
  lookupCommand,
  forgetCommand,
  skewCommand,
  auditCommand,
  verifyCommand,
  profileCommand,
  driftCommand,
  freshnessCommand,
  catalogCommand,
  diffCommand,
  duplicatesCommand,
  costCommand,
  runCommand,
  exportCommand,
  serveCommand,
  apiCommand,
];
const version: Options = { version: { kind: 'flag', help: 'the version of this program' } };

/** Where a command runs: who is told, how it is stopped, and in which folder. */
interface Around {
  terminal: Terminal;
  signal: AbortSignal;
  cwd: string;
}

/** What `asof` does with these words, from the first to its exit status. Never throws: what is wrong is one line. */
export async function runAsof(argv: readonly string[], around: Around): Promise<ExitStatus> {
  try {
    return await perform(argv, around);
  } catch (thrown) {
    const { terminal } = around;
    const error = toWire(thrown);
    terminal.err(`asof: ${toLine(error)}`);
    if (argv.includes('--debug'))
      terminal.err([error.detail, thrown instanceof Error ? thrown.stack : undefined].filter(Boolean).join('\n'));
    return statusOf(error);
  }
}

async function perform(argv: readonly string[], { terminal, signal, cwd }: Around): Promise<ExitStatus> {
  const given = readArguments(argv, Object.assign({}, version, ...commands.map((one) => one.options)) as Options);
  const [name, ...words] = given.positionals;
  const asked = (option: string) => given.options.some((one) => one.name === option);
  if (asked('version')) {
    terminal.out(programVersion);
    return 0;
  }
  if (name === undefined || name === 'help') {
    if (given.options.some((one) => one.name !== 'help')) throw bad('no command is given', commandNames());
    terminal.out(helpOnAll(commands, programVersion));
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) throw unknownCommand(name);
  if (asked('help')) {
    terminal.out(helpOn(command));
    return 0;
  }
  if (words.length > command.words)
    throw bad(`asof ${name} does not take "${words[command.words]!}"`, `asof ${name} ${command.usage}`.trim());
  const running = { signal, progress: (progress: Parameters<Terminal['progress']>[0]) => terminal.progress(progress) };
  return command.perform({ ...given, positionals: words }, { terminal, run: running, cwd });
}

function unknownCommand(name: string): AsofError {
  const near = nearest(
    name,
    commands.map((one) => one.name),
  );
  return bad(`there is no command "${name}"`, near ? `did you mean asof ${near}?` : commandNames());
}

function commandNames(): string {
  return `commands: ${commands.map((one) => one.name).join(', ')}`;
}

function statusOf(error: WireError): ExitStatus {
  if (error.kind === 'cancelled') return 130;
  return error.kind === 'input' || error.kind === 'data' ? 2 : 3;
}
