/** FFA_VERSION: which layouts and functions an endpoint means. Source: ffa-hafnium 1.3. */

import { type Call, type Expected, w } from './call.ts';
import { type Clause, reasonsIn } from './clause.ts';
import type { Endpoint, World } from './state.ts';

export interface VersionCase {
  readonly world: World;
  readonly caller: Endpoint;
  readonly asked: number;
}

const minorOf = (version: number) => version & 0xffff;
const majorOf = (version: number) => (version >>> 16) & 0x7fff;
/** Versions there are: 1.0 up to the manager's. */
const served = ({ asked, world }: VersionCase) => asked >= 0x1_0000 && asked <= world.version;

export const VERSION: readonly Clause<VersionCase>[] = [
  {
    rule: 'version/bit-31',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.3, requirements QF6',
    broken: ({ asked }) => asked >>> 31 !== 0,
  },
  {
    rule: 'version/major',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.3, regressions B11',
    broken: ({ asked, world }) => majorOf(asked) !== majorOf(world.version),
  },
  {
    rule: 'version/minor',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.3, regressions B11',
    // Or the manager answers its own version, and the caller steps down.
    may: true,
    broken: ({ asked, world }) => minorOf(asked) > minorOf(world.version),
  },
  {
    rule: 'version/locked',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.3, regressions B10',
    broken: (of) => of.caller.versionFixed && served(of) && of.asked !== of.caller.version,
  },
];

export function expectVersion(world: World, { caller, registers }: Call): Expected {
  const of: VersionCase = { world, caller, asked: w(registers, 1) };
  return {
    reasons: reasonsIn(VERSION, of),
    allowed: [],
    succeed: (answer) => {
      if (served(of)) caller.version = of.asked;
      return w(answer.registers, 0) === world.version
        ? undefined
        : 'it has to answer the version of the manager';
    },
  };
}
