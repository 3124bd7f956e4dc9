import { type Frame, isError, succeed, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { encodeRxTxEndpoint } from '../abi/rxtx-endpoint.ts';
import type { Constituent } from '../abi/transaction.ts';
import { lowerHalf, packHalves, upperHalf } from '../abi/words.ts';
import { addressOf } from '../memory/pages.ts';
import { mailbox as mailboxRules } from '../rules/mailbox.ts';
import { mediator as rules } from '../rules/mediator.ts';
import { RX } from '../spmc/endpoints.ts';
import {
  keepBuffers,
  mapFrom,
  rxRelease as releaseOwn,
  unmapBuffers,
  rxtxUnmap as unmapOwn,
} from '../spmc/mailbox.ts';
import { agreed } from './agreement.ts';
import { sendBytes } from './behind.ts';
import type { GuestHandler, Mediation } from './mediation.ts';
import { abandonUnfinished } from './send.ts';

const FFA_RXTX_MAP: number = functionId('FFA_RXTX_MAP', 64);
const FFA_RXTX_UNMAP: number = functionId('FFA_RXTX_UNMAP');
const FFA_RX_ACQUIRE: number = functionId('FFA_RX_ACQUIRE');
const FFA_RX_RELEASE: number = functionId('FFA_RX_RELEASE');

/** FFA_RXTX_MAP, as of any manager. The one behind is told of the buffers, because it takes messages out of them and puts some there. */
export function rxtxMap(m: Mediation, frame: Frame): void {
  const slot = mapFrom(m, frame);
  if (slot === 0) return;
  if (tells(m) && !announce(m, frame)) {
    unmapBuffers(m, slot);
    return;
  }
  keepBuffers(m, slot);
  succeed(frame);
}

/** FFA_RXTX_UNMAP. Buffers that the manager behind does not give up stay mapped. */
export function rxtxUnmap(m: Mediation, frame: Frame): void {
  const { endpoints, guests, verdict } = m;
  const { slot } = m.caller;
  const own = upperHalf(w(frame, 1)) === 0;
  if (own && endpoints.rx[slot] === RX.FULL && verdict.refuse(rules.unmapOwned)) return;
  if (own) abandonUnfinished(m, slot);
  if (own && guests.announced[slot] === 1) {
    if (!agreed(m, frame, m.ask(FFA_RXTX_UNMAP, packHalves(guests.idBehind[slot], 0)))) return;
    if (isStillThere(m, slot) && verdict.refuse(rules.managerAnswer)) return;
    guests.announced[slot] = 0;
  }
  unmapOwn(m, frame);
}

/** FFA_RX_RELEASE. What the manager behind put into RX it takes back itself. */
export function rxRelease(m: Mediation, frame: Frame): void {
  const { slot } = m.caller;
  const ours = m.guests.announced[slot] === 0 || m.endpoints.rx[slot] === RX.FULL;
  if (ours) releaseOwn(m, frame);
  else if (lowerHalf(w(frame, 1)) !== 0) m.verdict.refuseRegister(mailboxRules.endpointField, 1);
  if (m.verdict.rule !== null || m.guests.announced[slot] === 0) return;
  if (agreed(m, frame, m.ask(FFA_RX_RELEASE, m.guests.idBehind[slot]))) succeed(frame);
}

/** Makes sure that RX of a guest can be filled, and that the manager behind leaves it alone. False after a refusal. */
export function acquireRx(m: Mediation, slot: number): boolean {
  const { endpoints, verdict } = m;
  if (endpoints.rx[slot] === RX.UNMAPPED && verdict.refuse(rules.noRx)) return false;
  if (endpoints.rx[slot] !== RX.EMPTY && verdict.refuse(rules.rxBusy)) return false;
  const answer = withRxOf(m, slot);
  return !(answer !== undefined && isError(answer) && verdict.refuse(rules.rxBusy));
}

/** Asks the manager behind to leave a guest's RX to us; undefined where it does not know of it. */
export function withRxOf(m: Mediation, slot: number): Frame | undefined {
  return m.guests.announced[slot] === 0 ? undefined : m.ask(FFA_RX_ACQUIRE, m.guests.idBehind[slot]);
}

/** A handler that fills the caller's RX: the manager behind leaves it alone meanwhile. */
export function filling(handler: GuestHandler): GuestHandler {
  return (m, frame) => {
    const { slot } = m.caller;
    const free = m.endpoints.rx[slot] === RX.EMPTY;
    if (free && !acquireRx(m, slot)) return;
    handler(m, frame);
    if (free && m.endpoints.rx[slot] === RX.EMPTY) returnRx(m, slot);
  };
}

/** Gives RX that was acquired, and not filled, back to the manager behind. */
export function returnRx(m: Mediation, slot: number): void {
  if (m.guests.announced[slot] === 1) m.ask(FFA_RX_RELEASE, m.guests.idBehind[slot]);
}

/** Takes the buffers of a guest that is gone away, at the manager behind and here. False while that has them. */
export function takeBuffers(m: Mediation, slot: number): boolean {
  const { announced, idBehind } = m.guests;
  if (announced[slot] === 1) {
    m.ask(FFA_RX_RELEASE, idBehind[slot]);
    m.ask(FFA_RXTX_UNMAP, packHalves(idBehind[slot], 0));
    if (isStillThere(m, slot)) return false;
    announced[slot] = 0;
  }
  unmapBuffers(m, slot);
  return true;
}

/** Whether the manager behind holds the pages of a guest's buffers, whatever it says. */
function isStillThere(m: Mediation, slot: number): boolean {
  const { txPin, rxPin } = m.endpoints;
  return m.ledger.isCovered(txPin[slot]) || m.ledger.isCovered(rxPin[slot]);
}

/** Whether the manager behind is told of buffers: where it can be kept from filling RX while we do. */
function tells({ behind, traits }: Mediation): boolean {
  const alone = traits.servesHost !== undefined || traits.keepsBuffers !== undefined;
  return behind.offers('FFA_RX_ACQUIRE') && !alone;
}

/** Describes the caller's buffers to the manager behind. False after a refusal. */
function announce(m: Mediation, frame: Frame): boolean {
  const { endpoints, behind } = m;
  const { slot } = m.caller;
  const described = {
    endpoint: m.guests.idBehind[slot],
    rx: { constituents: pagesOf(m, slot, endpoints.rxPage) },
    tx: { constituents: pagesOf(m, slot, endpoints.txPage) },
  };
  if (!sendBytes(behind, encodeRxTxEndpoint(described, behind.version))) {
    m.verdict.refuse(mailboxRules.txInaccessible);
    return false;
  }
  if (!agreed(m, frame, m.ask(FFA_RXTX_MAP, 0, 0, 0))) return false;
  m.guests.announced[slot] = 1;
  return true;
}

function pagesOf(m: Mediation, slot: number, pages: Float64Array): readonly Constituent[] {
  const first = slot * m.limits.mailboxPages;
  const buffer = pages.subarray(first, first + m.endpoints.bufferPages[slot]);
  return [...buffer].map((page) => ({ address: addressOf(page), pages: 1 }));
}
