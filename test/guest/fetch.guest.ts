/**
 * A guest from the mirrors of this machine, started in a plain QEMU with our device tree and first file system. QEMU does
 * the work of the firmware here, so that what is tested is the guest alone.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFdt } from '../../src/node/device-tree/fdt.ts';
import { boardTree } from '../../src/node/guest/board-tree.ts';
import { GuestCache } from '../../src/node/guest/cache.ts';
import { fetchGuest } from '../../src/node/guest/fetch.ts';
import { SUITES } from '../../src/node/guest/first-suite.ts';
import type { Guest } from '../../src/node/guest/guest-files.ts';
import { READY } from '../../src/node/guest/init-script.ts';
import { initramfs } from '../../src/node/guest/initramfs.ts';
import { isInstalled } from '../installed.ts';

const HAS_APT = isInstalled('apt-get', 'a guest from the mirrors of this machine');
const QEMU = 'qemu-system-aarch64';
const HAS_QEMU = isInstalled(QEMU, 'the start of a guest');

describe.runIf(HAS_APT)('a guest from the mirrors of this machine', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-'));
  let guest: Guest;

  beforeAll(async () => {
    const cache = new GuestCache(path.join(folder, 'guest'));
    const progress = { step: (text: string) => console.log(text), detail: () => undefined };
    const { signal } = new AbortController();
    guest = await cache.work(
      async (work) => (await fetchGuest({ suites: SUITES }, cache, { folder: work, progress, signal })).guest,
    );
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('has the drivers of FF-A and OP-TEE, each after those it needs', () => {
    const names = guest.modules.map(({ name }) => name);
    expect(names).toEqual(['ffa-core', 'ffa-module', 'tee', 'optee', 'optee-rng']);
  });

  test.runIf(HAS_QEMU)('starts with our device tree, loads its modules and ends with its shell', async () => {
    const files = { kernel: guest.kernel, initrd: initramfs(guest), dtb: treeForQemu() };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
    const machine = [
      '-M',
      'virt,gic-version=3,virtualization=on',
      '-cpu',
      'cortex-a76',
      '-smp',
      '2',
      '-m',
      '512M',
    ];
    const devices = ['-nodefaults', '-display', 'none', '-serial', 'stdio', '-no-reboot'];
    const given = Object.keys(files).flatMap((name) => [`-${name}`, path.join(folder, name)]);
    const qemu = spawn(QEMU, [...machine, ...devices, ...given], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = await talk(qemu, READY, 'cat /proc/modules; ls /dev/console; exit\n');
    expect(said).toContain(`${READY} Linux ${guest.release}, FF-A devices:`);
    for (const { name } of guest.modules)
      expect(said).toMatch(new RegExp(`^${name.replaceAll('-', '_')} `, 'm'));
    expect(said).not.toContain('cannot load');
    expect(said).toContain('reboot: Power down');
  });
});

/** QEMU gives all its memory to the guest, and puts the pieces where it likes. */
function treeForQemu(): Uint8Array {
  const memory = { base: 0x4000_0000, size: 0x2000_0000 };
  return writeFdt(boardTree({ cpus: 2, memory, bootargs: 'console=ttyAMA0 rdinit=/init' }));
}

/** Types a line when something appears on the console, and returns all that was said there. */
function talk(qemu: ChildProcess, when: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    qemu.stdout?.on('data', (chunk: Buffer) => {
      const before = said.includes(when);
      said += chunk.toString();
      if (!before && said.includes(when)) qemu.stdin?.write(line);
    });
    qemu.once('error', reject);
    qemu.once('close', () => resolve(said.replaceAll('\r', '')));
  });
}
