/** Drivers and managers as they meet: each model on the manager of each profile, and with partitions that are programs. */

import { describe, expect, test } from 'vitest';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import type { Program } from '../../src/core/client/port.ts';
import { KernelDriver } from '../../src/core/driver/kernel-driver.ts';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { DRIVER_MODELS } from '../../src/core/driver/models/registry.ts';
import type { Result } from '../../src/core/driver/result.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import type { Profile } from '../../src/core/rules/profile.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';

const DRAM = 0x4000_0000;
const buffers = { tx: DRAM, rx: DRAM + 0x1000, pages: 1 };

/** An OS with a driver, and a partition; the machine says that the OS speaks FF-A 1.0 until it says otherwise. */
function meeting(model: DriverModel, profile: Profile) {
  const board = new Board(
    describeMachine({
      profile,
      memory: [
        { name: 'dram', base: DRAM, pages: 4096 },
        { name: 'secure', base: 0x0e00_0000, pages: 16, secure: true },
      ],
      partitions: [
        { name: 'os', id: 0, version: 0x1_0000, memory: [{ base: DRAM, pages: 4096 }] },
        { name: 'vault', id: 0x8001, version: 0x1_0001, memory: [{ base: 0x0e00_0000, pages: 16 }] },
      ],
    }),
  );
  board.boot();
  const driver = new KernelDriver(model, { buffers }, board.ffa('os').driver);
  const perform = <Value>(program: Program<Result<Value>>) => board.perform('os', () => program);
  return { board, driver, perform };
}

const said = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.errno);

/** What comes of 300 scattered pages where it is not that they are shared and reclaimed. */
const OTHERWISE: Readonly<Record<string, string>> = {
  // Xen's mediator takes no fragments.
  'linux-7.2 xen': 'ENXIO',
  'linux-6.12 xen': 'ENXIO',
  'tantalum xen': 'EOPNOTSUPP',
};

describe.each(PROFILES)('at the manager of $name', (profile) => {
  test.each(DRIVER_MODELS.filter(({ fragments }) => fragments))(
    '$name starts, shares, reclaims and ends',
    (model) => {
      const { driver, perform } = meeting(model, profile);
      const segments = segmentsOf(Array.from({ length: 300 }, (_, index) => 0x4010_0000 + index * 0x2000));
      const otherwise = OTHERWISE[`${model.name} ${profile.name}`];

      expect(said(perform(driver.probe()))).toBe('ok');
      const shared = perform(
        driver.memory.share({ borrowers: [{ endpoint: 0x8001, permissions: 2 }], segments }),
      );
      expect(said(shared)).toBe(otherwise ?? 'ok');
      if (shared.ok) expect(said(perform(driver.memory.reclaim(shared.value)))).toBe('ok');
      expect(driver.held.size).toBe(0);
      expect(said(perform(driver.remove()))).toBe('ok');
    },
  );

  test.each(DRIVER_MODELS.filter(({ fragments }) => !fragments))(
    '$name starts, shares where it can, and ends',
    (model) => {
      const { driver, perform } = meeting(model, profile);
      const segments = segmentsOf([0x4010_0000, 0x4010_1000]);

      expect(said(perform(driver.probe()))).toBe('ok');
      const shared = perform(
        driver.memory.share({ borrowers: [{ endpoint: 0x8001, permissions: 2 }], segments }),
      );
      expect(said(shared)).toBe(model.operations.includes('share') ? 'ok' : 'ENOSYS');
      expect(said(perform(driver.remove()))).toBe('ok');
      expect(driver.held.size).toBe(shared.ok ? 1 : 0);
    },
  );
});
