/** Programs of the system that read back what we write: oracles, where they are installed. */

import { spawnSync } from 'node:child_process';

/** What Debian calls the package of a program whose name is another. */
const PACKAGES: Readonly<Record<string, string>> = {
  'aarch64-linux-gnu-as': 'binutils-aarch64-linux-gnu',
  'aarch64-linux-gnu-objcopy': 'binutils-aarch64-linux-gnu',
  bsdtar: 'libarchive-tools',
  dtc: 'device-tree-compiler',
  gcc: 'gcc libc6-dev',
  'qemu-system-aarch64': 'qemu-system-arm',
  xz: 'xz-utils',
};

/** Whether a program is there; when it is not, what is left out is said. */
export function isInstalled(program: string, leftOut: string): boolean {
  const there = isThere(program);
  if (!there) console.log(`Left out: ${leftOut}, because ${howToHave(program)}`);
  return there;
}

/** The same of a program that CI installs: there it is an error when it is not. */
export function isInstalledInCi(program: string, leftOut: string): boolean {
  const { CI } = process.env;
  if (CI === 'true' && !isThere(program))
    throw new Error(`CI=true, and ${howToHave(program)} Install it, or leave out ${leftOut} with CI=false.`);
  return isInstalled(program, leftOut);
}

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

function howToHave(program: string): string {
  return `there is no ${program} (Debian: apt-get install ${PACKAGES[program] ?? program}).`;
}

/** What a program makes of some input. */
export function read(
  program: string,
  args: readonly string[],
  input: Uint8Array = new Uint8Array(0),
): ReadBack {
  const { status, stdout, stderr } = spawnSync(program, args, { input });
  return { status, out: stdout, err: stderr.toString() };
}

interface ReadBack {
  readonly status: number | null;
  readonly out: Buffer;
  readonly err: string;
}
