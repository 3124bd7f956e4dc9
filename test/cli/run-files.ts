/** Machine files for `tantalum run`. */

export const EXAMPLE = 'machines/three-worlds.yaml';

const MACHINE = `about: Two partitions and a page.
memory: { dram: { base: 0x40000000, size: 1M }, secret: { base: 0x0e000000, size: 64K, secure: true } }
partitions:
  os: { id: 0, memory: [{ base: 0x40000000, size: 1M }], buffers: { tx: 0x40000000, rx: 0x40001000 } }
  vault: { id: 0x8001, memory: [{ base: 0x0e000000, size: 64K }], buffers: { tx: 0x0e000000, rx: 0x0e001000 } }
steps:
`;

/** All comes as expected, refusals and faults included. */
export const SMALL = `${MACHINE}  - { by: vault, do: start }
  - { by: os, do: start }
  - { by: os, do: lend, to: { vault: RW }, memory: [0x40010000], as: page, note: For a while. }
  - { by: os, do: request, to: vault, data: [7], answer: [8] }
  - { by: vault, do: retrieve, handle: page, gives: [0x40010000] }
  - { by: vault, do: respond, data: [8] }
  - { by: os, do: read, at: 0x40010000, faults: translation }
  - { by: os, do: reclaim, handle: page, refused: { rule: reclaim/held, status: DENIED } }
  - { by: vault, do: abort }
`;

/** Nothing comes as expected. */
export const MISSED = `${MACHINE}  - { by: os, do: start }
  - { by: os, do: read, at: 0x40010000, bytes: "01 02" }
  - { by: os, do: share, to: { vault: RW }, memory: [0x40010000], as: page, refused: send/held }
  - { by: os, do: share, to: { vault: RW }, memory: [0x40010000], refused: { rule: send/held, status: BUSY } }
  - { by: vault, do: retrieve, handle: page }
  - { by: os, do: request, to: vault }
  - { by: os, do: read, at: 0x50000000 }
  - { do: check, page: 0x40010000, owner: vault, state: { os: Owner-EA }, access: { vault: RWX } }
  - { by: vault, do: partitions, names: [os] }
`;

export const BROKEN_FILE = `memory: { dram: { base: 0, size: 100 } }
partitions: {}
steps: [{ do: strat }]
`;
