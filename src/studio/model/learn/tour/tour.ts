import { FIRST_STOPS } from './first-stops.ts';
import { LAST_STOPS } from './last-stops.ts';
import type { TourStop } from './stop.ts';

/** FF-A memory sharing stop by stop, on one machine that goes on from stop to stop. */
export const TOUR: readonly TourStop[] = [...FIRST_STOPS, ...LAST_STOPS];

/** The machine of the tour, so small that each of its pages can be drawn. */
const MACHINE = `about: FF-A memory sharing in ten stops.
memory:
  dram: { base: 0x40000000, size: 64K }
  secure: { base: 0x0e000000, size: 64K, secure: true }
partitions:
  linux: { id: 0, memory: [{ base: 0x40000000, size: 64K }], buffers: { tx: 0x40000000, rx: 0x40001000 } }
  vault:
    id: 0x8001
    uuids: [378daedc-f06b-4446-8314-40ab933c87a3]
    memory: [{ base: 0x0e000000, size: 32K }]
    buffers: { tx: 0x0e000000, rx: 0x0e001000 }
  notary:
    id: 0x8002
    level: S-EL0
    version: 1.1
    uuids: [b4b5671e-4a90-4fe1-b81f-fb13dae1dacb]
    memory: [{ base: 0x0e008000, size: 32K }]
    buffers: { tx: 0x0e008000, rx: 0x0e009000 }
steps:
`;

/** The machine file of the whole tour. */
export const TOUR_FILE: string = MACHINE + TOUR.map(({ steps }) => `${steps}\n`).join('');
