/** Parts of a guest as a suite has them. */

import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { recordOf } from './apt-packages.ts';
import { type AptSuite, SuiteLack } from './apt-suite.ts';
import { collectModules } from './collect-modules.ts';
import { missingOption, wantedModules } from './drivers.ts';
import { givenBusybox } from './given-files.ts';
import type { KernelParts } from './guest-files.ts';
import type { SourcePackage } from './guest-manifest.ts';
import { readKernelImage } from './kernel-image.ts';
import { type KernelPackages, newestKernel } from './kernel-packages.ts';
import { findInPackages } from './package-layout.ts';

/** A busybox, and the packages it is from. */
export interface BusyboxParts {
  readonly busybox: Uint8Array;
  readonly packages: readonly SourcePackage[];
}

const BUSYBOX = 'busybox-static';

/**
 * Fetches the newest kernel with its modules through a folder for work. Throws a SuiteLack when its configuration is
 * without FF-A, and has fetched no more than tells that.
 */
export async function suiteKernel(suite: AptSuite, work: string): Promise<KernelParts> {
  const { release, packages } = await newestKernel(suite);
  const folder = path.join(work, `kernel-${suite.name}`);
  await mkdir(folder);
  const config = await unpackKernel(suite, { release, packages }, folder);
  const image = await findInPackages(folder, 'kernel', release);
  if (image === undefined) throw new SuiteLack(`its packages of Linux ${release} have no kernel`);
  const modules = (await findInPackages(folder, 'modules', release)) ?? folder;
  const parts: KernelParts = {
    release,
    kernel: readKernelImage(image, await readFile(image)).bytes,
    modules: await collectModules(modules, wantedModules(config), release),
    origin: suite.name,
    packages: packages.map(recordOf),
    config,
  };
  await rm(folder, { recursive: true });
  return parts;
}

/** Unpacks a kernel's packages, as long as nothing speaks against it, and returns its configuration. */
async function unpackKernel(
  suite: AptSuite,
  { release, packages }: KernelPackages,
  folder: string,
): Promise<string> {
  let config: string | undefined;
  for (const each of packages) {
    await suite.unpack(each, folder);
    if (config !== undefined) continue;
    const file = await findInPackages(folder, 'config', release);
    if (file === undefined) continue;
    config = await readFile(file, 'utf8');
    const missing = missingOption(config);
    if (missing !== undefined) throw new SuiteLack(`Linux ${release} is configured without ${missing}`);
  }
  if (config === undefined) throw new SuiteLack(`its packages of Linux ${release} have no configuration`);
  return config;
}

/** Fetches a busybox through a folder for work. Throws a SuiteLack when there is none. */
export async function suiteBusybox(suite: AptSuite, work: string): Promise<BusyboxParts> {
  const found = await suite.demand(BUSYBOX);
  const folder = path.join(work, `busybox-${suite.name}`);
  await mkdir(folder);
  await suite.unpack(found, folder);
  const file = await findInPackages(folder, 'busybox');
  if (file === undefined) throw new SuiteLack(`its ${BUSYBOX} has no busybox`);
  return { busybox: await givenBusybox(file), packages: [recordOf(found)] };
}
