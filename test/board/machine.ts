import { PROPERTY_DIRECT_RECEIVE, PROPERTY_DIRECT_SEND } from '../../src/core/abi/bits.ts';
import { NIL_UUID } from '../../src/core/abi/uuid.ts';
import { VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { MachineSpec, PartitionSpec } from '../../src/core/board/machine.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { SPEC } from '../../src/core/rules/profile.ts';

const PLAIN: Omit<PartitionSpec, 'name' | 'id' | 'level' | 'memory'> = {
  version: VERSION_1_2,
  properties: PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND,
  uuids: [NIL_UUID],
  contexts: 1,
  bootOrder: 0,
};

export const OS_MEMORY = 0x4000_0000;
export const OS_BUFFERS = { tx: 0x4000_0000, rx: 0x4000_1000, pages: 1 } as const;
export const VAULT = 0x8001;
export const VAULT_MEMORY = 0xe00_0000;
export const VAULT_BUFFERS = { tx: 0xe00_0000, rx: 0xe00_1000, pages: 1 } as const;
/** The vault sees its own memory here, and borrows from 0x9000_0000 on: its addresses are not physical ones. */
export const HIDDEN = 0x8002;
export const HIDDEN_BUFFERS = { tx: 0x1000, rx: 0x2000, pages: 1 } as const;
export const HIDDEN_BORROWING = 0x9000_0000;

/** An OS of the normal world, a secure partition with physical addresses and one with addresses of its own. */
export const MACHINE: MachineSpec = {
  profile: SPEC,
  limits: {},
  memory: [
    { name: 'dram', base: OS_MEMORY, pages: 64, secure: false, device: false },
    { name: 'secure', base: VAULT_MEMORY, pages: 32, secure: true, device: false },
  ],
  partitions: [
    {
      ...PLAIN,
      name: 'os',
      id: 0,
      level: 'NS-EL2',
      contexts: 2,
      memory: [{ at: OS_MEMORY, base: OS_MEMORY, pages: 64, rights: READ | WRITE | EXECUTE }],
    },
    {
      ...PLAIN,
      name: 'vault',
      id: VAULT,
      level: 'S-EL1',
      memory: [{ at: VAULT_MEMORY, base: VAULT_MEMORY, pages: 16, rights: READ | WRITE }],
    },
    {
      ...PLAIN,
      name: 'hidden',
      id: HIDDEN,
      level: 'S-EL1',
      memory: [{ at: 0, base: VAULT_MEMORY + 0x1_0000, pages: 16, rights: READ | WRITE }],
      borrowing: { at: HIDDEN_BORROWING, pages: 16 },
    },
  ],
};
