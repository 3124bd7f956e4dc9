/** When a processor is not given, or not given back. Source: ffa-hafnium 1.8, 1.12. */

import type { Clause } from './clause.ts';
import type { Context } from './contexts.ts';
import { actsFor, isSecure, lives, type World } from './state.ts';

const source = 'ffa-hafnium 1.8';

export interface RunCase {
  readonly world: World;
  readonly context: Context;
  /** The id of w1. */
  readonly named: number;
  /** What is to run, if there is such a context and it is another endpoint's. */
  readonly target: Context | undefined;
}

const isStopped = ({ target }: RunCase) => target?.doing === 'yielded' || target?.doing === 'preempted';

export const RUN: readonly Clause<RunCase>[] = [
  {
    rule: 'message/run-from-secure',
    status: 'DENIED',
    source,
    broken: ({ context, named }) => context.endpoint.secure && !isSecure(named),
  },
  {
    rule: 'message/run-unknown',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ target }) => target === undefined,
  },
  {
    rule: 'message/run-during-init',
    status: 'DENIED',
    source,
    broken: ({ context }) => context.model === 'init',
  },
  {
    rule: 'message/run-of-request',
    status: 'DENIED',
    source: 'ffa-hafnium 1.8, clients-linux-uboot-pkvm 1.9',
    // Nobody waits for the answer to one who is gone: whoever likes may bring that to its end.
    broken: (of) => {
      const from = of.target?.question?.from;
      if (!isStopped(of) || from === undefined) return false;
      return !actsFor(of.context.endpoint, from) && lives(of.world, from);
    },
  },
  {
    rule: 'message/run-busy',
    status: 'BUSY',
    source,
    broken: (of) => of.target?.doing === 'running' || of.target?.doing === 'blocked',
  },
  {
    rule: 'message/run-aborted',
    status: 'ABORTED',
    source: 'ffa-hafnium 1.12',
    broken: ({ target }) => target?.doing === 'aborted',
  },
];

export const WAIT: readonly Clause<{ readonly context: Context }>[] = [
  {
    rule: 'message/wait-in-request',
    status: 'DENIED',
    source,
    broken: ({ context }) => context.model === 'request',
  },
];

export const YIELD: readonly Clause<{ readonly context: Context }>[] = [
  {
    rule: 'message/yield-during-init',
    status: 'DENIED',
    source,
    broken: ({ context }) => context.model === 'init',
  },
];
