/** GNU's assembler, where it is at hand. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from '../../installed.ts';

const AS = 'aarch64-linux-gnu-as';
const OBJCOPY = 'aarch64-linux-gnu-objcopy';
/** Everything that the system registers in use need. */
const ARCHITECTURE = '.arch armv8.8-a+sve+sme+memtag\n';

export const HAS_GNU_AS: boolean = [AS, OBJCOPY].every((program) =>
  isInstalled(program, "comparison with GNU's assembler"),
);

/** The bytes of a text, as GNU's assembler has them. Throws with what it says about a text that it does not take. */
export function gnuBytes(text: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-as-'));
  const [object, binary] = [join(folder, 'object'), join(folder, 'binary')];
  try {
    writeFileSync(join(folder, 'source'), ARCHITECTURE + text);
    run(AS, [join(folder, 'source'), '-o', object]);
    run(OBJCOPY, ['-O', 'binary', '-j', '.text', object, binary]);
    return new Uint8Array(readFileSync(binary));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}
