import type { FileRam } from '../../ram/file-ram.ts';
import type { Entry, Level } from '../firmware/power.ts';
import type { Services } from '../firmware/smccc.ts';
import type { Link } from '../link/link.ts';
import type { DeviceRange } from '../monitor/virt-map.ts';

/** How QEMU runs a guest. */
export interface BoardOptions {
  /** QEMU's program name or path. */
  readonly program: string;
  /** Processor model, as QEMU's -cpu has it. */
  readonly model: string;
  /** How often a processor looks for an answer before it sleeps; 100,000 times take some 0.3 ms. It pays to look for longer than most answers take. */
  readonly spin: number;
}

export const USUAL_OPTIONS: BoardOptions = {
  program: 'qemu-system-aarch64',
  model: 'cortex-a76',
  spin: 100_000,
};

/** The processor model for code of the secure world, which needs an EL2 there. Its pointers are signed in a way that QEMU is quick at. */
export const MODEL_WITH_SECURE_EL2 = 'max,pauth-impdef=on';

/** Where and how a guest starts. */
export interface Start {
  readonly level: Level;
  readonly entry: Entry;
  /** Where other guests start, in the order of the board's. */
  readonly others?: readonly Entry[];
  /** What the first guest reaches beside memory of the ledger and devices, for good. */
  readonly beyond?: readonly DeviceRange[];
  /** Calls that the firmware serves beside those of PSCI, SMCCC and FF-A. */
  readonly services?: (link: Link, ram: FileRam) => Services;
}
