import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  readonly list: boolean;
  readonly json: boolean;
  /** Tables in Markdown instead of a verdict in words. */
  readonly table: boolean;
  /** Ids, or beginnings of ids; all mutants when it is empty. */
  readonly only: readonly string[];
  /** Every `of`th mutant, beginning with the `index`th, from 1. */
  readonly shard: { readonly index: number; readonly of: number };
  /** Beginnings of the names of test files; all when it is empty. */
  readonly tests: readonly string[];
  readonly results: string;
  /** A room for Stryker, and which of its files. */
  readonly stryker: { readonly room: string; readonly files: readonly string[] } | undefined;
}

export const HELP = `npm run mutate -- [options]
npm run mutate -- stryker ROOM [FILE...]

Plants defects one by one and runs the tests that could notice them. docs/mutants.md says which defects there are.

  --only ID,...     only these mutants; "rule:send/" stands for all that begin so
  --tests PATH,...  only these test files, or those of these folders
  --shard I/N       the I-th of N parts
  --results FILE    what was found out is kept there, a line a mutant, and not found out again while
                    src/ stays the same; mutants that survived are tried again (dist/mutants.ndjson)
  --list            says which mutants there are, and runs nothing
  --json            results as JSON lines
  --table           results as the tables of docs/mutants.md
  --help            this text

  stryker           tries the changes that Stryker makes to a room of src/core, instead of the mutants: abi, rules,
                    memory, spmc, mediator or gunyah. FILE is one of the room's: runs.ts

Exit code: 0 when every mutant was noticed or is justified by name, 1 when one was not, 2 when nothing can be said.

Examples:
  npm run mutate -- --only rule:send/
  npm run mutate -- --only A6,undo: --tests test/memory
  npm run mutate -- stryker memory runs.ts
`;

/** Throws a TypeError for what makes no sense. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      list: { type: 'boolean' },
      json: { type: 'boolean' },
      table: { type: 'boolean' },
      only: { type: 'string' },
      tests: { type: 'string' },
      shard: { type: 'string' },
      results: { type: 'string' },
    },
  });
  const { help = false, list = false, json = false, table = false, only, tests, shard = '1/1' } = values;
  const { results = 'dist/mutants.ndjson' } = values;
  return {
    help,
    list,
    json,
    table,
    only: only?.split(',') ?? [],
    tests: tests?.split(',') ?? [],
    shard: readShard(shard),
    results,
    ...readCommand(positionals),
  };
}

function readShard(text: string): Options['shard'] {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || index < 1 || index > of)
    throw new TypeError(`--shard ${text}: expected I/N with 1 <= I <= N, such as 2/4`);
  return { index, of };
}

function readCommand([command, room, ...files]: readonly string[]): Pick<Options, 'stryker'> {
  if (command === undefined) return { stryker: undefined };
  if (command !== 'stryker') throw new TypeError(`there is no ${command}: the one command is stryker ROOM`);
  if (room === undefined)
    throw new TypeError('stryker: which room? abi, rules, memory, spmc, mediator or gunyah');
  return { stryker: { room, files } };
}
