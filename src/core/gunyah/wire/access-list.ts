import { ACL_ENTRY, ATTRIBUTE_ENTRY } from './layouts.ts';
import type { Received } from './received.ts';
import { ATTRIBUTE } from './values.ts';

/** An entry of an access list with its attribute. */
export interface Access {
  readonly vmid: number;
  /** RIGHT of values.ts. */
  readonly rights: number;
  /** ATTRIBUTE of values.ts. */
  readonly attribute: number;
}

/** An entry of an attribute list. */
export type Attributed = Omit<Access, 'rights'>;

const NONE: readonly Attributed[] = [];

/** Reads access and attribute lists without judging them. */
export function readAccess(message: Received): readonly Access[] {
  const { count, entries } = message.list('acl');
  const attributes = readAttributes(message);
  const { vmid: vmidField, rights: rightsField } = ACL_ENTRY.fields;
  const list: Access[] = [];
  for (let at = entries; list.length < count; at += ACL_ENTRY.size) {
    const vmid = message.at(at, vmidField);
    list.push({ vmid, rights: message.at(at, rightsField), attribute: attributeOf(vmid, attributes) });
  }
  return list;
}

/** The attribute list, in its order. */
export function readAttributes(message: Received): readonly Attributed[] {
  const { count, entries } = message.list('attributes');
  if (count === 0) return NONE;
  const { vmid, attribute } = ATTRIBUTE_ENTRY.fields;
  const list: Attributed[] = [];
  for (let at = entries; list.length < count; at += ATTRIBUTE_ENTRY.size)
    list.push({ vmid: message.at(at, vmid), attribute: message.at(at, attribute) });
  return list;
}

function attributeOf(vmid: number, attributes: readonly Attributed[]): number {
  for (const each of attributes) if (each.vmid === vmid) return each.attribute;
  return ATTRIBUTE.DEFAULT;
}
