import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { type BuildRequest, buildGuest } from '../guest/build.ts';
import { SUITES } from '../guest/first-suite.ts';
import { CommandError } from './exit.ts';
import { footer } from './footer.ts';
import { guestFacts } from './guest-facts.ts';
import { withWork } from './guest-work.ts';

interface BuildOptions extends Omit<BuildRequest, 'suites' | 'jobs'> {
  readonly suite?: readonly string[];
  readonly jobs?: string;
  readonly json?: true;
}

/** `tantalum guest build`: a small kernel that reaches its shell several times sooner than a distribution's. */
export function define(command: Command): void {
  command
    .description('build a small kernel with FF-A, for tests that start often')
    .option('--suite <suite...>', `suites to look in, in this order (default: ${SUITES.join(', ')})`)
    .option('--source <folder>', 'build these sources of Linux')
    .option('--config <file>', 'add these options, of which all have to be built in')
    .option('--busybox <file>', 'use this busybox: static, for arm64')
    .option('--jobs <number>', 'compile so many files at once (default: one for each processor)')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(build);
}

const HELP = `
Everything is built in, and what guest/minimal.config does not name is left out. It takes minutes and 3 GB of disk
for a while. CROSS_COMPILE names another compiler than Debian's for arm64.

Examples:
  $ tantalum guest build
  $ nice tantalum guest build --suite sid --jobs 1
  $ tantalum guest build --source ~/linux --config more.config

Exit codes: 0 the guest is there, 2 it could not be built; nothing half done is left.`;

async function build({ suite: suites = SUITES, jobs, json, ...given }: BuildOptions): Promise<void> {
  const request = { suites, jobs: jobsOf(jobs), ...given };
  await withWork(async (cache, work) => {
    const { guest, notTaken } = await buildGuest(request, cache, work);
    const facts = guestFacts(guest);
    for (const line of notTaken) process.stderr.write(`Linux ${facts.release} does not take ${line}\n`);
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...facts, notTaken }, null, 2)}\n`
        : `Linux ${facts.release}, ${facts.origin}\n${facts.folder}\n`,
    );
  });
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new CommandError(`--jobs ${text} is no number of compilers`, 'Give a number from 1 on.');
  return Number(text);
}
