import { readFile } from 'node:fs/promises';
import { packageFile } from '../files/package-file.ts';
import { demandBuildTools } from './build-tools.ts';
import type { GuestCache } from './cache.ts';
import { fromFirstSuite, type Work } from './first-suite.ts';
import { givenBusybox, givenText } from './given-files.ts';
import type { Guest } from './guest-files.ts';
import type { SourcePackage } from './guest-manifest.ts';
import { buildKernel } from './kernel-build.ts';
import { readKernelImage } from './kernel-image.ts';
import { suiteSource } from './kernel-source.ts';
import { type BusyboxParts, suiteBusybox } from './suite-parts.ts';

/** What to build. What is not given is fetched. */
export interface BuildRequest {
  /** In the order in which they are tried. */
  readonly suites: readonly string[];
  /** A folder with the sources of a kernel. */
  readonly source?: string;
  /** A file with options beside those of `guest/minimal.config`; they win. */
  readonly config?: string;
  /** A file with a static busybox. */
  readonly busybox?: string;
  /** Compilers that run side by side. */
  readonly jobs: number;
}

/** A guest, and what was asked for in vain. */
export interface Built {
  readonly guest: Guest;
  /** Lines of the configuration that the kernel did not take. */
  readonly notTaken: readonly string[];
}

const OPTIONS = packageFile('guest/minimal.config');

/** Builds a small kernel into the cache. Throws a GuestProblem, and leaves nothing half done. */
export async function buildGuest(request: BuildRequest, cache: GuestCache, work: Work): Promise<Built> {
  const { suites, source, config, busybox, jobs } = request;
  demandBuildTools(process.env);
  const options = [await readFile(OPTIONS, 'utf8'), config === undefined ? '' : await givenText(config)];
  const given = busybox === undefined ? undefined : { busybox: await givenBusybox(busybox), packages: [] };
  const build = async (
    folder: string,
    origin: string,
    packages: readonly SourcePackage[],
    box: BusyboxParts,
  ) => {
    const built = await buildKernel(folder, options.join('\n'), jobs, work);
    const { bytes, release } = readKernelImage('the kernel that was built', built.image);
    const guest = await cache.add(
      { release, kernel: bytes, modules: [], busybox: box.busybox },
      { origin, packages: [...packages, ...box.packages], config: built.config },
    );
    return { guest, notTaken: built.notTaken };
  };
  if (source !== undefined && given !== undefined) return build(source, `built from ${source}`, [], given);
  return fromFirstSuite(suites, work, async (suite) => {
    const box = given ?? (await suiteBusybox(suite, work.folder));
    if (source !== undefined) return build(source, `built from ${source}`, [], box);
    const fetched = await suiteSource(suite, work);
    return build(
      fetched.folder,
      `built from ${fetched.package.name} of ${suite.name}`,
      [fetched.package],
      box,
    );
  });
}
