/**
 * The structures of messages, one table each. Numbers are little-endian; offsets count from the start of the payload.
 *
 * Source: gunyah 6.
 */

import { type Layout, layout } from '../../abi/fields.ts';
import { RM_ERRORS, rmErrorCode } from './errors.ts';
import {
  ACCEPT_FLAG,
  ACCEPTED_FLAG,
  APPEND_FLAG,
  ATTRIBUTE,
  CREATE_FLAG,
  choiceBits,
  flagBits,
  MEMORY_TYPE,
  NOTIFY_FLAG,
  RANGE_KIND,
  RETURN_FLAG,
  RIGHT,
  STOP_FLAG,
  TRANSFER,
  VM_STATE,
} from './values.ts';

const SOURCE = 'gunyah 6';
const IGNORED = { policy: 'ignore' } as const;
const TYPE = { bits: choiceBits('type', 8, MEMORY_TYPE) };
const ERROR = {
  bits: [
    {
      name: 'error',
      shift: 0,
      width: 32,
      values: Object.fromEntries(['OK' as const, ...RM_ERRORS].map((name) => [rmErrorCode(name), name])),
    },
  ],
};
const HOW = { bits: choiceBits('transfer', 8, TRANSFER) };

export const ACL_ENTRY: Layout<'vmid' | 'rights' | 'reserved'> = layout('access list entry', 4, SOURCE, {
  vmid: [0, 2, 'endpoint', 'a VM that is given access'],
  rights: [2, 1, 'bits', 'what it may do', { bits: flagBits(RIGHT) }],
  reserved: [3, 1, 'reserved', 'not looked at', IGNORED],
});

export const REGION: Layout<'base' | 'size'> = layout('region', 16, SOURCE, {
  base: [0, 8, 'address', "first byte, in the addresses of the message's sender"],
  size: [8, 8, 'opaque', 'bytes'],
});

export const ATTRIBUTE_ENTRY: Layout<'attribute' | 'vmid'> = layout('attribute entry', 4, SOURCE, {
  attribute: [0, 2, 'bits', 'how the VM maps the memory', { bits: choiceBits('attribute', 16, ATTRIBUTE) }],
  vmid: [2, 2, 'endpoint', 'a VM of the access list'],
});

export const VM_ENTRY: Layout<'vmid' | 'reserved'> = layout('VM entry', 4, SOURCE, {
  vmid: [0, 2, 'endpoint', 'a VM that is told'],
  reserved: [2, 2, 'reserved', 'not looked at', IGNORED],
});

export const SIZE_ENTRY: Layout<'size'> = layout('size entry', 8, SOURCE, {
  size: [0, 8, 'opaque', 'bytes of a region'],
});

export const ADDRESS_ENTRY: Layout<'base'> = layout('address entry', 8, SOURCE, {
  base: [0, 8, 'address', 'first byte'],
});

export const SEARCHED_RANGE: Layout<'base' | 'span' | 'size' | 'alignment'> = layout(
  'searched address range',
  32,
  SOURCE,
  {
    base: [0, 8, 'address', 'where the search starts'],
    span: [8, 8, 'opaque', 'bytes that are searched'],
    size: [16, 8, 'opaque', 'bytes wanted'],
    alignment: [24, 8, 'opaque', 'of the first byte'],
  },
);

/** What stands before the entries of every list. */
export const LIST: Layout<'count' | 'reserved'> = layout('list', 4, SOURCE, {
  count: [0, 2, 'count', 'entries that follow'],
  reserved: [2, 2, 'reserved', 'not looked at', IGNORED],
});

/** What stands before the regions of ACCEPT. */
export const PLACED_LIST: Layout<'count' | 'mapVmid'> = layout('list of places', 4, SOURCE, {
  count: [0, 2, 'count', 'entries that follow'],
  mapVmid: [2, 2, 'endpoint', 'for whom the memory is mapped: 0, the caller'],
});

export const CREATE: Layout<'type' | 'reserved1' | 'flags' | 'reserved3' | 'label'> = layout(
  'DONATE, LEND or SHARE',
  8,
  SOURCE,
  {
    type: [0, 1, 'bits', 'what kind of memory it is', TYPE],
    reserved1: [1, 1, 'reserved', 'not looked at', IGNORED],
    flags: [2, 1, 'bits', 'clear it first; more regions follow', { bits: flagBits(CREATE_FLAG) }],
    reserved3: [3, 1, 'reserved', 'not looked at', IGNORED],
    label: [4, 4, 'tag', 'tells the receivers what the memory is for'],
  },
);

export const APPEND: Layout<'handle' | 'flags' | 'reserved'> = layout('APPEND', 8, SOURCE, {
  handle: [0, 4, 'handle', 'the parcel'],
  flags: [4, 1, 'bits', 'whether these regions are the last', { bits: flagBits(APPEND_FLAG) }],
  reserved: [5, 3, 'reserved', 'not looked at', IGNORED],
});

export const ACCEPT: Layout<'handle' | 'type' | 'transfer' | 'flags' | 'reserved' | 'label'> = layout(
  'ACCEPT',
  12,
  SOURCE,
  {
    handle: [0, 4, 'handle', 'the parcel'],
    type: [4, 1, 'bits', 'what kind of memory it is', TYPE],
    transfer: [5, 1, 'bits', 'how it was passed on', HOW],
    flags: [
      6,
      1,
      'bits',
      'what is validated, how it is mapped, whether this is all',
      { bits: flagBits(ACCEPT_FLAG) },
    ],
    reserved: [7, 1, 'reserved', 'not looked at', IGNORED],
    label: [8, 4, 'tag', 'the label it should have'],
  },
);

export const RETURN: Layout<'handle' | 'flags' | 'reserved'> = layout('RELEASE or RECLAIM', 8, SOURCE, {
  handle: [0, 4, 'handle', 'the parcel'],
  flags: [
    4,
    1,
    'bits',
    'whether it is cleared before the owner has it back',
    { bits: flagBits(RETURN_FLAG) },
  ],
  reserved: [5, 3, 'reserved', 'not looked at', IGNORED],
});

export const NOTIFY: Layout<'handle' | 'flags' | 'reserved' | 'tag'> = layout('NOTIFY', 12, SOURCE, {
  handle: [0, 4, 'handle', 'the parcel'],
  flags: [4, 1, 'bits', 'what is told: one of these', { bits: flagBits(NOTIFY_FLAG) }],
  reserved: [5, 3, 'reserved', 'not looked at', IGNORED],
  tag: [8, 4, 'tag', 'chosen by the owner with the first SHARED, repeated ever after'],
});

export const LOOKUP: Layout<'type' | 'reserved' | 'label'> = layout('LOOKUP_SGL', 8, SOURCE, {
  type: [0, 1, 'bits', 'what kind of memory it is', TYPE],
  reserved: [1, 3, 'reserved', 'not looked at', IGNORED],
  label: [4, 4, 'tag', 'what the parcel is called from now on, if it has no label'],
});

/** The start of every reply, and all of a standard one. Data follows only when the error is OK. */
export const REPLY: Layout<'error'> = layout('reply', 4, SOURCE, {
  error: [0, 4, 'bits', 'what became of the request', ERROR],
});

export const HANDLE_REPLY: Layout<'error' | 'handle'> = layout('reply with a handle', 8, SOURCE, {
  error: [0, 4, 'bits', 'what became of the request', ERROR],
  handle: [4, 4, 'handle', 'the parcel'],
});

export const PLACED_REPLY: Layout<'error' | 'count' | 'flags' | 'reserved'> = layout(
  'reply with places',
  8,
  SOURCE,
  {
    error: [0, 4, 'bits', 'what became of the request', ERROR],
    count: [4, 2, 'count', 'regions that follow'],
    flags: [6, 1, 'bits', 'whether more regions remain to be placed', { bits: flagBits(ACCEPTED_FLAG) }],
    reserved: [7, 1, 'reserved', 'zero', IGNORED],
  },
);

export const MEM_SHARED: Layout<
  'handle' | 'type' | 'transfer' | 'flags' | 'reserved7' | 'owner' | 'reserved10' | 'label' | 'tag'
> = layout('MEM_SHARED', 20, SOURCE, {
  handle: [0, 4, 'handle', 'the parcel'],
  type: [4, 1, 'bits', 'what kind of memory it is', TYPE],
  transfer: [5, 1, 'bits', 'how it was passed on', HOW],
  flags: [6, 1, 'bits', 'whether it was cleared', { bits: [{ name: 'SANITIZED', shift: 0, width: 1 }] }],
  reserved7: [7, 1, 'reserved', 'zero', IGNORED],
  owner: [8, 2, 'endpoint', 'whose memory it is'],
  reserved10: [10, 2, 'reserved', 'zero', IGNORED],
  label: [12, 4, 'tag', 'what it is for'],
  tag: [16, 4, 'tag', 'to be repeated in what is told of the parcel'],
});

/** MEM_ACCEPTED and MEM_RELEASED. */
export const MEM_TAKEN: Layout<'handle' | 'vmid' | 'reserved' | 'tag'> = layout(
  'MEM_ACCEPTED or MEM_RELEASED',
  12,
  SOURCE,
  {
    handle: [0, 4, 'handle', 'the parcel'],
    vmid: [4, 2, 'endpoint', 'who accepted or released it'],
    reserved: [6, 2, 'reserved', 'zero', IGNORED],
    tag: [8, 4, 'tag', 'as the owner chose it'],
  },
);

export const MEM_RECALL: Layout<'handle' | 'tag'> = layout('MEM_RECALL', 8, SOURCE, {
  handle: [0, 4, 'handle', 'the parcel'],
  tag: [4, 4, 'tag', 'as the owner chose it'],
});

/** Requests that name a VM and nothing else. */
export const VM: Layout<'vmid' | 'reserved'> = layout('VM request', 4, SOURCE, {
  vmid: [0, 2, 'endpoint', 'the VM'],
  reserved: [2, 2, 'reserved', 'not looked at', IGNORED],
});

export const VM_REPLY: Layout<'error' | 'vmid'> = layout('reply with a VM', 8, SOURCE, {
  error: [0, 4, 'bits', 'what became of the request', ERROR],
  vmid: [4, 4, 'endpoint', 'the VM'],
});

export const VM_STOP: Layout<'vmid' | 'flags' | 'reserved' | 'reason'> = layout('VM_STOP', 8, SOURCE, {
  vmid: [0, 2, 'endpoint', 'the VM'],
  flags: [2, 1, 'bits', 'whether it is asked', { bits: flagBits(STOP_FLAG) }],
  reserved: [3, 1, 'reserved', 'not looked at', IGNORED],
  reason: [4, 4, 'number', 'told to the VM'],
});

export const VM_CONFIG_IMAGE: Layout<
  'vmid' | 'authentication' | 'handle' | 'imageOffset' | 'imageSize' | 'treeOffset' | 'treeSize'
> = layout('VM_CONFIG_IMAGE', 40, SOURCE, {
  vmid: [0, 2, 'endpoint', 'the VM'],
  authentication: [2, 2, 'number', 'how the image is authenticated'],
  handle: [4, 4, 'handle', 'the parcel that holds the image'],
  imageOffset: [8, 8, 'opaque', 'of the image in the parcel'],
  imageSize: [16, 8, 'opaque', 'bytes of the image'],
  treeOffset: [24, 8, 'opaque', 'of the device tree in the parcel'],
  treeSize: [32, 8, 'opaque', 'bytes of the device tree'],
});

export const VM_SET_FIRMWARE_MEM: Layout<'vmid' | 'reserved' | 'handle' | 'offset' | 'size'> = layout(
  'VM_SET_FIRMWARE_MEM',
  24,
  SOURCE,
  {
    vmid: [0, 2, 'endpoint', 'the VM'],
    reserved: [2, 2, 'reserved', 'not looked at', IGNORED],
    handle: [4, 4, 'handle', 'the parcel that holds the firmware'],
    offset: [8, 8, 'opaque', 'of the firmware in the parcel'],
    size: [16, 8, 'opaque', 'bytes of the firmware'],
  },
);

export const VM_STATUS: Layout<'vmid' | 'reserved' | 'state' | 'osState' | 'appState'> = layout(
  'VM_STATUS',
  8,
  SOURCE,
  {
    vmid: [0, 2, 'endpoint', 'the VM'],
    reserved: [2, 2, 'reserved', 'zero', IGNORED],
    state: [4, 1, 'bits', 'what the VM is doing', { bits: choiceBits('state', 8, VM_STATE) }],
    osState: [5, 1, 'number', 'as the VM says'],
    appState: [6, 2, 'number', 'as the VM says'],
  },
);

export const VM_EXITED: Layout<'vmid' | 'exitType' | 'reasonLength'> = layout('VM_EXITED', 8, SOURCE, {
  vmid: [0, 2, 'endpoint', 'the VM'],
  exitType: [2, 2, 'number', 'why it ended'],
  reasonLength: [4, 4, 'bytes-length', 'bytes of the reason that follow'],
});

export const IPA_RESERVE: Layout<'kind' | 'reserved1' | 'reserved2' | 'constraints' | 'platformConstraints'> =
  layout('VM_HOST_IPA_RESERVE', 16, SOURCE, {
    kind: [
      0,
      1,
      'bits',
      'the ranges are given, or searched for',
      { bits: choiceBits('kind', 8, RANGE_KIND) },
    ],
    reserved1: [1, 1, 'reserved', 'not looked at', IGNORED],
    reserved2: [2, 2, 'reserved', 'not looked at', IGNORED],
    constraints: [4, 4, 'opaque', 'which memory the ranges are for'],
    platformConstraints: [8, 8, 'opaque', 'which memory of this platform they are for'],
  });

export const IPA_REPLY: Layout<'error' | 'count'> = layout('reply with address ranges', 8, SOURCE, {
  error: [0, 4, 'bits', 'what became of the request', ERROR],
  count: [4, 4, 'count', 'addresses that follow'],
});
