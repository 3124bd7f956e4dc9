import type { Access } from '../wire/access-list.ts';
import { readAttributes } from '../wire/access-list.ts';
import { ACL_ENTRY, ATTRIBUTE_ENTRY } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { ALL_RIGHTS, ATTRIBUTE, MEMORY_TYPE, RIGHT, TRANSFER } from '../wire/values.ts';
import { create as rules } from './create.ts';
import type { RmJudge } from './rule.ts';

/** What an access list is for, and what is known of VMs. */
export interface AccessFor {
  /** MEMORY_TYPE and TRANSFER. */
  readonly type: number;
  readonly transfer: number;
  /** VM id of the sender; undefined where it is not known. */
  readonly owner: number | undefined;
  /** Whether a VM has this id. */
  exists(vmid: number): boolean;
}

const VALID_RIGHTS: ReadonlySet<number> = new Set([
  RIGHT.READ,
  RIGHT.READ | RIGHT.EXECUTE,
  RIGHT.READ | RIGHT.WRITE,
  ALL_RIGHTS,
]);

/** Judges an access list: gunyah 9.1, rows 9 to 13. True: all of it holds. */
export function checkAccess(
  message: Received,
  list: readonly Access[],
  use: AccessFor,
  judge: RmJudge,
): boolean {
  const { entries } = message.list('acl');
  const { vmid: vmidField, rights: rightsField } = ACL_ENTRY.fields;
  const full = use.type === MEMORY_TYPE.IO ? ALL_RIGHTS & ~RIGHT.EXECUTE : ALL_RIGHTS;
  let at = entries;
  for (let index = 0; index < list.length; index++) {
    const { vmid, rights } = list[index];
    if (isBefore(list, index) && judge.refuseField(rules.vmRepeated, at, vmidField)) return false;
    if (!use.exists(vmid) && judge.refuseField(rules.vmUnknown, at, vmidField)) return false;
    if (!VALID_RIGHTS.has(rights) && judge.refuseField(rules.rights, at, rightsField)) return false;
    if (use.type === MEMORY_TYPE.IO && (rights & RIGHT.EXECUTE) !== 0)
      if (judge.refuseField(rules.ioExecute, at, rightsField)) return false;
    if (use.transfer === TRANSFER.DONATE && rights !== full)
      if (judge.refuseField(rules.donateRights, at, rightsField)) return false;
    at += ACL_ENTRY.size;
  }
  return use.owner === undefined || checkOwnersPlace(message, list, use.owner, use.transfer, judge);
}

/** Whether an entry names a VM that an earlier one names. Lists are short: most have one or two entries. */
function isBefore(list: readonly { readonly vmid: number }[], index: number): boolean {
  for (let earlier = 0; earlier < index; earlier++) if (list[earlier].vmid === list[index].vmid) return true;
  return false;
}

/** The owner of shared memory stands in the list, and no other owner does. */
function checkOwnersPlace(
  message: Received,
  list: readonly Access[],
  owner: number,
  transfer: number,
  judge: RmJudge,
): boolean {
  const { at, entries } = message.list('acl');
  const index = list.findIndex(({ vmid }) => vmid === owner);
  if (transfer === TRANSFER.SHARE) return index >= 0 || !judge.refuseBytes(rules.ownerMissing, at, 2);
  return (
    index < 0 ||
    !judge.refuseField(rules.ownerListed, entries + index * ACL_ENTRY.size, ACL_ENTRY.fields.vmid)
  );
}

/** Judges an attribute list: gunyah 9.1, rows 15 and 16. True: all of it holds. */
export function checkAttributes(
  message: Received,
  list: readonly Access[],
  { type, transfer }: AccessFor,
  judge: RmJudge,
): boolean {
  const { vmid: vmidField, attribute: attributeField } = ATTRIBUTE_ENTRY.fields;
  const attributes = readAttributes(message);
  let at = message.list('attributes').entries;
  for (let index = 0; index < attributes.length; index++) {
    const { vmid, attribute } = attributes[index];
    if (isBefore(attributes, index) && judge.refuseField(rules.attributeRepeated, at, vmidField))
      return false;
    if (attribute > ATTRIBUTE.CACHED && judge.refuseField(rules.attributeValue, at, attributeField))
      return false;
    const chosen = attribute !== ATTRIBUTE.DEFAULT;
    const fits = (attribute === ATTRIBUTE.DEVICE) === (type === MEMORY_TYPE.IO);
    if (chosen && !fits && judge.refuseField(rules.attributeDevice, at, attributeField)) return false;
    if (
      chosen &&
      transfer === TRANSFER.DONATE &&
      judge.refuseField(rules.attributeDonate, at, attributeField)
    )
      return false;
    if (!list.some((each) => each.vmid === vmid) && judge.refuseField(rules.attributeVm, at, vmidField))
      return false;
    at += ATTRIBUTE_ENTRY.size;
  }
  return true;
}
