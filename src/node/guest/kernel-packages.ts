import type { AptPackage } from './apt-packages.ts';
import { type AptSuite, SuiteLack } from './apt-suite.ts';

/** A kernel as a suite has it: in one package, or in several. */
export interface KernelPackages {
  readonly release: string;
  /** The smallest first, so that what speaks against a kernel is known before all of it is fetched. */
  readonly packages: readonly AptPackage[];
}

/** Depends on the newest kernel for most machines. */
const NEWEST_KERNEL = 'linux-image-arm64';

/**
 * The newest kernel of a suite. What belongs to it is told by the names of what the package of the image depends on: they
 * end with the release. Whether image, modules and configuration are one package or three is the suite's business.
 */
export async function newestKernel(suite: AptSuite): Promise<KernelPackages> {
  const { depends } = await suite.demand(NEWEST_KERNEL);
  const image = depends.find((name) => /^linux-image-\d/.test(name));
  if (image === undefined) throw new SuiteLack(`its ${NEWEST_KERNEL} names no kernel`);
  const release = image.replace('linux-image-', '');
  const found = new Map<string, AptPackage>();
  for (let names: readonly string[] = [image]; names.length > 0; ) {
    const more = await suite.find(names);
    for (const [name, each] of more) found.set(name, each);
    const further = [...more.values()].flatMap((each) => each.depends);
    names = [...new Set(further)].filter((name) => name.endsWith(`-${release}`) && !found.has(name));
  }
  if (found.size === 0) throw new SuiteLack(`it has no ${image}`);
  return { release, packages: [...found.values()].sort((one, other) => one.size - other.size) };
}
