import type { Constituent } from '../../../abi/transaction.ts';
import type { MachineSpec, VmSpec } from '../../../board/machine.ts';
import { EXECUTE, READ, type Rights, WRITE } from '../../../memory/page-word.ts';
import { SPEC } from '../../../rules/profile.ts';

export const R: Rights = READ;
export const RW: Rights = READ | WRITE;
export const RX: Rights = READ | EXECUTE;
export const RWX: Rights = READ | WRITE | EXECUTE;

/** Memory of the primary VM, which sees physical addresses: some for everything, four pages that may only be read, and a device. */
export const DRAM = 0x8000_0000;
const DRAM_PAGES = 256;
export const ROM = 0x8800_0000;
export const DEVICE = 0x900_0000;
/** Memory of the peer, which sees it at PEER_OWN, and what it accepts from PLACES on. */
const PEER_DRAM = 0x8400_0000;
export const PEER_OWN = 0x1000_0000;
export const PLACES = 0x4000_0000;
/** Pages of room that a VM has for what it accepts where the resource manager chooses. */
export const ROOM = 64;

/** VM ids: of the peer, of one that runs and has nothing to do with the rest, and of a guest that is not allocated yet. */
export const PEER = 45;
export const BYSTANDER = 46;
export const GUEST = 0x80;
/** The label that the guest's device tree names. */
export const LABEL = 7;

const BORROWER: Pick<VmSpec, 'running' | 'labels' | 'memory' | 'borrowing'> = {
  running: true,
  labels: [],
  memory: [],
  borrowing: { at: PLACES, pages: ROOM },
};

/** The machine of all examples of the resource manager's rules. Nobody speaks FF-A. */
export const PARCELS: MachineSpec = {
  profile: SPEC,
  limits: {},
  memory: [
    { name: 'dram', base: DRAM, pages: DRAM_PAGES, secure: false, device: false },
    { name: 'rom', base: ROM, pages: 4, secure: false, device: false },
    { name: 'peer dram', base: PEER_DRAM, pages: 16, secure: false, device: false },
    { name: 'uart', base: DEVICE, pages: 1, secure: false, device: true },
  ],
  partitions: [],
  vms: [
    {
      name: 'hlos',
      vmid: 3,
      running: true,
      labels: [],
      memory: [
        { at: DRAM, base: DRAM, pages: DRAM_PAGES, rights: RWX },
        { at: ROM, base: ROM, pages: 4, rights: R },
        { at: DEVICE, base: DEVICE, pages: 1, rights: RW },
      ],
    },
    {
      ...BORROWER,
      name: 'peer',
      vmid: PEER,
      memory: [{ at: PEER_OWN, base: PEER_DRAM, pages: 16, rights: RWX }],
    },
    { ...BORROWER, name: 'bystander', vmid: BYSTANDER },
    { ...BORROWER, name: 'guest', vmid: GUEST, running: false, labels: [LABEL] },
  ],
};

/** A run of pages of the primary VM, counted from the start of its memory. */
export function pages(index: number, count = 1): readonly Constituent[] {
  return [{ address: DRAM + index * 0x1000, pages: count }];
}

/** The page that most examples are about, and another. */
export const PAGE: readonly Constituent[] = pages(4);
export const OTHER: readonly Constituent[] = pages(8);
/** Two pages that do not lie side by side: two regions. */
export const SCATTERED: readonly Constituent[] = [...PAGE, ...OTHER];
