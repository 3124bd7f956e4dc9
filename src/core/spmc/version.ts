import { type Frame, w } from '../abi/frame.ts';
import { majorOf, minorOf, SUPPORTED_VERSIONS } from '../abi/versions.ts';
import { version as rules } from '../rules/call.ts';
import type { Manager } from './manager.ts';

const BIT_31 = 0x8000_0000;

/**
 * FFA_VERSION: w1 requested version; answers our own in w0.
 *
 * A request that we can serve becomes the caller's version. Any other that is not refused, a newer minor version, is answered with ours and
 * leaves the caller's as it is: the one that its machine says it speaks.
 */
export function ffaVersion(m: Manager, frame: Frame): void {
  const requested = w(frame, 1);
  const slot = m.caller.slot;
  const own = m.verdict.policy.version;
  if ((requested & BIT_31) !== 0 && m.verdict.refuseRegister(rules.bit31, 1)) return;
  if (majorOf(requested) !== majorOf(own) && m.verdict.refuseRegister(rules.major, 1)) return;
  if (minorOf(requested) > minorOf(own) && m.verdict.refuseRegister(rules.minor, 1)) return;
  const served = SUPPORTED_VERSIONS.includes(requested) && requested <= own;
  if (served && m.endpoints.locked[slot] === 1 && requested !== m.caller.version) {
    if (m.verdict.refuseRegister(rules.locked, 1)) return;
  }
  if (served) m.endpoints.version[slot] = requested;
  frame.fill(0, 0, 16);
  frame[0] = own;
}
