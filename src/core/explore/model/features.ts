/** FFA_FEATURES: what a caller may use, and what there is to know about it. Source: ffa-hafnium 1.4. */

import { type Call, differs, type Expected, ID, w } from './call.ts';
import { reasonsIn } from './clause.ts';
import {
  ASK_FEATURE,
  type FeaturesCase,
  featureOf,
  isFunction,
  isRetrieve,
  NS_BIT,
} from './features-clauses.ts';
import { plainOf } from './offered-clauses.ts';
import type { Endpoint, World } from './state.ts';

const [VERSION_1_0, VERSION_1_2] = [0x1_0000, 0x1_0002];
const HYPERVISOR_RETRIEVE = 0x4;
const MANAGED_EXIT = 3;
/** A manager answers with these: FFA_ERROR, FFA_SUCCESS, FFA_INTERRUPT and FFA_MEM_RETRIEVE_RESP. */
const ANSWERS: readonly number[] = [0x8400_0060, 0x8400_0061, 0xc400_0061, 0x8400_0062, 0x8400_0075];
const MAP: readonly number[] = [0x8400_0066, 0xc400_0066];

/** Whether a caller is offered the function of an id. */
export type IsOffered = (id: number, caller: Endpoint) => boolean;

export function expectFeatures(world: World, { caller, registers }: Call, isOffered: IsOffered): Expected {
  const asked = w(registers, 1);
  const id = isFunction(asked) ? plainOf(asked) : asked;
  const offered = isOffered(id, caller) || ANSWERS.includes(id);
  const of: FeaturesCase = { caller, id, input: w(registers, 2), offered };
  return {
    reasons: reasonsIn(ASK_FEATURE, of),
    allowed: id === MANAGED_EXIT ? [{ rule: 'info/unknown-feature', status: 'NOT_SUPPORTED' }] : [],
    succeed: (answer) => {
      if (isRetrieve(id) && caller.version === VERSION_1_0) caller.wantsNs = (of.input & NS_BIT) !== 0;
      return differs(answer.registers, ID.SUCCESS, 0, ...propertiesOf(world, of));
    },
  };
}

/** w2 and w3. */
function propertiesOf({ bounds }: World, of: FeaturesCase): readonly number[] {
  if (!isFunction(of.id)) return [featureOf(of) ?? 0];
  if (MAP.includes(of.id)) return [of.caller.version >= VERSION_1_2 ? bounds.mailboxPages * 0x1_0000 : 0];
  return isRetrieve(of.id) ? [NS_BIT | HYPERVISOR_RETRIEVE, exponentOf(bounds.retrievals)] : [];
}

/** The k of 2^(k + 1) - 1 retrievals. Source: conformance 5.16. */
function exponentOf(retrievals: number): number {
  return Math.floor(Math.log2(retrievals + 1)) - 1;
}
