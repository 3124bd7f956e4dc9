import { pageReport } from '../../core/board/page-report.ts';
import type { RunEvent, RunResult } from '../../core/scenario/runner.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { pageMapLines } from './page-map-text.ts';
import { eventJson, pageMapJson, resultJson, runHeader } from './run-json.ts';
import { RunText } from './run-text.ts';
import { type Terminal, terminalOf } from './terminal.ts';
import { wrap } from './wrap.ts';

/** Hears of a run while it goes on, and makes something of it. */
export interface RunView {
  begin(): void;
  event(event: RunEvent): void;
  end(result: RunResult): void;
}

/** A run as a recording: one object a line. */
export class RunJson implements RunView {
  readonly #scenario: Scenario;
  readonly #lineOf: (step: number) => number;
  readonly #put: (line: string) => void;

  constructor(scenario: Scenario, lineOf: (step: number) => number, put: (line: string) => void) {
    this.#scenario = scenario;
    this.#lineOf = lineOf;
    this.#put = put;
  }

  begin(): void {
    this.#say(runHeader(this.#scenario));
  }

  event(event: RunEvent): void {
    this.#say(eventJson(event, this.#lineOf));
  }

  end(result: RunResult): void {
    this.#say(pageMapJson(result.board));
    this.#say(resultJson(result));
  }

  #say(value: object): void {
    this.#put(JSON.stringify(value));
  }
}

interface RunScreenOptions {
  /** Whether calls are shown that were not refused. */
  readonly calls?: true;
  /** Whether nothing is shown but what is not as expected. */
  readonly quiet?: true;
}

/** A run as people read it, on the standard output. */
export class RunScreen implements RunView {
  readonly #scenario: Scenario;
  readonly #quiet: boolean;
  readonly #terminal: Terminal = terminalOf(process.stdout, process.env);
  readonly #text: RunText;

  constructor(scenario: Scenario, { calls, quiet }: RunScreenOptions, placeOf: (step: number) => string) {
    this.#scenario = scenario;
    this.#quiet = quiet === true;
    this.#text = new RunText(scenario, this.#terminal, { placeOf, calls: calls === true });
  }

  begin(): void {
    const { about } = this.#scenario;
    if (about === undefined || this.#quiet) return;
    const { width } = this.#terminal;
    const paragraphs = about.trim().split('\n');
    this.#put([...paragraphs.flatMap((line) => wrap(line, width)), '']);
  }

  event(event: RunEvent): void {
    this.#put(this.#quiet ? this.#text.onlyMissed(event) : this.#text.lines(event));
  }

  end(result: RunResult): void {
    const { width, paint } = this.#terminal;
    if (!this.#quiet)
      this.#put(['', paint('heading', 'page map'), ...pageMapLines(pageReport(result.board), width)]);
    this.#put([
      ...(this.#quiet && result.ok ? [] : ['']),
      paint(result.ok ? 'good' : 'bad', resultText(result)),
    ]);
  }

  #put(lines: readonly string[]): void {
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  }
}

/** What came of all steps together. */
export function resultText({ ok, steps, missed }: RunResult): string {
  return `${steps} steps, ${ok ? 'all as expected' : `${missed} not as expected`}`;
}
