import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  /** A few milliseconds a case, to see that everything runs. */
  readonly quick: boolean;
  readonly json: string | undefined;
  /** Names of workloads; all when it is empty. */
  readonly only: readonly string[];
  /** Set in the process of one workload. */
  readonly child: string | undefined;
}

export const HELP = `npm run bench -- [options]

Times the partition manager: one workload per process, the median of many samples.

  --json FILE     write the figures to FILE as [{id, case, ns, ratios}]
  --only w1,w2    only these workloads
  --quick         a few milliseconds a case: shows that everything runs, its figures say little
  --help          this text
`;

/** Throws a TypeError for an option that there is not. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      quick: { type: 'boolean' },
      json: { type: 'string' },
      only: { type: 'string' },
      child: { type: 'string' },
    },
  });
  const { help = false, quick = false, json, only, child } = values;
  return { help, quick, json, only: only?.split(',') ?? [], child };
}
