import { type Frame, succeed, w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import { minorOf, VERSION_1_0, VERSION_1_2 } from '../abi/versions.ts';
import { info as rules } from '../rules/info.ts';
import type { Manager } from './manager.ts';

/** Bit 31 of w1 tells function ids from feature ids. */
const FUNCTION_ID = 0x8000_0000;

/** FFA_MEM_RETRIEVE_REQ, input: the caller understands the NS bit. Output: it is reported; hypervisor retrieve is there. */
const NS_BIT = 0x2;
const HYPERVISOR_RETRIEVE = 0x4;

/**
 * FFA_FEATURES: w1 function or feature id, w2 input properties; answers properties in w2 and w3.
 *
 * It reports exactly what the dispatcher would do for this caller: both ask the same table.
 */
export function ffaFeatures(m: Manager, frame: Frame): void {
  const id = w(frame, 1);
  const input = w(frame, 2);
  const functions = m.functions[minorOf(m.caller.version)];
  const offered = (id & FUNCTION_ID) !== 0 && functions.offers(id, m.caller);
  if (!offered) {
    m.verdict.refuseRegister(rules.unknownFeature, 1);
    return;
  }
  const name = functionOfId(id)?.name;
  if (name === 'FFA_RXTX_MAP') {
    // Bits 1:0 zero: buffers of 4 KiB and more, 4 KiB aligned. Older drivers refuse a maximum size.
    succeed(frame, m.caller.version >= VERSION_1_2 ? m.limits.mailboxPages * 0x1_0000 : 0);
  } else if (name === 'FFA_MEM_RETRIEVE_REQ') {
    const silent = m.caller.version !== VERSION_1_0 && (input & NS_BIT) === 0;
    if (silent && m.verdict.refuseRegister(rules.inputProperties, 2)) return;
    if (m.caller.version === VERSION_1_0) m.endpoints.wantsNs[m.caller.slot] = (input & NS_BIT) !== 0 ? 1 : 0;
    // 2^(k + 1) - 1 retrievals: k is one less than the number of bits of the limit.
    succeed(frame, NS_BIT | HYPERVISOR_RETRIEVE, 31 - Math.clz32(m.limits.retrievals));
  } else {
    succeed(frame);
  }
}
