/** What the rules of an area are about, in the order in which areas are listed; an area is the first part of a rule's id. */
export const AREAS: readonly { readonly id: string; readonly about: string }[] = [
  { id: 'call', about: 'Calls as such' },
  { id: 'version', about: 'Agreeing on a version' },
  { id: 'mailbox', about: 'RX/TX buffers' },
  { id: 'info', about: 'Discovery' },
  { id: 'descriptor', about: 'Memory descriptors' },
  { id: 'send', about: 'Share, lend, donate' },
  { id: 'fragment', about: 'Fragments' },
  { id: 'retrieve', about: 'Retrieve' },
  { id: 'response', about: 'Answers of a retrieve' },
  { id: 'relinquish', about: 'Relinquish' },
  { id: 'reclaim', about: 'Reclaim' },
  { id: 'resources', about: 'What the secure world reaches' },
  { id: 'message', about: 'Direct messages' },
  { id: 'indirect', about: 'Indirect messages' },
  { id: 'notification', about: 'Notifications' },
  { id: 'abort', about: 'The end of a partition' },
  { id: 'permission', about: 'Memory permissions' },
  { id: 'console', about: 'Console' },
  { id: 'mediator', about: 'Hypervisors in between' },
  { id: 'rm-packet', about: 'Gunyah: packets' },
  { id: 'rm-message', about: 'Gunyah: messages' },
  { id: 'rm-create', about: 'Gunyah: new parcels' },
  { id: 'rm-region', about: 'Gunyah: regions' },
  { id: 'rm-append', about: 'Gunyah: more regions' },
  { id: 'rm-accept', about: 'Gunyah: accept' },
  { id: 'rm-release', about: 'Gunyah: release' },
  { id: 'rm-reclaim', about: 'Gunyah: reclaim' },
  { id: 'rm-notify', about: 'Gunyah: tell others' },
  { id: 'rm-lookup', about: 'Gunyah: look up' },
  { id: 'rm-reserve', about: 'Gunyah: reserve addresses' },
  { id: 'rm-vm', about: 'Gunyah: the life of a VM' },
];

/** The area of a rule. */
export function areaOf(rule: string): string {
  return rule.slice(0, rule.indexOf('/'));
}
