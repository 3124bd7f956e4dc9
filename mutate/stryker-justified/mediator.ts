const BEHIND_IT = 'what lies behind is written before it is sent, or is not sent';
const EACH_ITS_OWN = 'each function and form still has a place of its own, and no two have the same';
const EACH_ITS_KEY = 'each partition and context still has a key of its own, and no two have the same';
const NOT_AS_SENT = 'what was not described is none of the pages that were sent';
const NO_TABLE_ROW = 'there is no row -1: nothing is written';

export const MEDIATOR: Readonly<Record<string, string>> = {
  'mediator/behind.ts: LAST_FUNCTION - FIRST_FUNCTION → LAST_FUNCTION + FIRST_FUNCTION':
    'there are more places than functions then',
  'mediator/behind.ts: ((id & 0xff) - FIRST_FUNCTION) * 2 + (widthOfId(id) === 64 ? 1 : 0) → ((id & 0xff) - FIRST_FUNCTION) * 2 - (widthOfId(id) === 64 ? 1 : 0)':
    EACH_ITS_OWN,
  'mediator/behind.ts: widthOfId(id) === 64 → widthOfId(id) !== 64': EACH_ITS_OWN,
  'mediator/behind.ts: bytes.length / 4 → bytes.length * 4': 'the rest of the page is zero either way',
  'mediator/discovery.ts: length > bufferBytes(m, slot) → length >= bufferBytes(m, slot)':
    'descriptions of 24 and 48 bytes never fill pages, and 512 of 8 bytes are more than there are',
  'mediator/events.ts: [] → ["Stryker was here"]': 'a text is no partition’s id',
  'mediator/forwarded.ts: row < saved[0].length → row <= saved[0].length':
    'behind the last row nothing is known',
  'mediator/look.ts: [] → ["Stryker was here"] (2)': NOT_AS_SENT,
  'mediator/look.ts: [] → ["Stryker was here"] (3)': 'what is compared begins with it on both sides',
  'mediator/look.ts: HEADER_1_1.size / 4 → HEADER_1_1.size * 4': BEHIND_IT,
  'mediator/look.ts: HEADER_1_1.size / 4 → HEADER_1_1.size * 4 (2)':
    'the manager reads no further than it is told',
  'mediator/look.ts: done === total → true': NOT_AS_SENT,
  'mediator/look.ts: length <= PAGE_SIZE → true': NOT_AS_SENT,
  'mediator/notifications.ts: guest > 0 → guest >= 0': NO_TABLE_ROW,
  'mediator/notifications.ts: guest > 0 → true': NO_TABLE_ROW,
  'mediator/partitions.ts: [] → ["Stryker was here"]': '`start` sets it before there are guests',
  'mediator/probe.ts: !list.ok → false': 'descriptions that are long enough can be read',
  'mediator/probe.ts: false → true (2)': 'descriptions that are long enough can be read',
  'mediator/send.ts: (composite + COMPOSITE.size) / 4 → (composite + COMPOSITE.size) * 4': BEHIND_IT,
  'mediator/waits.ts: slot === undefined → false': 'whose request it is nobody knows, is nobody’s',
  'mediator/waits.ts: partition * 0x1_0000 + vcpu → partition * 0x1_0000 - vcpu': EACH_ITS_KEY,
  'mediator/waits.ts: partition * 0x1_0000 → partition / 0x1_0000': EACH_ITS_KEY,
};
