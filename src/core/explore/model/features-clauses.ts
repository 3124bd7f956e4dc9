/** When FFA_FEATURES says no. Source: ffa-hafnium 1.4. */

import type { Clause } from './clause.ts';
import type { Endpoint } from './state.ts';

const VERSION_1_1 = 0x1_0001;
/** The caller knows the NS bit of responses. */
export const NS_BIT = 0x2;

export interface FeaturesCase {
  readonly caller: Endpoint;
  /** w1, and the properties of w2. */
  readonly id: number;
  readonly input: number;
  /** It is a function that the caller may call, or that the manager answers with. */
  readonly offered: boolean;
}

/** Bit 31 tells functions from features. */
export const isFunction = (id: number): boolean => id >= 0x8000_0000;
export const isRetrieve = (id: number): boolean => id === 0x8400_0074 || id === 0xc400_0074;

/** What w2 says of features that are no functions: interrupts of notifications, and that those are global. Managed exit may be there. */
const FEATURES: Readonly<
  Record<number, { readonly w2: number; readonly isFor: (caller: Endpoint) => boolean }>
> = {
  1: { w2: 5, isFor: ({ secure, user }) => secure && !user },
  2: { w2: 8, isFor: ({ secure }) => !secure },
  3: { w2: 4, isFor: ({ secure, user }) => secure && !user },
  4: { w2: 0x3, isFor: () => true },
};

/** The property of a feature that is there for a caller. */
export function featureOf({ id, caller }: FeaturesCase): number | undefined {
  const feature = FEATURES[id];
  return feature?.isFor(caller) === true && caller.version >= VERSION_1_1 ? feature.w2 : undefined;
}

export const ASK_FEATURE: readonly Clause<FeaturesCase>[] = [
  {
    rule: 'info/unknown-feature',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.4, requirements QD5',
    broken: (of) => (isFunction(of.id) ? !of.offered : featureOf(of) === undefined),
  },
  {
    rule: 'info/feature-input',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.4',
    broken: ({ id, input }) => !isFunction(id) && input !== 0,
  },
  {
    rule: 'info/input-properties',
    status: 'NOT_SUPPORTED',
    source: 'ffa-hafnium 1.4',
    broken: ({ caller, id, input }) =>
      isRetrieve(id) && caller.version >= VERSION_1_1 && (input & NS_BIT) === 0,
  },
];
