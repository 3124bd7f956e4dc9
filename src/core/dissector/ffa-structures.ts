/** The structures of FF-A, and of the packets that its calls are written in. */

import { hexText } from '../abi/hex.ts';
import {
  ACCESS_16,
  ACCESS_32,
  ADDRESS_MAP,
  COMPOSITE,
  CONSTITUENT,
  HEADER_1_0,
  HEADER_1_1,
  layoutsOf,
  MESSAGE_1_1,
  MESSAGE_1_2,
  PARTITION_INFO_8,
  PARTITION_INFO_24,
  PARTITION_INFO_48,
  RELINQUISH,
  RELINQUISH_ENDPOINT,
  RESOURCE_HEADER,
  RXTX_ENDPOINT_1_0,
  RXTX_ENDPOINT_1_1,
} from '../abi/layouts.ts';
import { SUPPORTED_VERSIONS } from '../abi/versions.ts';
import { BROKEN_BYTES, BROKEN_REGISTER, BUFFER, CHANGE, FAULT, PACKET } from '../trace/packet-layout.ts';
import type { LuaValue } from './lua.ts';
import type { Structure } from './structures.ts';

const ROOT = { name: 'ffa', everywhere: new Set(['handle']) };

const STRUCTURES: readonly Omit<Structure, 'root'>[] = [
  { key: 'packet', group: '', layouts: [PACKET] },
  { key: 'brokenBytes', group: 'broken', layouts: [BROKEN_BYTES] },
  { key: 'brokenRegister', group: 'broken', layouts: [BROKEN_REGISTER] },
  { key: 'fault', group: 'fault', layouts: [FAULT] },
  { key: 'change', group: 'change', layouts: [CHANGE] },
  { key: 'buffer', group: 'buffer', layouts: [BUFFER] },
  { key: 'transaction', group: 'transaction', layouts: [HEADER_1_0, HEADER_1_1] },
  { key: 'receiver', group: 'receiver', layouts: [ACCESS_16, ACCESS_32], headline: ['endpoint'] },
  { key: 'composite', group: 'composite', layouts: [COMPOSITE] },
  { key: 'constituent', group: 'constituent', layouts: [CONSTITUENT], headline: ['address', 'pages'] },
  { key: 'relinquish', group: 'relinquish', layouts: [RELINQUISH] },
  { key: 'leaver', group: 'relinquish', layouts: [RELINQUISH_ENDPOINT], headline: ['endpoint'] },
  {
    key: 'partition_info',
    group: 'partition_info',
    layouts: [PARTITION_INFO_8, PARTITION_INFO_24, PARTITION_INFO_48],
    headline: ['endpoint'],
  },
  { key: 'message', group: 'message', layouts: [MESSAGE_1_1, MESSAGE_1_2] },
  { key: 'rxtx', group: 'rxtx', layouts: [RXTX_ENDPOINT_1_0, RXTX_ENDPOINT_1_1] },
  { key: 'resource_info', group: 'resource_info', layouts: [RESOURCE_HEADER] },
  {
    key: 'reached',
    group: 'reached',
    layouts: [ADDRESS_MAP],
    headline: ['address', 'pages', 'endpoint'],
  },
];

/** Every structure that packets of FF-A hold. */
export const FFA_STRUCTURES: readonly Structure[] = STRUCTURES.map((structure) => ({
  root: ROOT,
  ...structure,
}));

/** Which layout of a group a version writes, by its size. */
export function versionTable(): LuaValue {
  return SUPPORTED_VERSIONS.map((version) => {
    const { header, access, partitionInfo, message, rxtxEndpoint } = layoutsOf(version);
    return {
      version: { lua: hexText(version) },
      transaction: header.size,
      receiver: access.size,
      partition_info: partitionInfo.size,
      message: message?.size,
      rxtx: rxtxEndpoint.size,
    };
  });
}
