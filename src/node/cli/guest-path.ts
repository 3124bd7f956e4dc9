import type { Command } from 'commander';
import { footer } from './footer.ts';
import { openGuest, withGuests } from './guest-work.ts';

/** `tantalum guest path`: where a guest is, for scripts. */
export function define(command: Command): void {
  command
    .description('print the folder of a guest')
    .argument('[release]', 'its kernel (default: the newest guest)')
    .addHelpText('after', footer(HELP))
    .action(path);
}

const HELP = `
The folder has Image, busybox, modules/ and manifest.json, whose checksums are compared first.

Examples:
  $ tantalum guest path
  $ file "$(tantalum guest path)/Image"

Exit codes: 0 it is there and whole, 2 it is not.`;

async function path(release: string | undefined): Promise<void> {
  await withGuests(async (cache) => {
    const { folder } = await openGuest(cache, release);
    process.stdout.write(`${folder}\n`);
  });
}
