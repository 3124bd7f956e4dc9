/**
 * The program `tantalum`: runs the command line and sets the exit code of the process.
 */

import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { packageVersion } from './package-version.ts';

const EXAMPLES = `
Examples:
  $ tantalum decode descriptor.bin --call share
  $ xxd descriptor.bin | tantalum decode -
  $ tantalum help decode

Exit codes: 0 all is well, 1 a rule is broken, 2 the input cannot be read.`;

const MISSING_FILE = /missing required argument 'files?'/;

endQuietlyWithoutReader(process.stdout);
endQuietlyWithoutReader(process.stderr);
await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<void> {
  try {
    const program = await programFor(args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** The program with all of its commands, of which only the one that is asked for is loaded. */
async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command('tantalum')
    .description('Arm FF-A memory sharing, whole and explained')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .showHelpAfterError('Run tantalum --help for commands and examples.')
    .addHelpText('after', footer(EXAMPLES));
  const named = args[0] === 'help' ? args[1] : args[0];
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).description(summary).helpOption('-h, --help', 'print help');
    command.showHelpAfterError(`Run tantalum ${name} --help for options and examples.`);
    if (name === named) (await load()).define(command);
  }
  return program;
}

/** A reader such as `head` that has seen enough closes the pipe; that is no mistake. A disk that is full is one. */
function endQuietlyWithoutReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`tantalum: cannot write: ${error.message}\n`);
    process.exit(EXIT.UNREADABLE);
  });
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    if (MISSING_FILE.test(error.message)) process.stderr.write('Give a path, or - to read from a pipe.\n');
    return error.exitCode === 0 ? EXIT.OK : EXIT.UNREADABLE;
  }
  if (error instanceof CommandError) process.stderr.write(`tantalum: ${error.message}\n  ${error.hint}\n`);
  else process.stderr.write(`tantalum: this is a defect of tantalum\n${stackOf(error)}\n`);
  return EXIT.UNREADABLE;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
