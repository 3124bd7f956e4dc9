import type { Command } from 'commander';
import { CommandError } from './exit.ts';
import { footer } from './footer.ts';
import { withGuests } from './guest-work.ts';

/** `tantalum guest remove`: makes room. */
export function define(command: Command): void {
  command
    .description('remove guests')
    .argument('[releases...]', 'their kernels')
    .option('--all', 'remove all that are there')
    .addHelpText('after', footer(HELP))
    .action(remove);
}

const HELP = `
Examples:
  $ tantalum guest remove 7.3.4+deb13-arm64
  $ tantalum guest remove --all

Exit codes: 0 they are gone, 2 one was not there.`;

async function remove(releases: readonly string[], { all }: { readonly all?: true }): Promise<void> {
  if (releases.length === 0 && !all)
    throw new CommandError(
      'no guest was named',
      'Name guests that tantalum guest list shows, or give --all.',
    );
  await withGuests(async (cache) => {
    for (const release of all ? await cache.releases() : releases) await cache.remove(release);
  });
}
