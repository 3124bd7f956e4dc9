import { expect, onTestFinished, test } from 'vitest';
import { load, mov } from '../../src/node/qemu/asm/arithmetic.ts';
import { assemble } from '../../src/node/qemu/asm/assemble.ts';
import { adr, b, eret } from '../../src/node/qemu/asm/branches.ts';
import { x } from '../../src/node/qemu/asm/operands.ts';
import { label, type Program } from '../../src/node/qemu/asm/program.ts';
import { hvc, msr } from '../../src/node/qemu/asm/system.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import type { CpuFrame } from '../../src/node/qemu/link/cpu-frame.ts';
import { HCR_EL2, SPSR } from '../../src/node/qemu/monitor/control-values.ts';
import { el2Vectors } from '../../src/node/qemu/monitor/el2-vectors.ts';
import { FRAME, GUEST_RAM, HOST_CODE } from '../../src/node/qemu/monitor/mailbox.ts';
import { agentMachine, HAS_QEMU } from './agent-board.ts';

const ASK = 0xc600_0001;
const HVC_CLASS = 0x16n << 26n;
const IL = 1n << 25n;

/** Goes from EL2 down to EL1, asks its hypervisor with HVC 7, and again with what it was told. */
const kernel: Program = [
  ...load(x(0), HCR_EL2),
  msr('HCR_EL2', x(0)),
  ...load(x(0), HOST_CODE),
  msr('VBAR_EL2', x(0)),
  adr(x(0), 'kernel'),
  msr('ELR_EL2', x(0)),
  ...load(x(0), SPSR.EL1),
  msr('SPSR_EL2', x(0)),
  eret,
  label('kernel'),
  ...load(x(0), ASK),
  ...load(x(1), 41),
  ...load(x(29), 0x1d1d),
  hvc(7),
  label('told'),
  mov(x(2), x(1)),
  ...load(x(0), ASK),
  hvc(8),
  label('end'),
  b('end'),
];

test.runIf(HAS_QEMU)('a hypervisor of sixteen instructions leaves everything to the host', async () => {
  const board = new QemuBoard(agentMachine(), 'os');
  onTestFinished(() => board.close());
  const code = assemble(kernel, GUEST_RAM);
  board.load(GUEST_RAM, code.bytes);
  board.load(HOST_CODE, assemble(el2Vectors(), HOST_CODE).bytes);
  const asked = new Promise<readonly object[]>((resolve) => {
    const seen: object[] = [];
    const serve = (frame: CpuFrame) => {
      const { registers } = frame;
      const syndrome = frame.get(FRAME.ESR_EL2);
      seen.push({
        slot: frame.low(FRAME.ESR) & 0xffff,
        syndrome,
        back: frame.get(FRAME.ELR_EL2),
        x: [registers[2], registers[4]],
        x29: frame.get((FRAME.X + 8 * 29) as typeof FRAME.X),
      });
      if (seen.length === 2) resolve(seen);
      registers[2] = registers[2]! + 1;
      // Straight back to EL1.
      frame.set(FRAME.ELR, frame.get(FRAME.ELR_EL2));
      frame.set(FRAME.SPSR, frame.get(FRAME.SPSR_EL2));
      return seen.length < 2;
    };
    board.boot({
      level: 'EL2',
      entry: { address: BigInt(GUEST_RAM), argument: 0n },
      services: () => new Map([[ASK, serve]]),
    });
  });

  const fromBelow = 8;
  const told = BigInt(code.addressOf('told'));
  expect(await asked).toMatchObject([
    { slot: fromBelow, syndrome: HVC_CLASS | IL | 7n, back: told, x: [41, 0], x29: 0x1d1dn },
    { slot: fromBelow, syndrome: HVC_CLASS | IL | 8n, x: [42, 42] },
  ]);
});
