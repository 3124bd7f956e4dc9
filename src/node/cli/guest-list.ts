import type { Command } from 'commander';
import type { GuestCache } from '../guest/cache.ts';
import { GuestProblem } from '../guest/problem.ts';
import { megabytes } from '../guest/room.ts';
import { EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { type GuestFacts, guestFacts } from './guest-facts.ts';
import { withGuests } from './guest-work.ts';
import { terminalOf } from './terminal.ts';

/** `tantalum guest list`: the guests that are there, and whether they are as they were put there. */
export function define(command: Command): void {
  command
    .description('show the guests that are there, the newest first')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(list);
}

const HELP = `
All files are read and compared with the checksums of when they came. The first guest is the one that is used
where none is named.

Examples:
  $ tantalum guest list
  $ tantalum guest list --json

Exit codes: 0 all are well, 2 one is damaged.`;

/** A guest, or what is wrong with it. */
type Listed = GuestFacts | { readonly release: string; readonly problem: string };

async function list({ json }: { readonly json?: true }): Promise<void> {
  const guests = await withGuests(async (cache) => {
    const listed: Listed[] = [];
    for (const release of await cache.releases()) listed.push(await look(cache, release));
    return listed;
  });
  process.exitCode = guests.some((guest) => 'problem' in guest) ? EXIT.UNREADABLE : EXIT.OK;
  process.stdout.write(json ? `${JSON.stringify(guests, null, 2)}\n` : textOf(guests));
}

async function look(cache: GuestCache, release: string): Promise<Listed> {
  try {
    return guestFacts(await cache.open(release));
  } catch (error) {
    if (error instanceof GuestProblem) return { release, problem: error.message };
    throw error;
  }
}

function textOf(guests: readonly Listed[]): string {
  if (guests.length === 0) return 'There is no guest yet. tantalum guest fetch gets one.\n';
  const { paint } = terminalOf(process.stdout, process.env);
  const column = Math.max(...guests.map(({ release }) => release.length));
  const lines = guests.map((guest) =>
    [
      guest.release.padEnd(column),
      'problem' in guest
        ? paint('bad', guest.problem)
        : `${guest.obtained.slice(0, 10)}  ${megabytes(guest.size).padStart(6)}  ${guest.origin}`,
    ].join('  '),
  );
  return `${lines.join('\n')}\n`;
}
