import type { RunEvent, RunResult } from '../../core/scenario/runner.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { recordedOf } from '../../core/timeline/recorded.ts';
import type { ReportTrouble } from '../studio/report-summary.ts';
import { type HtmlReport, PLAIN } from './html-report.ts';
import { RunText } from './run-text.ts';
import { RunJson, type RunView, resultText } from './run-views.ts';

/** A run as a report: its recording, and the steps that are not as expected. */
export class RunReport implements RunView {
  readonly #scenario: Scenario;
  readonly #report: HtmlReport;
  readonly #recording: RunJson;
  readonly #text: RunText;
  readonly #troubles: ReportTrouble[] = [];
  /** Events that the recording tells, up to now. */
  #events = 0;

  constructor(scenario: Scenario, lineOf: (step: number) => number, report: HtmlReport) {
    this.#scenario = scenario;
    this.#report = report;
    this.#recording = new RunJson(scenario, lineOf, (line) => report.add(line));
    const placeOf = (step: number) => `${report.name}:${lineOf(step)}`;
    this.#text = new RunText(scenario, PLAIN, { placeOf, calls: false });
  }

  begin(): void {
    this.#recording.begin();
  }

  event(event: RunEvent): void {
    this.#recording.event(event);
    if (event.kind === 'trace' && recordedOf(event.event) !== undefined) this.#events++;
    const lines = this.#text.onlyMissed(event);
    if (lines.length > 0) this.#troubles.push({ event: this.#events, lines });
  }

  end(result: RunResult): void {
    this.#recording.end(result);
  }

  /** Writes the file, which says that `command` made it. */
  async write(command: string, result: RunResult): Promise<void> {
    const { about = '', machine } = this.#scenario;
    await this.#report.end({
      command,
      verdict: resultText(result),
      good: result.ok,
      about: about.trim(),
      troubles: this.#troubles,
      machine,
      opensAt: this.#troubles[0]?.event,
    });
  }
}
