import { describeMachine } from '../../src/core/board/describe-machine.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';

export const OS_MEMORY = 0x4000_0000;
export const OS_BUFFERS = { tx: 0x4000_0000, rx: 0x4000_1000, pages: 1 } as const;
export const VAULT = 0x8001;
export const VAULT_MEMORY = 0xe00_0000;
export const VAULT_BUFFERS = { tx: 0xe00_0000, rx: 0xe00_1000, pages: 1 } as const;
/** The hidden partition sees its own memory at 0, and borrows from 0x9000_0000 on. */
export const HIDDEN = 0x8002;
export const HIDDEN_BUFFERS = { tx: 0x1000, rx: 0x2000, pages: 1 } as const;
export const HIDDEN_BORROWING = 0x9000_0000;

/** An OS of the normal world, a secure partition with physical addresses and one with addresses of its own. */
export const MACHINE: MachineSpec = describeMachine({
  memory: [
    { name: 'dram', base: OS_MEMORY, pages: 64 },
    { name: 'secure', base: VAULT_MEMORY, pages: 32, secure: true },
  ],
  partitions: [
    { name: 'os', id: 0, contexts: 2, memory: [{ base: OS_MEMORY, pages: 64 }] },
    { name: 'vault', id: VAULT, memory: [{ base: VAULT_MEMORY, pages: 16 }] },
    {
      name: 'hidden',
      id: HIDDEN,
      memory: [{ at: 0, base: VAULT_MEMORY + 0x1_0000, pages: 16 }],
      borrowing: { at: HIDDEN_BORROWING, pages: 16 },
    },
  ],
});
