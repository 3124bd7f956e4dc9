import { addressIn, type Frame, succeed, w } from '../abi/frame.ts';
import { widthOfId } from '../abi/functions.ts';
import { layoutsOf, RXTX_ENDPOINT_1_1 } from '../abi/layouts.ts';
import { pagesIn } from '../abi/pages.ts';
import { decodeRxTxEndpoint } from '../abi/rxtx-endpoint.ts';
import type { Constituent } from '../abi/transaction.ts';
import { lowerHalf, upperHalf } from '../abi/words.ts';
import { KIND } from '../memory/ledger-tables.ts';
import { OBSTACLE } from '../memory/obstacle.ts';
import { isDevice, READ, type Rights, rightsOf, WRITE } from '../memory/page-word.ts';
import { isPageAligned, PAGE_SIZE, pageOf } from '../memory/pages.ts';
import { mailbox as rules } from '../rules/mailbox.ts';
import { readTx } from './buffers.ts';
import { RX } from './endpoints.ts';
import { abandonDeliveries, abandonUnfinished } from './lifetime.ts';
import type { Manager } from './manager.ts';
import { isMessageUnread, withdrawRxFull } from './notifications.ts';

const PAGE_COUNT_MASK = 0x3f;

/** FFA_RXTX_MAP: x1 TX address, x2 RX address, w3 pages of each; all zero when the hypervisor describes a VM's buffers in its TX. */
export function rxtxMap(m: Manager, frame: Frame): void {
  const slot = mapFrom(m, frame);
  if (slot === 0) return;
  keepBuffers(m, slot);
  succeed(frame);
}

/** Maps the buffers that a call is about. Returns whose, 0 after a refusal. Nothing is reported before `keepBuffers`. */
export function mapFrom(m: Manager, frame: Frame): number {
  const wide = widthOfId(w(frame, 0)) === 64;
  const tx = addressIn(frame, 1, wide);
  const rx = addressIn(frame, 2, wide);
  const pages = w(frame, 3) & PAGE_COUNT_MASK;
  const slot = m.caller.slot;
  if (m.caller.hypervisor && tx === 0 && rx === 0 && pages === 0) return mapForVm(m);
  if (m.endpoints.rx[slot] !== RX.UNMAPPED && m.verdict.refuse(rules.alreadyMapped)) return 0;
  if (pages === 0 && m.verdict.refuseRegister(rules.pageCountZero, 3)) return 0;
  if (pages > m.limits.mailboxPages && m.verdict.refuseRegister(rules.pageCountMax, 3)) return 0;
  if (!isPageAligned(tx) && m.verdict.refuseRegister(rules.unaligned, 1)) return 0;
  if (!isPageAligned(rx) && m.verdict.refuseRegister(rules.unaligned, 2)) return 0;
  if (Math.abs(tx - rx) < pages * PAGE_SIZE && m.verdict.refuseRegister(rules.overlap, 2)) return 0;
  const mapped = mapBuffers(m, slot, [{ address: tx, pages }], [{ address: rx, pages }], pages, false);
  return mapped ? slot : 0;
}

/** Buffers that were mapped stay: that is reported. */
export function keepBuffers(m: Manager, slot: number): void {
  m.ledger.commit(m.endpoints.txPin[slot]);
  m.ledger.commit(m.endpoints.rxPin[slot]);
}

/** FFA_RXTX_UNMAP: w1[31:16] names a VM when the hypervisor asks. */
export function rxtxUnmap(m: Manager, frame: Frame): void {
  const slot = namedEndpoint(m, upperHalf(w(frame, 1)));
  if (slot === 0) return;
  if (m.endpoints.rx[slot] === RX.UNMAPPED && m.verdict.refuse(rules.notMapped)) return;
  unmapBuffers(m, slot);
  succeed(frame);
}

/** FFA_RX_RELEASE: w1[15:0] names a VM when the hypervisor asks. */
export function rxRelease(m: Manager, frame: Frame): void {
  const slot = namedEndpoint(m, lowerHalf(w(frame, 1)));
  if (slot === 0) return;
  const { rx } = m.endpoints;
  // What the hypervisor acquired it gives back by the VM's id; a VM only what the manager filled.
  const held = rx[slot] === RX.FULL || (rx[slot] === RX.ACQUIRED && m.caller.hypervisor);
  if (!held && m.verdict.refuse(rules.rxNotOwned)) return;
  if (isMessageUnread(m, slot) && m.verdict.refuse(rules.messageUnread)) return;
  if (held) rx[slot] = RX.EMPTY;
  succeed(frame);
}

/** Takes an endpoint's buffers away, and with them what depends on them: unfinished sends, responses not fetched, a message not read. */
export function unmapBuffers(m: Manager, slot: number): void {
  if (m.endpoints.rx[slot] === RX.UNMAPPED) return;
  abandonUnfinished(m, slot);
  abandonDeliveries(m, slot);
  withdrawRxFull(m, slot);
  unpin(m, m.endpoints.txPin[slot]);
  unpin(m, m.endpoints.rxPin[slot]);
  m.endpoints.txPin[slot] = 0;
  m.endpoints.rxPin[slot] = 0;
  m.endpoints.bufferPages[slot] = 0;
  m.endpoints.rx[slot] = RX.UNMAPPED;
}

/** The hypervisor describes a VM's buffers in its own TX buffer; addresses are physical. Returns the VM's slot, 0 after a refusal. */
function mapForVm(m: Manager): number {
  const own = m.caller.slot;
  if (m.endpoints.rx[own] === RX.UNMAPPED && m.verdict.refuse(rules.noTx)) return 0;
  if (!readTx(m, own, PAGE_SIZE) && m.verdict.refuse(rules.txInaccessible)) return 0;
  if (m.inbox[0] >>> 16 !== 0 && m.verdict.refuseBytes(rules.descriptor, 2, 2)) return 0;
  const { rxtxEndpoint } = layoutsOf(m.caller.version);
  const padded = rxtxEndpoint === RXTX_ENDPOINT_1_1 && m.inbox[3] !== 0;
  if (padded && m.verdict.refuseBytes(rules.descriptor, 12, 4)) return 0;
  const bytes = new Uint8Array(m.inbox.buffer, 0, PAGE_SIZE);
  const described = decodeRxTxEndpoint(bytes, m.caller.version);
  const rxOffset = m.inbox[1];
  const txOffset = m.inbox[2];
  if (!described.ok || (rxOffset | txOffset) % 8 !== 0) {
    m.verdict.refuseBytes(rules.descriptor, 0, 16);
    return 0;
  }
  const { endpoint, rx, tx } = described.value;
  const slot = m.caller.livingVm(endpoint);
  if (slot === 0 && m.verdict.refuseBytes(rules.unknownEndpoint, 0, 2)) return 0;
  if (m.endpoints.rx[slot] !== RX.UNMAPPED && m.verdict.refuse(rules.alreadyMapped)) return 0;
  const pages = pagesIn(tx.constituents);
  const uneven = pages === 0 || pages !== pagesIn(rx.constituents);
  const unaligned = [...rx.constituents, ...tx.constituents].some(({ address }) => !isPageAligned(address));
  if ((uneven || unaligned) && m.verdict.refuseBytes(rules.descriptor, 0, 16)) return 0;
  if (pages > m.limits.mailboxPages && m.verdict.refuseBytes(rules.pageCountMax, txOffset, 4)) return 0;
  return mapBuffers(m, slot, tx.constituents, rx.constituents, pages, true) ? slot : 0;
}

function mapBuffers(
  m: Manager,
  slot: number,
  tx: readonly Constituent[],
  rx: readonly Constituent[],
  pages: number,
  physical: boolean,
): boolean {
  const txPin = pin(m, slot, tx, READ | WRITE, physical, 1);
  if (txPin === 0) return false;
  const rxPin = pin(m, slot, rx, READ, physical, 2);
  if (rxPin === 0) {
    unpin(m, txPin);
    return false;
  }
  notePages(m, slot, txPin, m.endpoints.txPage);
  notePages(m, slot, rxPin, m.endpoints.rxPage);
  m.endpoints.txPin[slot] = txPin;
  m.endpoints.rxPin[slot] = rxPin;
  m.endpoints.bufferPages[slot] = pages;
  m.endpoints.rx[slot] = RX.EMPTY;
  return true;
}

/** Holds a buffer's pages in the ledger. Returns the pin, or 0 after a refusal. */
function pin(
  m: Manager,
  slot: number,
  buffer: readonly Constituent[],
  kept: Rights,
  physical: boolean,
  register: number,
): number {
  const held = m.ledger.open(m.endpoints.party[slot], KIND.PIN, kept, physical, m.layer);
  const added =
    held !== 0 && buffer.every(({ address, pages }) => m.ledger.addExtent(held, pageOf(address), pages));
  if (added && m.ledger.claim(held) && isUsable(m, held, register)) return held;
  if (m.verdict.rule === null) refusePin(m, added, register);
  if (held !== 0) unpin(m, held);
  return 0;
}

/** Notes which physical pages a pinned buffer has. */
function notePages(m: Manager, slot: number, held: number, pageColumn: Float64Array): void {
  let index = slot * m.limits.mailboxPages;
  const runs = m.ledger.runsOf(held);
  while (runs.next()) for (let page = 0; page < runs.pages; page++) pageColumn[index++] = runs.page + page;
}

function isUsable(m: Manager, held: number, register: number): boolean {
  const word = m.ledger.classOf(held);
  const usable = !isDevice(word) && (rightsOf(word) & (READ | WRITE)) === (READ | WRITE);
  return usable || !m.verdict.refuseRegister(rules.notUsable, register);
}

function refusePin(m: Manager, added: boolean, register: number): void {
  if (!added || m.ledger.obstacle === OBSTACLE.NO_ROOM) {
    m.verdict.refuse(rules.noRoom);
    return;
  }
  m.verdict.refuseRegister(rules.notOwned, register);
  m.verdict.page = m.ledger.obstaclePage;
  m.verdict.holder = m.ledger.obstacleHolder;
}

function unpin(m: Manager, held: number): void {
  m.ledger.release(held);
  m.ledger.close(held);
}

/** The endpoint whose buffers a call is about: the caller, or a VM that the hypervisor names. 0 after a refusal. */
function namedEndpoint(m: Manager, id: number): number {
  if (id === 0) return m.caller.slot;
  if (!m.caller.hypervisor) {
    m.verdict.refuseRegister(rules.endpointField, 1);
    return 0;
  }
  const slot = m.caller.livingVm(id);
  if (slot === 0) m.verdict.refuseRegister(rules.unknownEndpoint, 1);
  return slot;
}
