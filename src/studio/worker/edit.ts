import { ALONE } from '../../node/machine/alone.ts';
import { type Completions, completeMachine } from '../../node/machine/complete-machine.ts';
import { readMachineText } from '../../node/machine/read-machine-text.ts';
import type { FileMistake } from '../model/file-mistake.ts';

export type { Completion, Completions } from '../../node/machine/complete-machine.ts';

/** What can be asked about a machine file while somebody writes it. */
export interface EditQuestions {
  /** What is wrong with it. */
  check(text: string): Promise<readonly FileMistake[]>;
  /** What can be written at an offset. */
  complete(text: string, offset: number): Completions;
}

export const EDIT: EditQuestions = {
  async check(text) {
    const reading = await readMachineText(text, ALONE);
    return reading.ok ? [] : reading.mistakes;
  },
  complete: completeMachine,
};
