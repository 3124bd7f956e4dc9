/** Parts of a guest that the user has already. */

import { readFile } from 'node:fs/promises';
import { collectModules } from './collect-modules.ts';
import { ALL_MODULES } from './drivers.ts';
import { readElf } from './elf.ts';
import type { KernelParts } from './guest-files.ts';
import { readKernelImage } from './kernel-image.ts';
import { GuestProblem } from './problem.ts';

/** Reads a kernel, and its modules where they are not built in. Throws a GuestProblem that says what is wrong with them. */
export async function givenKernel(file: string, modules?: string): Promise<KernelParts> {
  const { bytes, release } = readKernelImage(file, await readGiven(file));
  return {
    release,
    kernel: bytes,
    modules: modules === undefined ? [] : await collectModules(modules, ALL_MODULES, release),
    origin: 'files that were given',
    packages: [],
  };
}

/** Reads a busybox. Throws a GuestProblem when no guest could run it. */
export async function givenBusybox(file: string): Promise<Uint8Array> {
  const bytes = await readGiven(file);
  const elf = readElf(bytes);
  const hint = 'Take the busybox of a package such as busybox-static, for arm64.';
  if (elf === undefined) throw new GuestProblem(`${file} is no program`, hint);
  if (!elf.isArm64) throw new GuestProblem(`${file} is a program for another processor`, hint);
  if (elf.needsLoader) throw new GuestProblem(`${file} is not static: it needs libraries`, hint);
  return bytes;
}

/** Reads a file of text. */
export async function givenText(file: string): Promise<string> {
  return new TextDecoder().decode(await readGiven(file));
}

/** Reads a file. Throws a GuestProblem when it cannot be read. */
export async function readGiven(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: Error) => {
    throw new GuestProblem(`${file} cannot be read: ${error.message}`, 'Give a file that can be read.');
  });
}
