import { expect, test } from 'vitest';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { READ, WRITE } from '../../src/core/memory/page-word.ts';
import { mediatorNamed } from '../../src/core/rules/profiles/mediators.ts';
import { profileNamed } from '../../src/core/rules/profiles/registry.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { machineFile } from '../../src/node/machine/write-machine.ts';

const UUID = parseUuid('378daedc-f06b-4446-8314-40ab933c87a3')!;

const MACHINE = describeMachine({
  profile: profileNamed('optee')!,
  limits: { transactions: 7 },
  memory: [
    { name: 'dram', base: 0x4000_0000, pages: 64 },
    { name: 'secure', base: 0xe00_0000, pages: 32, secure: true },
    { name: 'uart', base: 0x900_0000, pages: 1, device: true },
  ],
  partitions: [
    { name: 'os', id: 0, contexts: 2, memory: [{ base: 0x4000_0000, pages: 64 }] },
    {
      ...{ name: 'vault', id: 0x8001, level: 'S-EL0', version: 0x1_0001, properties: 0x70f, uuids: [UUID] },
      ...{ imageUuid: UUID, onAbort: 'restart', bootOrder: 3 },
      memory: [{ base: 0xe00_0000, at: 0x1000, pages: 16, rights: READ | WRITE }],
      borrowing: { at: 0x9000_0000, pages: 16 },
      buffers: { tx: 0x1000, rx: 0x2000, pages: 1 },
    },
  ],
});

const MEDIATED = describeMachine({
  mediator: { profile: mediatorNamed('xen')!, limits: { teardownTries: 3 } },
  memory: [{ name: 'dram', base: 0x4000_0000, pages: 64 }],
  partitions: [
    {
      ...{ name: 'hypervisor', id: 0, memory: [{ base: 0x4000_0000, pages: 2 }] },
      buffers: { tx: 0x4000_0000, rx: 0x4000_1000, pages: 1 },
    },
    { name: 'guest', id: 1, contexts: 2, memory: [{ base: 0x4001_0000, at: 0, pages: 16 }] },
    { name: 'bare', id: 2, tee: 'off', memory: [{ base: 0x4002_0000, at: 0, pages: 16 }] },
  ],
});

test('a machine that is written as a file is the same when it is read', async () => {
  const text = JSON.stringify(machineFile(MACHINE, ['vault']));
  const reading = await readMachine(text, 'machine.json');
  expect(reading).toMatchObject({ ok: true, scenario: { machine: MACHINE, initialising: ['vault'] } });
});

test('so is one with a mediator', async () => {
  const reading = await readMachine(JSON.stringify(machineFile(MEDIATED)), 'machine.json');
  expect(reading).toMatchObject({ ok: true, scenario: { machine: MEDIATED } });
});
