import type { GuestCache } from './cache.ts';
import { fromFirstSuite, type Work } from './first-suite.ts';
import { givenBusybox, givenKernel } from './given-files.ts';
import type { Guest, KernelParts } from './guest-files.ts';
import { newestKernel } from './kernel-packages.ts';
import { GuestProblem } from './problem.ts';
import { type BusyboxParts, suiteBusybox, suiteKernel } from './suite-parts.ts';

/** What to put together. What is not given is fetched. */
export interface FetchRequest {
  /** In the order in which they are tried. */
  readonly suites: readonly string[];
  /** A file with a kernel. */
  readonly kernel?: string;
  /** A folder with modules of that kernel; without one everything has to be built in. */
  readonly modules?: string;
  /** A file with a static busybox. */
  readonly busybox?: string;
}

/** A guest, and whether it was there before. */
export interface Fetched {
  readonly guest: Guest;
  readonly wasThere: boolean;
}

/** Puts a guest into the cache, of packages, of files or of both. Throws a GuestProblem, and leaves nothing half done. */
export async function fetchGuest(request: FetchRequest, cache: GuestCache, work: Work): Promise<Fetched> {
  const { suites, kernel, modules, busybox } = request;
  if (modules !== undefined && kernel === undefined)
    throw new GuestProblem(
      'modules are given without the kernel they belong to',
      'Give it as well: --kernel FILE',
    );
  const givenParts = kernel === undefined ? undefined : await givenKernel(kernel, modules);
  const given = busybox === undefined ? undefined : { busybox: await givenBusybox(busybox), packages: [] };
  if (givenParts !== undefined && given !== undefined) return added(cache, givenParts, given);
  return fromFirstSuite(suites, work, async (suite) => {
    if (givenParts === undefined && given === undefined) {
      const guest = await cache.openIntact((await newestKernel(suite)).release);
      if (guest !== undefined) return { guest, wasThere: true };
    }
    const parts = givenParts ?? (await suiteKernel(suite, work.folder));
    return added(cache, parts, given ?? (await suiteBusybox(suite, work.folder)));
  });
}

async function added(
  cache: GuestCache,
  kernel: KernelParts,
  { busybox, packages }: BusyboxParts,
): Promise<Fetched> {
  const origin = { ...kernel, packages: [...kernel.packages, ...packages] };
  return { guest: await cache.add({ ...kernel, busybox }, origin), wasThere: false };
}
