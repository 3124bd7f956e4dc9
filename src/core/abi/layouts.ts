/**
 * The structures of the wire, one table each: FF-A 1.0 to 1.3.
 *
 * Offsets are bytes from the start of the structure; all numbers are little-endian.
 */

import {
  ACCESS_FLAG_BITS,
  ATTRIBUTE_BITS,
  BOOT_FLAG_BITS,
  BOOT_TYPE_BITS,
  FLAG_BITS,
  PERMISSION_BITS,
  PROPERTY_BITS,
  REACH_BITS,
  REACH_FLAG_BITS,
} from './bits.ts';
import { type Layout, layout } from './fields.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from './versions.ts';

/** Names of the transaction header's fields that both layouts have. */
export type HeaderField = 'sender' | 'attributes' | 'flags' | 'handle' | 'tag' | 'accessCount';

export const HEADER_1_0: Layout<HeaderField | 'reserved3' | 'reserved24'> = layout(
  'transaction header, FF-A 1.0',
  32,
  'ffa-hafnium 2.2',
  {
    sender: [0, 2, 'endpoint', 'who sends the memory'],
    attributes: [2, 1, 'bits', 'type, cacheability and shareability of the memory', { bits: ATTRIBUTE_BITS }],
    reserved3: [3, 1, 'reserved', 'must be zero', { policy: 'refuse' }],
    flags: [4, 4, 'bits', 'what the transaction asks for', { bits: FLAG_BITS }],
    handle: [8, 8, 'handle', 'not looked at in a send; names the transaction elsewhere'],
    tag: [16, 8, 'tag', 'chosen by the sender, repeated by every retriever'],
    reserved24: [24, 4, 'reserved', 'must be zero', { policy: 'refuse' }],
    accessCount: [28, 4, 'count', 'how many endpoint access descriptors follow'],
  },
);

export const HEADER_1_1: Layout<HeaderField | 'accessSize' | 'accessOffset' | 'reserved36'> = layout(
  'transaction header, FF-A 1.1 and later',
  48,
  'ffa-hafnium 2.1',
  {
    sender: [0, 2, 'endpoint', 'who sends the memory'],
    attributes: [2, 2, 'bits', 'type, cacheability and shareability of the memory', { bits: ATTRIBUTE_BITS }],
    flags: [4, 4, 'bits', 'what the transaction asks for', { bits: FLAG_BITS }],
    handle: [8, 8, 'handle', 'not looked at in a send; names the transaction elsewhere'],
    tag: [16, 8, 'tag', 'chosen by the sender, repeated by every retriever'],
    accessSize: [24, 4, 'bytes-length', 'bytes of one endpoint access descriptor: 16, or 32 since FF-A 1.2'],
    accessCount: [28, 4, 'count', 'how many endpoint access descriptors there are'],
    accessOffset: [32, 4, 'offset', 'where the first one starts, a multiple of 16'],
    reserved36: [36, 12, 'reserved', 'must be zero', { policy: 'refuse' }],
  },
);

/** Names of the endpoint access descriptor's fields that both layouts have. */
export type AccessField = 'endpoint' | 'permissions' | 'flags' | 'compositeOffset' | 'reserved';

export const ACCESS_16: Layout<AccessField> = layout(
  'endpoint access descriptor, FF-A 1.0 and 1.1',
  16,
  'ffa-hafnium 2.3',
  {
    endpoint: [0, 2, 'endpoint', 'who may retrieve'],
    permissions: [2, 1, 'bits', 'data and instruction access', { bits: PERMISSION_BITS }],
    flags: [3, 1, 'bits', 'carried to the receiver', { bits: ACCESS_FLAG_BITS }],
    compositeOffset: [
      4,
      4,
      'offset',
      'where the composite starts, from the start of the transaction; 0 in a request',
    ],
    reserved: [8, 8, 'reserved', 'must be zero', { policy: 'refuse' }],
  },
);

export const ACCESS_32: Layout<AccessField | 'impdef0' | 'impdef1'> = layout(
  'endpoint access descriptor, FF-A 1.2 and later',
  32,
  'ffa-hafnium 2.3',
  {
    endpoint: [0, 2, 'endpoint', 'who may retrieve'],
    permissions: [2, 1, 'bits', 'data and instruction access', { bits: PERMISSION_BITS }],
    flags: [3, 1, 'bits', 'carried to the receiver', { bits: ACCESS_FLAG_BITS }],
    compositeOffset: [
      4,
      4,
      'offset',
      'where the composite starts, from the start of the transaction; 0 in a request',
    ],
    impdef0: [8, 8, 'opaque', 'implementation-defined; a retriever repeats it'],
    impdef1: [16, 8, 'opaque', 'implementation-defined; a retriever repeats it'],
    reserved: [24, 8, 'reserved', 'must be zero', { policy: 'refuse' }],
  },
);

export const COMPOSITE: Layout<'totalPages' | 'constituentCount' | 'reserved'> = layout(
  'composite memory region',
  16,
  'ffa-hafnium 2.4',
  {
    totalPages: [0, 4, 'pages', 'sum of the page counts of all constituents, in 4 KiB pages'],
    constituentCount: [4, 4, 'count', 'how many constituents follow'],
    reserved: [8, 8, 'reserved', 'must be zero', { policy: 'refuse' }],
  },
);

export const CONSTITUENT: Layout<'address' | 'pages' | 'reserved'> = layout(
  'constituent memory region',
  16,
  'ffa-hafnium 2.4',
  {
    address: [0, 8, 'address', 'first byte, aligned to 4 KiB'],
    pages: [8, 4, 'pages', 'length in 4 KiB pages'],
    reserved: [12, 4, 'reserved', 'not looked at', { policy: 'ignore' }],
  },
);

/** The fixed part; `endpointCount` endpoint ids of two bytes each follow. */
export const RELINQUISH: Layout<'handle' | 'flags' | 'endpointCount'> = layout(
  'relinquish descriptor',
  16,
  'ffa-hafnium 2.4',
  {
    handle: [0, 8, 'handle', 'the transaction to leave'],
    flags: [8, 4, 'bits', 'bit 0: clear the memory', { bits: FLAG_BITS }],
    endpointCount: [12, 4, 'count', 'how many endpoint ids follow; always 1'],
  },
);

/** One of the endpoint ids behind a relinquish descriptor. */
export const RELINQUISH_ENDPOINT: Layout<'endpoint'> = layout(
  'endpoint id of a relinquish descriptor',
  2,
  'ffa-hafnium 2.4',
  { endpoint: [0, 2, 'endpoint', 'who leaves the transaction'] },
);

/** Bytes of one endpoint id behind a relinquish descriptor. */
export const RELINQUISH_ENDPOINT_SIZE: number = RELINQUISH_ENDPOINT.size;

export const PARTITION_INFO_8: Layout<'endpoint' | 'contexts' | 'properties'> = layout(
  'partition information, FF-A 1.0',
  8,
  'ffa-hafnium 1.5',
  {
    endpoint: [0, 2, 'endpoint', 'the partition'],
    contexts: [2, 2, 'count', 'execution contexts it has'],
    properties: [4, 4, 'bits', 'what it can do', { bits: PROPERTY_BITS }],
  },
);

export const PARTITION_INFO_24: Layout<'endpoint' | 'contexts' | 'properties' | 'uuid'> = layout(
  'partition information, FF-A 1.1 and 1.2',
  24,
  'ffa-hafnium 1.5',
  {
    endpoint: [0, 2, 'endpoint', 'the partition'],
    contexts: [2, 2, 'count', 'execution contexts it has'],
    properties: [4, 4, 'bits', 'what it can do', { bits: PROPERTY_BITS }],
    uuid: [8, 16, 'uuid', 'protocol it speaks; zero when the question named it'],
  },
);

export const PARTITION_INFO_48: Layout<
  'endpoint' | 'contexts' | 'properties' | 'uuid' | 'imageUuid' | 'version' | 'reserved'
> = layout('partition information, FF-A 1.3', 48, 'ffa-hafnium 1.5', {
  endpoint: [0, 2, 'endpoint', 'the partition'],
  contexts: [2, 2, 'count', 'execution contexts it has'],
  properties: [4, 4, 'bits', 'what it can do', { bits: PROPERTY_BITS }],
  uuid: [8, 16, 'uuid', 'protocol it speaks; zero when the question named it'],
  imageUuid: [24, 16, 'uuid', 'the image'],
  version: [40, 4, 'version', 'FF-A version of the partition'],
  reserved: [44, 4, 'reserved', 'not looked at', { policy: 'ignore' }],
});

/** Names of the message header's fields that both layouts have. */
export type MessageField = 'flags' | 'reserved4' | 'offset' | 'receiver' | 'sender' | 'size';

export const MESSAGE_1_1: Layout<MessageField> = layout(
  'indirect message header, FF-A 1.1',
  20,
  'ffa-hafnium 1.7',
  {
    flags: [0, 4, 'reserved', 'must be zero', { policy: 'refuse' }],
    reserved4: [4, 4, 'reserved', 'not looked at', { policy: 'ignore' }],
    offset: [8, 4, 'offset', 'where the payload starts'],
    receiver: [12, 2, 'endpoint', 'who gets the message'],
    sender: [14, 2, 'endpoint', 'who sends it'],
    size: [16, 4, 'bytes-length', 'bytes of payload'],
  },
);

export const MESSAGE_1_2: Layout<MessageField | 'reserved20' | 'uuid'> = layout(
  'indirect message header, FF-A 1.2 and later',
  40,
  'ffa-hafnium 1.7',
  {
    flags: [0, 4, 'reserved', 'must be zero', { policy: 'refuse' }],
    reserved4: [4, 4, 'reserved', 'not looked at', { policy: 'ignore' }],
    offset: [8, 4, 'offset', 'where the payload starts'],
    receiver: [12, 2, 'endpoint', 'who gets the message'],
    sender: [14, 2, 'endpoint', 'who sends it'],
    size: [16, 4, 'bytes-length', 'bytes of payload'],
    reserved20: [20, 4, 'reserved', 'not looked at', { policy: 'ignore' }],
    uuid: [24, 16, 'uuid', 'the service addressed, or nil'],
  },
);

export const RXTX_ENDPOINT_1_0: Layout<'endpoint' | 'reserved2' | 'rxOffset' | 'txOffset'> = layout(
  'RX/TX endpoint descriptor, FF-A 1.0',
  12,
  'ffa-hafnium 1.6, xen-mediator 8',
  {
    endpoint: [0, 2, 'endpoint', 'whose buffers are mapped'],
    reserved2: [2, 2, 'reserved', 'must be zero', { policy: 'refuse' }],
    rxOffset: [4, 4, 'offset', 'composite of the RX buffer'],
    txOffset: [8, 4, 'offset', 'composite of the TX buffer'],
  },
);

export const RXTX_ENDPOINT_1_1: Layout<'endpoint' | 'reserved2' | 'rxOffset' | 'txOffset' | 'reserved12'> =
  layout('RX/TX endpoint descriptor, FF-A 1.1 and later', 16, 'ffa-hafnium 1.6', {
    endpoint: [0, 2, 'endpoint', 'whose buffers are mapped'],
    reserved2: [2, 2, 'reserved', 'must be zero', { policy: 'refuse' }],
    rxOffset: [4, 4, 'offset', 'composite of the RX buffer, 8-byte aligned'],
    txOffset: [8, 4, 'offset', 'composite of the TX buffer, 8-byte aligned'],
    reserved12: [12, 4, 'reserved', 'must be zero', { policy: 'refuse' }],
  });

/** Entries of 32 bytes follow. Their names alone tell what they are. */
export const BOOT_HEADER_1_0: Layout<'magic' | 'count'> = layout(
  'boot information header, FF-A 1.0',
  8,
  'DEN0077A 1.0',
  {
    magic: [0, 4, 'name', 'tells that this is boot information of FF-A 1.0'],
    count: [4, 4, 'count', 'how many entries follow'],
  },
);

export const BOOT_ENTRY_1_0: Layout<'name' | 'contents' | 'size'> = layout(
  'boot information entry, FF-A 1.0',
  32,
  'DEN0077A 1.0',
  {
    name: [0, 16, 'name', 'what it is'],
    contents: [16, 8, 'address', 'where it lies'],
    size: [24, 8, 'bytes-length', 'bytes of it'],
  },
);

export const BOOT_HEADER_1_1: Layout<
  'signature' | 'version' | 'blobSize' | 'entrySize' | 'count' | 'entryOffset' | 'reserved'
> = layout('boot information header, FF-A 1.1 and later', 32, 'ffa-hafnium 5.3', {
  signature: [0, 4, 'opaque', 'tells that this is boot information'],
  version: [4, 4, 'version', 'FF-A version whose layout this is'],
  blobSize: [8, 4, 'bytes-length', 'bytes of header, entries and what they point to'],
  entrySize: [12, 4, 'bytes-length', 'bytes of one entry'],
  count: [16, 4, 'count', 'how many entries there are'],
  entryOffset: [20, 4, 'offset', 'where the first one starts'],
  reserved: [24, 8, 'reserved', 'must be zero', { policy: 'refuse' }],
});

/** Names of the fields that an entry has since FF-A 1.1. */
export type BootEntryField = 'name' | 'type' | 'reserved17' | 'flags' | 'size' | 'contents';

function bootEntry(name: string, named: 'name' | 'uuid'): Layout<BootEntryField> {
  return layout(name, 32, 'ffa-hafnium 5.3', {
    name: [0, 16, named, 'tells entries of one type apart'],
    type: [16, 1, 'bits', 'what it is', { bits: BOOT_TYPE_BITS }],
    reserved17: [17, 1, 'reserved', 'must be zero', { policy: 'refuse' }],
    flags: [18, 2, 'bits', 'how to read name and contents', { bits: BOOT_FLAG_BITS }],
    size: [20, 4, 'bytes-length', 'bytes of it'],
    contents: [24, 8, 'address', 'where it lies, or the value itself'],
  });
}

export const BOOT_ENTRY_1_1: Layout<BootEntryField> = bootEntry(
  'boot information entry, FF-A 1.1 and later',
  'name',
);

/** The same with a UUID for a name, as its flags say. */
export const BOOT_ENTRY_1_1_UUID: Layout<BootEntryField> = bootEntry(
  'boot information entry named by a UUID, FF-A 1.1 and later',
  'uuid',
);

/** In front of the first address map descriptor that FFA_NS_RES_INFO_GET lists. */
export const RESOURCE_HEADER: Layout<'descriptorSize' | 'count' | 'offset' | 'reserved'> = layout(
  'resource information header, FF-A 1.3',
  16,
  'ffa-hafnium 1.11',
  {
    descriptorSize: [0, 4, 'bytes-length', 'bytes of one address map descriptor'],
    count: [4, 4, 'count', 'how many there are in all calls together'],
    offset: [8, 4, 'offset', 'where the first one starts'],
    reserved: [12, 4, 'reserved', 'not looked at', { policy: 'ignore' }],
  },
);

export const ADDRESS_MAP: Layout<'address' | 'pages' | 'permissions' | 'endpoint' | 'flags'> = layout(
  'address map descriptor, FF-A 1.3',
  16,
  'ffa-hafnium 1.11',
  {
    address: [0, 8, 'address', 'first byte, a physical address'],
    pages: [8, 4, 'pages', 'length in 4 KiB pages'],
    permissions: [12, 1, 'bits', 'what the endpoint may do there', { bits: REACH_BITS }],
    endpoint: [13, 2, 'endpoint', 'who may'],
    flags: [15, 1, 'bits', 'how it is reached', { bits: REACH_FLAG_BITS }],
  },
);

/** Every layout, for documentation and for tests that must not forget one. */
export const LAYOUTS: readonly Layout[] = [
  HEADER_1_0,
  HEADER_1_1,
  ACCESS_16,
  ACCESS_32,
  COMPOSITE,
  CONSTITUENT,
  RELINQUISH,
  RELINQUISH_ENDPOINT,
  PARTITION_INFO_8,
  PARTITION_INFO_24,
  PARTITION_INFO_48,
  RESOURCE_HEADER,
  ADDRESS_MAP,
  MESSAGE_1_1,
  MESSAGE_1_2,
  RXTX_ENDPOINT_1_0,
  RXTX_ENDPOINT_1_1,
  BOOT_HEADER_1_0,
  BOOT_ENTRY_1_0,
  BOOT_HEADER_1_1,
  BOOT_ENTRY_1_1,
  BOOT_ENTRY_1_1_UUID,
];

/** What a version writes: the layouts a sender of that version uses and a receiver of that version gets. */
export interface VersionLayouts {
  readonly version: number;
  readonly header: Layout<HeaderField>;
  readonly access: Layout<AccessField>;
  /** Descriptor sizes the version may state in `accessSize`. */
  readonly accessSizes: readonly number[];
  readonly partitionInfo: Layout<'endpoint' | 'contexts' | 'properties'>;
  readonly message: Layout<MessageField> | undefined;
  readonly rxtxEndpoint: Layout<'endpoint' | 'rxOffset' | 'txOffset'>;
}

const LAYOUTS_1_0: VersionLayouts = {
  version: VERSION_1_0,
  header: HEADER_1_0,
  access: ACCESS_16,
  accessSizes: [16],
  partitionInfo: PARTITION_INFO_8,
  message: undefined,
  rxtxEndpoint: RXTX_ENDPOINT_1_0,
};

const LAYOUTS_1_1: VersionLayouts = {
  version: VERSION_1_1,
  header: HEADER_1_1,
  access: ACCESS_16,
  accessSizes: [16],
  partitionInfo: PARTITION_INFO_24,
  message: MESSAGE_1_1,
  rxtxEndpoint: RXTX_ENDPOINT_1_1,
};

const LAYOUTS_1_2: VersionLayouts = {
  version: VERSION_1_2,
  header: HEADER_1_1,
  access: ACCESS_32,
  accessSizes: [16, 32],
  partitionInfo: PARTITION_INFO_24,
  message: MESSAGE_1_2,
  rxtxEndpoint: RXTX_ENDPOINT_1_1,
};

const LAYOUTS_1_3: VersionLayouts = {
  ...LAYOUTS_1_2,
  version: VERSION_1_3,
  partitionInfo: PARTITION_INFO_48,
};

/** The layouts of a version. Versions above 1.3 write what 1.3 writes. */
export function layoutsOf(version: number): VersionLayouts {
  if (version >= VERSION_1_3) return LAYOUTS_1_3;
  if (version === VERSION_1_2) return LAYOUTS_1_2;
  return version === VERSION_1_1 ? LAYOUTS_1_1 : LAYOUTS_1_0;
}

/** The layout of an endpoint access descriptor of a stated size. */
export function accessLayout(size: number): Layout<AccessField> {
  return size >= ACCESS_32.size ? ACCESS_32 : ACCESS_16;
}

/** The layout of what is known of a partition description of a stated size of at least 8 bytes. */
export function partitionInfoLayout(size: number): Layout<'endpoint' | 'contexts' | 'properties'> {
  if (size >= PARTITION_INFO_48.size) return PARTITION_INFO_48;
  return size >= PARTITION_INFO_24.size ? PARTITION_INFO_24 : PARTITION_INFO_8;
}
