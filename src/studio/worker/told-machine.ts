import type { MachineSpec } from '../../core/board/machine.ts';
import { ALONE } from '../../node/machine/alone.ts';
import { readMachineText } from '../../node/machine/read-machine-text.ts';

/** The machine in the header of a recording, which has it as a machine file does. Undefined where it is none. */
export async function toldMachine(text: string): Promise<MachineSpec | undefined> {
  const reading = await readMachineText(text, ALONE);
  return reading.ok ? reading.scenario.machine : undefined;
}
