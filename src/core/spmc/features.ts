import { type Frame, succeed, w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import { minorOf } from '../abi/versions.ts';
import { info as rules } from '../rules/info.ts';
import { ANYBODY, CALLER } from './caller-kind.ts';
import type { Manager } from './manager.ts';

/** Bit 31 of w1 tells function ids from feature ids. */
const FUNCTION_ID = 0x8000_0000;

/** FFA_MEM_RETRIEVE_REQ, input: the caller understands the NS bit. Output: it is reported; hypervisor retrieve is there. */
const NS_BIT = 0x2;
const HYPERVISOR_RETRIEVE = 0x4;

/** What the manager answers with: a caller may ask whether it has to understand them, also where it cannot call them. */
const ANSWERS: ReadonlySet<string> = new Set([
  'FFA_ERROR',
  'FFA_SUCCESS',
  'FFA_INTERRUPT',
  'FFA_MEM_RETRIEVE_RESP',
]);

/** A feature that is no function. */
interface Feature {
  readonly id: number;
  /** CALLER bits of those it is for. */
  readonly offered: number;
  /** Property in w2: the number of an interrupt, or flags. */
  readonly property: number;
}

/** Interrupt numbers are those of the virtual interrupt controller. Managed exit is not offered. Source: ffa-hafnium 1.4. */
const FEATURES: readonly Feature[] = [
  // Notification pending, schedule receiver; then: notifications are global only, for VMs (bit 0) and for partitions (bit 1).
  { id: 1, offered: CALLER.SECURE, property: 5 },
  { id: 2, offered: CALLER.NORMAL, property: 8 },
  { id: 4, offered: ANYBODY, property: 0x3 },
];

/**
 * FFA_FEATURES: w1 function or feature id, w2 input properties; answers properties in w2 and w3.
 *
 * Of functions it reports exactly what the dispatcher would do for this caller: both ask the same table.
 */
export function ffaFeatures(m: Manager, frame: Frame): void {
  const id = w(frame, 1);
  const name = functionOfId(id)?.name ?? '';
  if ((id & FUNCTION_ID) === 0) reportFeature(m, frame, id);
  else if (m.functions[minorOf(m.caller.version)].offers(id, m.caller)) reportFunction(m, frame, name);
  else if (ANSWERS.has(name)) succeed(frame);
  else m.verdict.refuseRegister(rules.unknownFeature, 1);
}

function reportFeature(m: Manager, frame: Frame, id: number): void {
  const feature = FEATURES.find((each) => each.id === id && (each.offered & m.caller.kind) !== 0);
  const known = feature !== undefined && m.caller.behaviours.features && !isPartitionWithoutInterrupts(m, id);
  if (!known) m.verdict.refuseRegister(rules.unknownFeature, 1);
  else if (!(w(frame, 2) !== 0 && m.verdict.refuseRegister(rules.featureInput, 2)))
    succeed(frame, feature.property);
}

/** A partition at S-EL0 has no interrupt controller. */
function isPartitionWithoutInterrupts(m: Manager, id: number): boolean {
  return (m.caller.kind & CALLER.USER) !== 0 && id === 1;
}

function reportFunction(m: Manager, frame: Frame, name: string): void {
  const { behaviours, slot } = m.caller;
  if (name === 'FFA_RXTX_MAP') {
    // Bits 1:0 zero: buffers of 4 KiB and more, 4 KiB aligned.
    succeed(frame, behaviours.bufferMaximum ? m.limits.mailboxPages * 0x1_0000 : 0);
  } else if (name === 'FFA_MEM_RETRIEVE_REQ') {
    const asks = (w(frame, 2) & NS_BIT) !== 0;
    if (behaviours.nsBitOnRequest) m.endpoints.wantsNs[slot] = asks ? 1 : 0;
    else if (!asks && m.verdict.refuseRegister(rules.inputProperties, 2)) return;
    // 2^(k + 1) - 1 retrievals: k is one less than the number of bits of the limit.
    succeed(frame, NS_BIT | HYPERVISOR_RETRIEVE, 31 - Math.clz32(m.limits.retrievals));
  } else succeed(frame);
}
