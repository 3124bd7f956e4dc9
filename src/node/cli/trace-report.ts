import type { MachineSpec } from '../../core/board/machine.ts';
import { recordingHeader } from '../../core/decode/recording-header.ts';
import { wentWrong } from '../../core/timeline/event-words.ts';
import { readMachine } from '../machine/read-machine.ts';
import { commandLine, fileWord } from './command-line.ts';
import { HtmlReport } from './html-report.ts';
import { readTrace } from './read-trace.ts';

/** Writes a report of a recording in which nothing is expected of anybody. */
export async function reportOf(file: string, out: string): Promise<void> {
  const report = await HtmlReport.begin(out, file);
  let machine: MachineSpec | undefined;
  let about = '';
  let events = 0;
  let wrong = 0;
  for await (const lines of readTrace(file)) {
    for (const { text, read } of lines) {
      report.add(text);
      if (read.kind === 'header') {
        about = read.about;
        machine = await machineTold(text);
      } else if (read.kind === 'event') {
        events++;
        if (wentWrong(read.event)) wrong++;
      }
    }
  }
  await report.end({
    command: commandLine(['tantalum', 'trace', fileWord(file), '--to', 'html']),
    verdict: `${events} events, ${wrong === 0 ? 'none' : wrong} refused or faulted`,
    good: undefined,
    about,
    troubles: [],
    machine,
    opensAt: undefined,
  });
}

/** The machine in the header of a recording; undefined where it tells none that there can be. */
async function machineTold(header: string): Promise<MachineSpec | undefined> {
  const { machine } = recordingHeader(header) ?? {};
  if (machine === undefined) return undefined;
  const reading = await readMachine(JSON.stringify(machine), 'recording.json');
  return reading.ok ? reading.scenario.machine : undefined;
}
