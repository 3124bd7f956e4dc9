import type { MachineSpec } from '../../core/board/machine.ts';
import type { RecordedEvent } from '../../core/decode/recorded-event.ts';
import type { RecordedMoment } from '../../core/replay/recorded-moment.ts';
import type { Deviation } from '../../core/replay/replay.ts';
import { type HtmlReport, PLAIN } from './html-report.ts';
import { deviationLines, sameText } from './replay-text.ts';

/** A replay as a report: the recording, and the event that came otherwise. */
export class ReplayReport {
  readonly #report: HtmlReport;
  #machine: MachineSpec | undefined;
  /** Events that were played. */
  #events = 0;

  constructor(report: HtmlReport) {
    this.#report = report;
  }

  /** Takes a line of the recording. */
  add(line: string): void {
    this.#report.add(line);
  }

  onMachine(machine: MachineSpec): void {
    this.#machine = machine;
  }

  /** Moments between calls are no events of their own. */
  played({ kind }: RecordedEvent | RecordedMoment): void {
    if (kind !== 'preempt' && kind !== 'tick' && kind !== 'create') this.#events++;
  }

  /** Writes the file, which says that `command` made it. */
  async write(
    command: string,
    {
      events,
      first,
    }: { readonly events: number; readonly first?: { readonly line: number; readonly deviation: Deviation } },
  ): Promise<void> {
    const common = { command, about: '', machine: this.#machine };
    if (first === undefined)
      return this.#report.end({
        ...common,
        verdict: sameText(events),
        good: true,
        troubles: [],
        opensAt: undefined,
      });
    const { seq, caller } = first.deviation;
    const lines = deviationLines(`${this.#report.name}:${first.line}`, first.deviation, PLAIN);
    return this.#report.end({
      ...common,
      verdict: `call ${seq} of ${caller} does not come as recorded`,
      good: false,
      troubles: [{ event: this.#events, lines }],
      opensAt: this.#events,
    });
  }
}
