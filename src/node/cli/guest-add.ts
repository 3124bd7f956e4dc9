import type { Command } from 'commander';
import { addPrograms } from '../guest/add-programs.ts';
import { SUITES } from '../guest/first-suite.ts';
import { footer } from './footer.ts';
import { guestFacts } from './guest-facts.ts';
import { openGuest, withWork } from './guest-work.ts';

interface AddOptions {
  readonly guest?: string;
  readonly suite?: readonly string[];
  readonly json?: true;
}

/** `tantalum guest add`: puts programs of packages into a guest. */
export function define(command: Command): void {
  command
    .description('add programs of packages to a guest')
    .argument('<package...>', 'packages for arm64')
    .option('--guest <release>', 'the guest (default: the one that was fetched last)')
    .option('--suite <suite...>', `suites to look in, in this order (default: ${SUITES.join(', ')})`)
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(add);
}

const HELP = `
All programs of the packages go to /usr/bin of the guest, and the libraries that they are loaded with to /lib.
Packages come from the mirrors of this machine's apt, as those of a fetch do. What programs need beside libraries,
such as settings, is not added, and nothing of the packages is run.

Examples:
  $ tantalum guest add tee-supplicant
  $ tantalum guest add strace --guest 7.3.4+deb13-arm64

Exit codes: 0 the programs are there, 2 they could not be had; the guest is as it was then.`;

async function add(
  packages: readonly string[],
  { guest: release, suite: suites = SUITES, json }: AddOptions,
): Promise<void> {
  await withWork(async (cache, work) => {
    const guest = await addPrograms(await openGuest(cache, release), { packages, suites }, cache, work);
    const facts = guestFacts(guest);
    const names = (guest.programs ?? []).map(({ path }) => `  /${path}\n`);
    process.stdout.write(
      json ? `${JSON.stringify(facts, null, 2)}\n` : `Linux ${facts.release} has now\n${names.join('')}`,
    );
  });
}
