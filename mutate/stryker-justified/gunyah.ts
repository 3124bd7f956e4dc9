const SHORTER = 'the longer way comes to the same';
const ONE_AT_LEAST = 'a list that is not empty has one region at least';
const OUTSIDE = 'what lies behind the bytes is not written';
const AT_OFFSET_0 = 'the base stands at offset 0 of a region';
const FOUND_BEFORE = 'it was found before: the message, or the step before, would have ended there';
const OWN_MESSAGE = 'a message that the manager makes for itself has its form';
const NO_PLACES =
  'what was refused has no places, which is seen next; and what has its places is not refused';

export const GUNYAH: Readonly<Record<string, string>> = {
  "gunyah/client/link.ts: expected === 'nothing' → false":
    'where nothing is expected, no answer has too little of it',
  "gunyah/client/link.ts: typeof taken === 'string' → false":
    'what was dropped has no id, and is ignored as what is unknown',
  'gunyah/client/resource-client.ts: [] → ["Stryker was here"]':
    'a parcel without regions was refused: there is a first message',
  'gunyah/manager/accept.ts: receiver.windows.length === 0 → false': SHORTER,
  'gunyah/manager/append.ts: total < 0 → total <= 0': ONE_AT_LEAST,
  'gunyah/manager/automatic.ts: receiverOf(parcel, vm.vmid)?.placed → receiverOf(parcel, vm.vmid).placed':
    FOUND_BEFORE,
  'gunyah/manager/automatic.ts: message !== false → true': OWN_MESSAGE,
  'gunyah/manager/automatic.ts: false → true (5)': OWN_MESSAGE,
  'gunyah/manager/automatic.ts: false → true (6)': NO_PLACES,
  'gunyah/manager/create.ts: regions < 0 → regions <= 0': ONE_AT_LEAST,
  'gunyah/manager/create.ts: m.vm(vmid)?.party → m.vm(vmid).party': FOUND_BEFORE,
  'gunyah/manager/notify.ts: receiverOf(parcel, vmid)?.attribute → receiverOf(parcel, vmid).attribute':
    'who stands in the attribute list stands in the access list',
  'gunyah/manager/places.ts: chosen && m.ledger.viewOf(caller.party).identity → false': SHORTER,
  'gunyah/manager/places.ts: reserved.length === 0 → false': SHORTER,
  'gunyah/manager/places.ts: index < count → true': OUTSIDE,
  'gunyah/manager/places.ts: index < count → index <= count': OUTSIDE,
  'gunyah/manager/places.ts: entry + REGION.fields.base.offset → entry - REGION.fields.base.offset':
    AT_OFFSET_0,
  'gunyah/manager/regions.ts: index < count → index <= count':
    'what is read behind the last region is not counted',
  'gunyah/manager/regions.ts: entry + base.offset → entry - base.offset': AT_OFFSET_0,
  'gunyah/manager/resource-manager.ts: rule === null → false': 'whoever refuses names a rule',
  'gunyah/manager/return-memory.ts: receiver === undefined → false': FOUND_BEFORE,
  'gunyah/rules/check-regions.ts: at + baseField.offset → at - baseField.offset': AT_OFFSET_0,
  'gunyah/wire/access-list.ts: count === 0 → false': SHORTER,
  'gunyah/wire/message-text.ts: bits?.every(({ width }) => width === 1) → bits?.some(({ width }) => width === 1)':
    'no field of a message has parts of one bit and others',
  'gunyah/wire/packet.ts: continuations === 0 → false': SHORTER,
  'gunyah/wire/packet.ts: { all.set(payload, PACKET_HEADER.size); return [all]; } → {}': SHORTER,
  'gunyah/wire/packet.ts: continuations === 0 → false (2)': SHORTER,
  'gunyah/wire/received.ts: field.width === 8 → false':
    'exact numbers are read alike in both ways, and others are too large in either',
};
