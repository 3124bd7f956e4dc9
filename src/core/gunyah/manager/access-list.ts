import { create as rules } from '../rules/create.ts';
import { ACL_ENTRY, ATTRIBUTE_ENTRY } from '../wire/layouts.ts';
import { ALL_RIGHTS, ATTRIBUTE, MEMORY_TYPE, RIGHT, TRANSFER } from '../wire/values.ts';
import type { Manager } from './manager.ts';
import type { Received } from './received.ts';
import { areValidRights } from './rights.ts';

/** An entry of an access list with its attribute. */
export interface Access {
  readonly vmid: number;
  readonly rights: number;
  readonly attribute: number;
}

/** What an access list is for. */
export interface AccessFor {
  readonly owner: number;
  readonly type: number;
  readonly transfer: number;
}

/** Reads access and attribute lists without judging them. */
export function readAccess(message: Received): readonly Access[] {
  const acl = message.list('acl');
  const attributes = readAttributes(message);
  return Array.from({ length: acl.count }, (_, index) => {
    const at = acl.entries + index * ACL_ENTRY.size;
    const vmid = message.at(at, ACL_ENTRY.fields.vmid);
    const rights = message.at(at, ACL_ENTRY.fields.rights);
    return {
      vmid,
      rights,
      attribute: attributes.find((each) => each.vmid === vmid)?.attribute ?? ATTRIBUTE.DEFAULT,
    };
  });
}

/** The attribute list, in its order. */
export function readAttributes(
  message: Received,
): readonly { readonly vmid: number; readonly attribute: number }[] {
  const { count, entries } = message.list('attributes');
  return Array.from({ length: count }, (_, index) => {
    const at = entries + index * ATTRIBUTE_ENTRY.size;
    const { vmid, attribute } = ATTRIBUTE_ENTRY.fields;
    return { vmid: message.at(at, vmid), attribute: message.at(at, attribute) };
  });
}

/** Judges an access list: gunyah 9.1, rows 9 to 13. */
export function checkAccess(m: Manager, message: Received, list: readonly Access[], use: AccessFor): boolean {
  const { verdict } = m;
  const { at, entries } = message.list('acl');
  const { vmid: vmidField, rights: rightsField } = ACL_ENTRY.fields;
  const seen = new Set<number>();
  const full = use.type === MEMORY_TYPE.IO ? ALL_RIGHTS & ~RIGHT.EXECUTE : ALL_RIGHTS;
  for (const [index, { vmid, rights }] of list.entries()) {
    const entry = entries + index * ACL_ENTRY.size;
    if (seen.has(vmid)) return verdict.refuseField(rules.vmRepeated, entry, vmidField);
    seen.add(vmid);
    if (m.vm(vmid) === undefined) return verdict.refuseField(rules.vmUnknown, entry, vmidField);
    if (!areValidRights(rights)) return verdict.refuseField(rules.rights, entry, rightsField);
    if (use.type === MEMORY_TYPE.IO && rights & RIGHT.EXECUTE)
      return verdict.refuseField(rules.ioExecute, entry, rightsField);
    if (use.transfer === TRANSFER.DONATE && rights !== full)
      return verdict.refuseField(rules.donateRights, entry, rightsField);
  }
  const listed = seen.has(use.owner);
  if (use.transfer === TRANSFER.SHARE && !listed) return verdict.refuse(rules.ownerMissing, at, 2);
  if (use.transfer !== TRANSFER.SHARE && listed) {
    const index = list.findIndex(({ vmid }) => vmid === use.owner);
    return verdict.refuseField(rules.ownerListed, entries + index * ACL_ENTRY.size, vmidField);
  }
  return true;
}

/** Judges an attribute list: gunyah 9.1, rows 15 and 16. */
export function checkAttributes(
  m: Manager,
  message: Received,
  list: readonly Access[],
  use: AccessFor,
): boolean {
  const { verdict } = m;
  const { entries } = message.list('attributes');
  const { vmid: vmidField, attribute: attributeField } = ATTRIBUTE_ENTRY.fields;
  const seen = new Set<number>();
  for (const [index, { vmid, attribute }] of readAttributes(message).entries()) {
    const entry = entries + index * ATTRIBUTE_ENTRY.size;
    if (seen.has(vmid)) return verdict.refuseField(rules.attributeRepeated, entry, vmidField);
    seen.add(vmid);
    if (attribute > ATTRIBUTE.CACHED) return verdict.refuseField(rules.attributeValue, entry, attributeField);
    const device = attribute === ATTRIBUTE.DEVICE;
    if (attribute !== ATTRIBUTE.DEFAULT && device !== (use.type === MEMORY_TYPE.IO))
      return verdict.refuseField(rules.attributeDevice, entry, attributeField);
    if (use.transfer === TRANSFER.DONATE && attribute !== ATTRIBUTE.DEFAULT)
      return verdict.refuseField(rules.attributeDonate, entry, attributeField);
    if (!list.some((each) => each.vmid === vmid))
      return verdict.refuseField(rules.attributeVm, entry, vmidField);
  }
  return true;
}
