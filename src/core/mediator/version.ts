import { type Frame, w } from '../abi/frame.ts';
import { majorOf, minorOf, SUPPORTED_VERSIONS } from '../abi/versions.ts';
import { version as rules } from '../rules/call.ts';
import { VERSION_STATE } from './guests.ts';
import type { Mediation } from './mediation.ts';

const BIT_31 = 0x8000_0000;

/**
 * FFA_VERSION: w1 requested version; answers our own in w0. What a guest asks for is tentative, and it may ask again, until it makes any
 * other call; under some profiles for ever. What we cannot serve, and do not refuse, leaves it with our own version. Where the first one settles it, that is answered.
 */
export function ffaVersion(m: Mediation, frame: Frame): void {
  const { verdict, endpoints, policy } = m;
  const { slot } = m.caller;
  const requested = w(frame, 1);
  const own = policy.version;
  if ((requested & BIT_31) !== 0 && verdict.refuseRegister(rules.bit31, 1)) return;
  if (majorOf(requested) !== majorOf(own) && verdict.refuseRegister(rules.major, 1)) return;
  if (minorOf(requested) > minorOf(own) && verdict.refuseRegister(rules.minor, 1)) return;
  const served = SUPPORTED_VERSIONS.includes(requested) ? Math.min(requested, own) : own;
  const settles = m.traits.settlesVersion !== undefined;
  const agreed = endpoints.version[slot];
  const final = endpoints.locked[slot] === 1 && m.traits.renegotiates === undefined;
  // What is settled stays, also where more is asked for.
  const changed = settles ? served < agreed : served !== agreed;
  if (final && changed && verdict.refuseRegister(rules.locked, 1)) return;
  if (!final) {
    endpoints.version[slot] = served;
    endpoints.locked[slot] = settles ? 1 : 0;
    m.guests.negotiated[slot] = VERSION_STATE.TENTATIVE;
  }
  frame.fill(0, 0, 16);
  frame[0] = settles ? endpoints.version[slot] : own;
}
