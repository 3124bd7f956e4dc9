import { type Command, Option } from 'commander';
import type { Mistake } from '../../core/decode/reading.ts';
import type { Exporter, FilePart } from '../../core/trace/exporter.ts';
import { EXPORTERS } from '../../core/trace/exporters.ts';
import { TraceLines } from '../../core/trace/trace-lines.ts';
import { CommandError } from './exit.ts';
import { footer } from './footer.ts';
import { readLines } from './read-lines.ts';
import { fileSink, type Sink, standardOutput } from './sink.ts';

interface TraceOptions {
  readonly to: string;
  readonly out?: string;
}

/** `tantalum trace`: recordings for the tools that people have. */
export function define(command: Command): void {
  command
    .argument('<file>', 'recording to read, or - for the standard input')
    .addOption(
      new Option('--to <format>', 'what to write').choices(EXPORTERS.map(({ name }) => name)).default('text'),
    )
    .option('--out <file>', 'file to write to (default: the standard output)')
    .addHelpText('after', footer(HELP))
    .action(trace);
}

const HELP = `
It reads recordings, which tantalum run --json prints, and lines of host_ffa_call.
docs/traces.md describes them.

Formats:
${EXPORTERS.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join('\n')}

Examples:
  $ tantalum run machines/three-worlds.yaml --json | tantalum trace -
  $ tantalum trace boot.ndjson --to perfetto --out boot.json
  $ tantalum trace phone.ftrace --to text
  $ tantalum trace boot.ndjson --to pcapng | wireshark -X lua_script:ffa.lua -k -i -

Exit codes: 0 it is written, 2 the recording cannot be read.`;

async function trace(file: string, { to, out }: TraceOptions): Promise<void> {
  const format = EXPORTERS.find(({ name }) => name === to);
  if (format === undefined) throw new TypeError(`no exporter is called ${to}`);
  if (out === undefined && format.binary && process.stdout.isTTY)
    throw new CommandError(
      `${to} is bytes, which a terminal cannot show`,
      `Write them to a file with --out FILE, or into a pipe: tantalum trace ${file} --to ${to} | tshark -r -`,
    );
  const sink = out === undefined ? standardOutput : await fileSink(out, file);
  try {
    await convert(file, format.create(), sink);
    await sink.close();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function convert(file: string, exporter: Exporter, sink: Sink): Promise<void> {
  const name = file === '-' ? 'standard input' : file;
  const reader = new TraceLines();
  let line = 0;
  let begun = false;
  const begin = (about: string): readonly FilePart[] => {
    const parts = begun ? [] : [exporter.begin(about)];
    begun = true;
    return parts;
  };
  for await (const lines of readLines(file)) {
    const ready: FilePart[] = [];
    for (const text of lines) {
      line++;
      const read = reader.read(text);
      if ('ok' in read) throw unreadable(name, read);
      if (read.kind === 'header') ready.push(...begin(read.about));
      else if (read.kind === 'event') ready.push(...begin(''), exporter.event(read.event));
      else if (read.kind === 'cut')
        process.stderr.write(`${name}:${line}: the line ends in the middle and is left out\n`);
    }
    await sink.write(bytesOf(ready));
  }
  const missing = reader.end();
  if (missing !== undefined) throw unreadable(name, missing);
  await sink.write(bytesOf([...begin(''), exporter.end()]));
}

function bytesOf(parts: readonly FilePart[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function unreadable(name: string, { line, column, found, expected }: Mistake): CommandError {
  return new CommandError(
    `${name}:${line}:${column}: found ${found}, expected ${expected}`,
    'docs/traces.md describes recordings.',
  );
}
