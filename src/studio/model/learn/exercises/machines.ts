/** Machines of exercises, without steps. */

/** An OS and two secure partitions. */
export const PAIR: string = pairOf('1.2');

/** The same with an OS of another version. */
export function pairOf(version: string): string {
  return `memory:
  dram: { base: 0x40000000, size: 16M }
  secure: { base: 0x0e000000, size: 2M, secure: true }
partitions:
  linux:
    id: 0
    version: ${version}
    memory: [{ base: 0x40000000, size: 16M }]
    buffers: { tx: 0x40000000, rx: 0x40001000 }
  vault:
    id: 0x8001
    version: 1.2
    memory: [{ base: 0x0e000000, size: 1M }]
    buffers: { tx: 0x0e000000, rx: 0x0e001000 }
  notary:
    id: 0x8002
    version: 1.1
    memory: [{ base: 0x0e100000, size: 1M }]
    buffers: { tx: 0x0e100000, rx: 0x0e101000 }
`;
}

/** Everybody negotiates a version and maps buffers. */
export const START = `- { by: linux, do: start }
- { by: vault, do: start }
- { by: notary, do: start }
`;

/** A guest of a hypervisor that mediates as Xen does. The guest sees its memory from 0 on. */
export const XEN_GUEST = `mediator: { profile: xen }
memory:
  dram: { base: 0x40000000, size: 16M }
  secure: { base: 0x0e000000, size: 2M, secure: true }
partitions:
  hypervisor:
    id: 0
    memory: [{ base: 0x40000000, size: 64K }]
    buffers: { tx: 0x40000000, rx: 0x40001000 }
  guest:
    id: 1
    memory: [{ base: 0x40800000, at: 0, size: 1M }]
    buffers: { tx: 0, rx: 0x1000 }
  vault:
    id: 0x8001
    memory: [{ base: 0x0e000000, size: 1M }]
    buffers: { tx: 0x0e000000, rx: 0x0e001000 }
  notary:
    id: 0x8002
    memory: [{ base: 0x0e100000, size: 1M }]
    buffers: { tx: 0x0e100000, rx: 0x0e101000 }
`;

/** Two VMs of Gunyah. The second finds what it accepts from 0x40000000 on. */
export const VMS = `memory:
  dram: { base: 0x80000000, size: 16M }
partitions: {}
vms:
  hlos:
    vmid: 3
    memory: [{ base: 0x80000000, size: 15M }]
  peer:
    vmid: 45
    memory: [{ base: 0x80f00000, at: 0x10000000, size: 1M }]
    borrowing: { at: 0x40000000, size: 16M }
`;
