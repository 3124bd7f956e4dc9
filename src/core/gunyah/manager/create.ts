import { KIND, type Kind, LAYER } from '../../memory/ledger-tables.ts';
import { checkAccess, checkAttributes } from '../rules/check-access.ts';
import { checkCounts, checkMemory } from '../rules/check-create.ts';
import { create as rules } from '../rules/create.ts';
import { type Access, readAccess, readAttributes } from '../wire/access-list.ts';
import { CREATE } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { CREATE_FLAG, TRANSFER } from '../wire/values.ts';
import { handleAnswer, type Manager } from './manager.ts';
import { NOT_ACCEPTED, type Parcel, type Receiver } from './parcels.ts';
import { type AddTo, addRegions } from './regions.ts';
import { ledgerRights } from './rights.ts';
import { liveReceivers } from './room.ts';
import type { Vm } from './vms.ts';

const { type: typeField, flags: flagsField, label: labelField } = CREATE.fields;

const KIND_OF: Readonly<Record<number, Kind>> = {
  [TRANSFER.DONATE]: KIND.DONATE,
  [TRANSFER.LEND]: KIND.LEND,
  [TRANSFER.SHARE]: KIND.SHARE,
};

/** MEM_DONATE, MEM_LEND and MEM_SHARE: makes a parcel of memory of the caller. gunyah 9.1. */
export function create(m: Manager, caller: Vm, message: Received, transfer: number): Uint8Array | false {
  const { ledger, verdict } = m;
  const type = message.field(typeField);
  const flags = message.field(flagsField);
  if (!checkCounts(message, transfer, verdict)) return false;
  if (m.parcels.ownedBy(caller.vmid) >= m.limits.parcelsPerOwner) return verdict.fail(rules.tooManyParcels);
  if (!checkMemory(message, verdict)) return false;
  const list = readAccess(message);
  const use = { owner: caller.vmid, type, transfer, exists: (vmid: number) => m.vm(vmid) !== undefined };
  if (!checkAccess(message, list, use, verdict) || !checkAttributes(message, list, use, verdict))
    return false;
  const own = list.find(({ vmid }) => vmid === caller.vmid);
  const others = own === undefined ? list.length : list.length - 1;
  if (liveReceivers(m) + others > m.limits.receivers) return verdict.fail(rules.noRoom);
  const transaction = ledger.open(
    caller.party,
    KIND_OF[transfer],
    own === undefined ? 0 : ledgerRights(own.rights),
    false,
    LAYER.ALONE,
  );
  if (transaction === 0) return verdict.fail(rules.noRoom);
  const sanitized = (flags & CREATE_FLAG.SANITIZE) !== 0;
  const filled = fill(m, caller, message, transaction, list, { type, regions: 0, sanitize: sanitized });
  if (filled === undefined) {
    ledger.close(transaction);
    return false;
  }
  const handle = m.parcels.freeHandle();
  m.parcels.put({
    handle,
    transaction,
    owner: caller.vmid,
    type,
    transfer,
    label: message.field(labelField),
    sanitized,
    sanitizeAtReclaim: false,
    complete: (flags & CREATE_FLAG.APPEND) === 0,
    tag: undefined,
    ...filled,
    attributes: readAttributes(message).map(({ vmid }) => vmid),
  });
  return handleAnswer(handle);
}

/** Gives a transaction that was opened its receivers and its memory. Undefined after a refusal. */
function fill(
  m: Manager,
  caller: Vm,
  message: Received,
  transaction: number,
  list: readonly Access[],
  to: AddTo,
): Pick<Parcel, 'receivers' | 'regions'> | undefined {
  const receivers = addReceivers(m, caller, transaction, list);
  if (receivers === undefined) return undefined;
  const regions = addRegions(m, message, transaction, to);
  return regions < 0 ? undefined : { receivers, regions };
}

/** Names everybody but the owner to the ledger. Undefined when there is no room. */
function addReceivers(
  m: Manager,
  caller: Vm,
  transaction: number,
  list: readonly Access[],
): readonly Receiver[] | undefined {
  const receivers: Receiver[] = [];
  for (const { vmid, rights, attribute } of list) {
    const party = m.vm(vmid)?.party ?? 0;
    const borrower =
      vmid === caller.vmid ? 0 : m.ledger.addBorrower(transaction, party, ledgerRights(rights));
    if (borrower === 0 && vmid !== caller.vmid) {
      m.verdict.fail(rules.noRoom);
      return undefined;
    }
    const { accepted, mapped, contiguous, windows, placed } = NOT_ACCEPTED;
    receivers.push({ vmid, rights, attribute, borrower, accepted, mapped, contiguous, windows, placed });
  }
  return receivers;
}
