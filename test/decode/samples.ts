/** Legal bytes of each kind, which tests spoil one way at a time. */

import {
  ATTRIBUTES_NORMAL,
  BOOT_FDT,
  DATA_RW,
  FLAG_TYPE_DONATE,
  FLAG_TYPE_LEND,
  FLAG_TYPE_SHARE,
  INSTRUCTION_NX,
} from '../../src/core/abi/bits.ts';
import { bootBlob } from '../../src/core/abi/boot-blob.ts';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { encodeMessageHeader } from '../../src/core/abi/message-header.ts';
import { encodePartitionInfo } from '../../src/core/abi/partition-info.ts';
import { encodeRelinquish } from '../../src/core/abi/relinquish.ts';
import { encodeRxTxEndpoint } from '../../src/core/abi/rxtx-endpoint.ts';
import type { Composite, Receiver } from '../../src/core/abi/transaction.ts';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { hex, ONE_PAGE, scatteredPages } from '../abi/support.ts';

/** A receiver with 16 bytes of access descriptor. */
function receiver(endpoint: number, permissions: number): Receiver {
  return { endpoint, permissions, flags: 0, impdef: [0n, 0n] };
}

/** A send of FF-A 1.1 from 0 to secure endpoints. */
function send(attributes: number, permissions: number, receivers: number, composite: Composite): Uint8Array {
  const list = Array.from({ length: receivers }, (_, index) => receiver(0x8001 + index, permissions));
  return encodeTransaction({ ...ONE_PAGE, attributes, receivers: list, composite }, VERSION_1_1);
}

/** Access descriptors at 48, one after the other; then the composite, then its constituents. */
export const SHARE = send(ATTRIBUTES_NORMAL, DATA_RW, 1, scatteredPages(2));
export const SHARE_TO_TWO = send(ATTRIBUTES_NORMAL, DATA_RW, 2, scatteredPages(1));
export const SHARE_TO_32 = send(ATTRIBUTES_NORMAL, DATA_RW, 32, scatteredPages(1));
export const SHARE_TO_33 = send(ATTRIBUTES_NORMAL, DATA_RW, 33, scatteredPages(1));
export const LEND = send(0, DATA_RW, 1, scatteredPages(1));
export const DONATION = send(0, 0, 1, scatteredPages(1));
export const DONATION_TO_TWO = send(0, 0, 2, scatteredPages(1));

function request(flags: number, permissions: number, receivers = 1): Uint8Array {
  const list = Array.from({ length: receivers }, (_, index) => receiver(0x8001 + index, permissions));
  const { sender, tag } = ONE_PAGE;
  return encodeTransaction(
    { sender, tag, attributes: ATTRIBUTES_NORMAL, flags, handle: 5n, receivers: list },
    VERSION_1_1,
  );
}

export const REQUEST_SHARED = request(FLAG_TYPE_SHARE, DATA_RW);
export const REQUEST_SHARED_TO_TWO = request(FLAG_TYPE_SHARE, DATA_RW, 2);
export const REQUEST_LENT = request(FLAG_TYPE_LEND, DATA_RW | INSTRUCTION_NX);
export const REQUEST_DONATED = request(FLAG_TYPE_DONATE, DATA_RW | INSTRUCTION_NX);
export const REQUEST_OPEN = request(0, DATA_RW);

export const RESPONSE = encodeTransaction(
  { ...ONE_PAGE, flags: FLAG_TYPE_SHARE, handle: 5n, composite: scatteredPages(3) },
  VERSION_1_2,
);

export const RELINQUISH = encodeRelinquish({ handle: 5n, flags: 0, endpoints: [0x8001] });
export const RELINQUISH_TWO = encodeRelinquish({ handle: 5n, flags: 0, endpoints: [0x8001, 0x8002] });

/** The constituents of a share of three pages, without what comes before them. */
export const FRAGMENT = send(ATTRIBUTES_NORMAL, DATA_RW, 1, scatteredPages(3)).slice(80);

const PARTITION = { endpoint: 0x8001, contexts: 1, properties: 0x109 };
const UUID = parseUuid('486178e0-e7f8-11e3-bc5e-0002a5d5c51b')!;
const SECOND = { ...PARTITION, endpoint: 0x8002 };
export const PARTITIONS_8 = encodePartitionInfo([PARTITION, SECOND], 8);
export const PARTITIONS_24 = encodePartitionInfo([{ ...PARTITION, uuid: UUID }, SECOND], 24);
export const PARTITIONS_48 = encodePartitionInfo(
  [{ ...PARTITION, uuid: UUID, imageUuid: UUID, version: VERSION_1_2 }],
  48,
);

/** An indirect message of five bytes behind the shortest header of a version. */
export function message(version: number, offset: number): Uint8Array {
  const header = encodeMessageHeader({ sender: 1, receiver: 0x8001, offset, size: 5, flags: 0 }, version);
  return Uint8Array.of(...header, 1, 2, 3, 4, 5);
}

/** Buffers of so many pages for the VM 2. */
export function buffers(version: number, pages: number, endpoint = 2): Uint8Array {
  const buffer = (address: number) => ({ constituents: [{ address, pages }] });
  return encodeRxTxEndpoint({ endpoint, rx: buffer(0x4000_0000), tx: buffer(0x5000_0000) }, version);
}

/** A device tree of eight bytes for a partition that starts at 0x6480000. */
export function boot(version: number): Uint8Array {
  const contents = Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 8);
  return bootBlob([{ name: '', type: BOOT_FDT, contents }], 0x648_0000, version);
}

/** One page at 0x40100000 that 0x8001 may read, and two that the manager writes for a VM. */
export const ADDRESS_MAP = hex(`
  00 00 10 40 00 00 00 00 01 00 00 00 11 01 80 00
  00 10 00 40 00 00 00 00 02 00 00 00 33 00 80 01
`);
/** The same as the first of five: the others come with a later answer. */
export const RESOURCES = Uint8Array.of(
  ...hex('10 00 00 00 05 00 00 00 10 00 00 00 00 00 00 00'),
  ...ADDRESS_MAP,
);
