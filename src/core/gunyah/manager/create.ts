import { KIND, type Kind } from '../../memory/ledger-tables.ts';
import { create as rules } from '../rules/create.ts';
import { CREATE, HANDLE_REPLY } from '../wire/layouts.ts';
import { CREATE_FLAG, MEMORY_TYPE, TRANSFER } from '../wire/values.ts';
import { type Access, checkAccess, checkAttributes, readAccess, readAttributes } from './access-list.ts';
import { answer, type Manager } from './manager.ts';
import { NOT_ACCEPTED, type Receiver } from './parcels.ts';
import type { Received } from './received.ts';
import { addRegions } from './regions.ts';
import { ledgerRights } from './rights.ts';
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
  const list = readAccess(message);
  const use = { owner: caller.vmid, type, transfer };
  if (!checkForm(m, caller, message, use)) return false;
  if (!checkAccess(m, message, list, use) || !checkAttributes(m, message, list, use)) return false;
  const own = list.find(({ vmid }) => vmid === caller.vmid);
  const transaction = ledger.open(
    caller.party,
    KIND_OF[transfer],
    own === undefined ? 0 : ledgerRights(own.rights),
    false,
  );
  if (transaction === 0) return verdict.refuse(rules.noRoom);
  const receivers = addReceivers(m, caller, transaction, list);
  const sanitized = (flags & CREATE_FLAG.SANITIZE) !== 0;
  const regions =
    receivers === undefined
      ? -1
      : addRegions(m, message, transaction, { type, regions: 0, sanitize: sanitized });
  if (receivers === undefined || regions < 0) {
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
    regions,
    receivers,
    attributes: readAttributes(message).map(({ vmid }) => vmid),
  });
  return answer({ head: HANDLE_REPLY }, { handle });
}

function checkForm(
  m: Manager,
  caller: Vm,
  message: Received,
  { type, transfer }: { readonly type: number; readonly transfer: number },
): boolean {
  const { verdict } = m;
  const acl = message.list('acl');
  const regions = message.list('regions');
  if (acl.count === 0) return verdict.refuse(rules.aclEmpty, acl.at, 2);
  if (regions.count === 0) return verdict.refuse(rules.regionsEmpty, regions.at, 2);
  if (transfer === TRANSFER.DONATE && acl.count !== 1)
    return verdict.refuse(rules.donateReceivers, acl.at, 2);
  if (m.parcels.ownedBy(caller.vmid) >= m.limits.parcelsPerOwner) return verdict.refuse(rules.tooManyParcels);
  if (type > MEMORY_TYPE.IO) return verdict.refuseField(rules.memoryType, 0, typeField);
  if (type === MEMORY_TYPE.IO && message.field(flagsField) & CREATE_FLAG.SANITIZE)
    return verdict.refuseField(rules.sanitizeIo, 0, flagsField);
  return true;
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
      m.verdict.refuse(rules.noRoom);
      return undefined;
    }
    receivers.push({ vmid, rights, attribute, borrower, ...NOT_ACCEPTED });
  }
  return receivers;
}
