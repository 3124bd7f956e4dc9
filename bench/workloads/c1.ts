import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ATTRIBUTES_NORMAL, DATA_RW } from '#core/abi/bits.js';
import { encodeTransaction } from '#core/abi/encode-transaction.js';
import { VERSION_1_1 } from '#core/abi/versions.js';
import type { Workload } from '../bench.ts';
import { startUp } from '../start-up.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/tantalum', import.meta.url));
/** What fits into a page behind the header. */
const CONSTITUENTS = 251;
/** By the clock, beyond the start of Node itself. */
const MOST_NS = 50_000_000;

/** A whole page before all profiles, from the start of the process on. */
export const c1: Workload = {
  about: 'tantalum judge, from the start of its process to the end',
  run(bench) {
    const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
    try {
      const file = join(folder, 'share.bin');
      writeFileSync(file, fullPage());
      const { samples } = bench.effort;
      const { empty, whole } = startUp({ args: [PROGRAM, 'judge', file], code: 0 }, samples, folder);
      bench.note('node -e 0', empty);
      bench.note('judge of 4 KiB, beyond it', whole - empty, MOST_NS);
      bench.compare('of node -e 0', (whole - empty) / empty);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function fullPage(): Uint8Array {
  const constituents = Array.from({ length: CONSTITUENTS }, (_, index) => ({
    address: 0x4000_0000 + index * 0x2000,
    pages: 1,
  }));
  const receiver = { endpoint: 0x8001, permissions: DATA_RW, flags: 0, impdef: [0n, 0n] as const };
  return encodeTransaction(
    {
      sender: 1,
      attributes: ATTRIBUTES_NORMAL,
      flags: 0,
      handle: 0n,
      tag: 0n,
      receivers: [receiver],
      composite: { constituents },
    },
    VERSION_1_1,
  );
}
