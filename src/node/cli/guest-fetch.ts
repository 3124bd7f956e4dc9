import type { Command } from 'commander';
import { type FetchRequest, fetchGuest } from '../guest/fetch.ts';
import { SUITES } from '../guest/first-suite.ts';
import { footer } from './footer.ts';
import { guestFacts } from './guest-facts.ts';
import { withWork } from './guest-work.ts';

interface FetchOptions extends Omit<FetchRequest, 'suites'> {
  readonly suite?: readonly string[];
  readonly json?: true;
}

/** `tantalum guest fetch`: puts a guest together of a distribution's packages or of files. */
export function define(command: Command): void {
  command
    .description('fetch a kernel with FF-A, its modules and a busybox')
    .option('--suite <suite...>', `suites to look in, in this order (default: ${SUITES.join(', ')})`)
    .option('--kernel <file>', 'use this kernel: an arm64 Image, or one packed with gzip')
    .option('--modules <folder>', 'with the modules in this folder (default: all is built in)')
    .option('--busybox <file>', 'use this busybox: static, for arm64')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(fetch);
}

const HELP = `
Packages come from the mirrors of this machine's apt, in the suites that are asked for, and are verified with
its keys. Nothing of the system changes, and no rights are needed. What is not given is fetched; when a kernel
and a busybox are given, there need be no apt.

Examples:
  $ tantalum guest fetch
  $ tantalum guest fetch --suite sid
  $ tantalum guest fetch --kernel arch/arm64/boot/Image
  $ tantalum guest fetch --kernel Image --modules lib/modules/7.3.4 --busybox busybox

Exit codes: 0 the guest is there, 2 it could not be put together; nothing half done is left.`;

async function fetch({ suite: suites = SUITES, json, ...given }: FetchOptions): Promise<void> {
  await withWork(async (cache, work) => {
    const { guest, wasThere } = await fetchGuest({ suites, ...given }, cache, work);
    const facts = guestFacts(guest);
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...facts, wasThere }, null, 2)}\n`
        : `Linux ${facts.release} of ${facts.origin}${wasThere ? ' is there already' : ''}\n${facts.folder}\n`,
    );
  });
}
