import { type Command, Option } from 'commander';
import type { Exporter, FilePart } from '../../core/trace/exporter.ts';
import { EXPORTERS } from '../../core/trace/exporters.ts';
import { CommandError } from './exit.ts';
import { footer } from './footer.ts';
import { readTrace } from './read-trace.ts';
import { fileSink, type Sink, standardOutput } from './sink.ts';
import { reportOf } from './trace-report.ts';

interface TraceOptions {
  readonly to: string;
  readonly out?: string;
}

/** A report is no exporter: what is in it is the recording as it is. */
const HTML = { name: 'html', about: 'a report for any browser: timeline, page map, inspector' };
const FORMATS = [...EXPORTERS, HTML];

/** `tantalum trace`: recordings for the tools that people have. */
export function define(command: Command): void {
  command
    .argument('<file>', 'recording to read, or - for the standard input')
    .addOption(
      new Option('--to <format>', 'what to write').choices(FORMATS.map(({ name }) => name)).default('text'),
    )
    .option('--out <file>', 'file to write to (default: the standard output)')
    .addHelpText('after', footer(HELP))
    .action(trace);
}

const HELP = `
It reads recordings, which tantalum run --json prints, and lines of host_ffa_call.
docs/traces.md describes them.

Formats:
${FORMATS.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join('\n')}

Examples:
  $ tantalum run machines/three-worlds.yaml --json | tantalum trace -
  $ tantalum trace boot.ndjson --to perfetto --out boot.json
  $ tantalum trace phone.ftrace --to text
  $ tantalum trace boot.ndjson --to html --out boot.html
  $ tantalum trace boot.ndjson --to pcapng | wireshark -X lua_script:ffa.lua -k -i -

Exit codes: 0 it is written, 2 the recording cannot be read.`;

async function trace(file: string, { to, out }: TraceOptions): Promise<void> {
  if (to === HTML.name) return reportOf(file, out ?? '-');
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
  let begun = false;
  const begin = (about: string): readonly FilePart[] => {
    const parts = begun ? [] : [exporter.begin(about)];
    begun = true;
    return parts;
  };
  for await (const lines of readTrace(file)) {
    const ready = lines.flatMap(({ read }) => {
      if (read.kind === 'header') return begin(read.about);
      return read.kind === 'event' ? [...begin(''), exporter.event(read.event)] : [];
    });
    await sink.write(bytesOf(ready));
  }
  await sink.write(bytesOf([...begin(''), exporter.end()]));
}

function bytesOf(parts: readonly FilePart[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}
