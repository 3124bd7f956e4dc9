import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { recordingHeader } from '../../core/decode/recording-header.ts';
import type { ServedInput } from '../studio/static-server.ts';
import { footer } from './footer.ts';
import { readSource } from './read-source.ts';
import { openOrSay, startStudio } from './start-studio.ts';
import { untilTold } from './until-told.ts';

interface StudioOptions {
  readonly port: number;
  readonly open?: true;
  readonly json?: true;
}

/** `tantalum studio`: the pages of the studio, in a browser of this machine. */
export function define(command: Command): void {
  command
    .argument(
      '[file]',
      'file to open: a machine file, a recording, or anything that decode takes; - for the standard input',
    )
    .addOption(
      new Option('--port <number>', 'port to serve it at')
        .argParser(parsePort)
        .default(0, 'any that is free'),
    )
    .option('--open', 'open it in the browser')
    .option('--json', 'say where it is as JSON')
    .addHelpText('after', footer(HELP))
    .action(studio);
}

const HELP = `
Only browsers of this machine can reach it, and nothing that is pasted there leaves the page. Ctrl-C ends it. The same files
work from any web server: they are in dist/studio.

Examples:
  $ tantalum studio --open
  $ tantalum studio descriptor.bin
  $ tantalum studio machine.yaml
  $ dmesg | tantalum studio - --port 8080

Exit codes: 0 it was ended, 2 it could not be started.`;

const MOST_PORT = 65_535;

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : MOST_PORT + 1;
  if (port > MOST_PORT) throw new InvalidArgumentError(`A port is a number up to ${MOST_PORT}.`);
  return port;
}

async function studio(file: string | undefined, { port, open, json }: StudioOptions): Promise<void> {
  const input = file === undefined ? undefined : await inputOf(file);
  const told = untilTold();
  const served = await startStudio({ port, input });
  try {
    const { address } = served;
    process.stdout.write(json ? `${JSON.stringify({ address })}\n` : `The studio is at ${address}\n`);
    if (open) await openOrSay(address);
    await told;
  } finally {
    served.close();
  }
}

async function inputOf(file: string): Promise<ServedInput> {
  const bytes = await readSource(file);
  const plays = /\.ya?ml$/i.test(file) || isRecording(bytes);
  return { name: file === '-' ? 'standard input' : basename(file), page: plays ? 'run' : 'decode', bytes };
}

/** Whether the first line says that it is a recording's. */
function isRecording(bytes: Uint8Array): boolean {
  const end = bytes.indexOf(0x0a);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end);
  return recordingHeader(new TextDecoder().decode(line)) !== undefined;
}
