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
export function readAttributes(message: Received): readonly Attributed[] {
  const { count, entries } = message.list('attributes');
  return Array.from({ length: count }, (_, index) => {
    const at = entries + index * ATTRIBUTE_ENTRY.size;
    const { vmid, attribute } = ATTRIBUTE_ENTRY.fields;
    return { vmid: message.at(at, vmid), attribute: message.at(at, attribute) };
  });
}
