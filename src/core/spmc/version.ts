import { type Frame, w } from '../abi/frame.ts';
import { majorOf, minorOf, SUPPORTED_VERSIONS } from '../abi/versions.ts';
import { version as rules } from '../rules/call.ts';
import type { Manager } from './manager.ts';

const BIT_31 = 0x8000_0000;

/**
 * FFA_VERSION: w1 requested version; answers our own in w0.
 *
 * A request that we can serve becomes the caller's version. Any other that is not refused, a newer minor version, is answered with ours and
 * leaves the caller's as it is: the one that its machine says it speaks. Where a profile keeps the version once it is in use, that one is the
 * answer to everything.
 */
export function ffaVersion(m: Manager, frame: Frame): void {
  const requested = w(frame, 1);
  const slot = m.caller.slot;
  const { policy } = m.verdict;
  const own = policy.version;
  const locked = m.endpoints.locked[slot] === 1;
  if ((requested & BIT_31) !== 0 && m.verdict.refuseRegister(rules.bit31, 1)) return;
  if (locked && policy.keeps(rules.locked)) {
    tell(frame, m.caller.version);
    return;
  }
  if (majorOf(requested) !== majorOf(own) && m.verdict.refuseRegister(rules.major, 1)) return;
  if (minorOf(requested) > minorOf(own) && m.verdict.refuseRegister(rules.minor, 1)) return;
  const served = SUPPORTED_VERSIONS.includes(requested) && requested <= own;
  if (served && locked && requested !== m.caller.version) {
    if (m.verdict.refuseRegister(rules.locked, 1)) return;
  }
  if (served) m.endpoints.version[slot] = requested;
  tell(frame, own);
}

function tell(frame: Frame, version: number): void {
  frame.fill(0, 0, 16);
  frame[0] = version;
}
