import { basename } from 'node:path';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { ReportFacts } from '../../core/timeline/report-facts.ts';
import { PackedLines } from '../studio/packed-lines.ts';
import { reportParts } from '../studio/report-parts.ts';
import type { ReportShell } from '../studio/report-shell.ts';
import type { ReportSummary } from '../studio/report-summary.ts';
import { builtShell } from './built-studio.ts';
import { CommandError } from './exit.ts';
import { packageVersion } from './package-version.ts';
import { expectWritable, fileSink, type Sink, standardOutput } from './sink.ts';
import type { Terminal } from './terminal.ts';

/** What `--html` says of itself. */
export const HTML_HELP = 'write a report that opens in any browser, or - for the standard output';

/** What words of terminals are in a report. */
export const PLAIN: Terminal = { width: 100, paint: (_, text) => text };

/** What a run has come to. */
export interface ReportOutcome extends Omit<ReportSummary, 'name' | 'made'> {
  /** What was done, as a command line. */
  readonly command: string;
  /** What the recording ran on, where that is known. */
  readonly machine: MachineSpec | undefined;
  /** The number of the event at which the report opens, from 1 on; undefined for the first refusal or fault. */
  readonly opensAt: number | undefined;
}

/** A report of a run that is going on: lines of the recording come in, and the file is written at the end. */
export class HtmlReport {
  readonly #file: string;
  /** What the report calls the file that it is of. */
  readonly name: string;
  readonly #shell: ReportShell;
  readonly #sink: Sink;
  readonly #lines = new PackedLines();

  private constructor(file: string, name: string, shell: ReportShell, sink: Sink) {
    this.#file = file;
    this.name = name;
    this.#shell = shell;
    this.#sink = sink;
  }

  /**
   * Begins a report in a file, or on the standard output for `-`, of what is read from another, which it does not write over. Throws a
   * CommandError, before anything else is done, when it could not be written.
   */
  static async begin(file: string, source: string): Promise<HtmlReport> {
    const shell = builtShell();
    if (file !== '-') await expectWritable(file);
    const sink = file === '-' ? standardOutput : await fileSink(file, source);
    return new HtmlReport(file, reportName(source), shell, sink);
  }

  add(line: string): void {
    this.#lines.add(line);
  }

  /** Writes the file, and says on the standard error how large it is. Throws a CommandError when it cannot be written, and leaves no half of it behind. */
  async end({ command, machine, opensAt, ...outcome }: ReportOutcome): Promise<void> {
    const facts: ReportFacts = {
      name: this.name,
      ...(machine === undefined ? {} : { machine: withoutGifts(machine) }),
      ...(opensAt === undefined ? {} : { opensAt }),
    };
    const summary = { name: this.name, made: `${command}; Tantalum ${packageVersion()}`, ...outcome };
    const parts = reportParts(this.#shell, { summary, facts, recording: this.#lines.end() });
    let size = 0;
    try {
      for (const part of parts) {
        await this.#sink.write(part);
        size += Buffer.byteLength(part);
      }
      await this.#sink.close();
    } catch (error) {
      await this.#sink.discard();
      throw error;
    }
    const what = this.#file === '-' ? 'the report' : this.#file;
    process.stderr.write(`tantalum: ${what} has ${Math.ceil(size / 1000)} kB\n`);
  }
}

/** Throws a CommandError where a report and JSON would both go to the standard output. */
export function expectOneOutput(html: string | undefined, json: true | undefined): void {
  if (html === '-' && json)
    throw new CommandError(
      '--json and --html - would both go to the standard output',
      'Give the report a file: --html FILE.',
    );
}

/** What a report calls the file that it is of. Folders are nobody's business. */
function reportName(file: string): string {
  return file === '-' ? 'standard input' : basename(file);
}

/** What partitions are given when they start is bytes, and nobody looks at them. */
function withoutGifts({ partitions, ...machine }: MachineSpec): MachineSpec {
  return { ...machine, partitions: partitions.map(({ boot: _, ...partition }) => partition) };
}
