/** Machine files in Node: the room's way in. */

import { filesBeside } from './files-beside.ts';
import { type MachineReading, readMachineText } from './read-machine-text.ts';

/** Reads the text of a machine file. `path` is where it stands: files that it names are looked for beside it. */
export async function readMachine(text: string, path: string): Promise<MachineReading> {
  return readMachineText(text, filesBeside(path));
}
