import type { GuestCache } from './cache.ts';
import { fromFirstSuite, type Work } from './first-suite.ts';
import type { Guest } from './guest-files.ts';
import { suitePrograms } from './suite-programs.ts';

/** What to add to which guest. */
export interface AddRequest {
  /** Names of packages. */
  readonly packages: readonly string[];
  /** In the order in which they are tried. */
  readonly suites: readonly string[];
}

/** Adds the programs of packages to a guest, in place of those of the same names. Throws a GuestProblem, and leaves the guest as it was. */
export async function addPrograms(
  guest: Guest,
  { packages, suites }: AddRequest,
  cache: GuestCache,
  work: Work,
): Promise<Guest> {
  return fromFirstSuite(suites, work, async (suite) => {
    const parts = await suitePrograms(suite, packages, work.folder);
    const programs = new Map([...(guest.programs ?? []), ...parts.programs].map((each) => [each.path, each]));
    const from = new Map([...guest.manifest.packages, ...parts.packages].map((each) => [each.name, each]));
    const { origin, obtained } = guest.manifest;
    const { config } = guest;
    return cache.add(
      { ...guest, programs: [...programs.values()] },
      { origin, obtained, packages: [...from.values()], ...(config === undefined ? {} : { config }) },
    );
  });
}
