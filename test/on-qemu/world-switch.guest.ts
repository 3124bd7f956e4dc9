import { expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/node/qemu/asm/arithmetic.ts';
import { assemble } from '../../src/node/qemu/asm/assemble.ts';
import { b } from '../../src/node/qemu/asm/branches.ts';
import { at, ldr, str } from '../../src/node/qemu/asm/memory.ts';
import { q, x } from '../../src/node/qemu/asm/operands.ts';
import { label, type Program } from '../../src/node/qemu/asm/program.ts';
import { isb, mrs, msr, smc } from '../../src/node/qemu/asm/system.ts';
import { MODEL_WITH_SECURE_EL2 } from '../../src/node/qemu/board/board-options.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import type { Level } from '../../src/node/qemu/firmware/power.ts';
import type { CpuFrame } from '../../src/node/qemu/link/cpu-frame.ts';
import type { Link } from '../../src/node/qemu/link/link.ts';
import { capabilitiesOf, type Identification } from '../../src/node/qemu/monitor/capabilities.ts';
import { SPSR } from '../../src/node/qemu/monitor/control-values.ts';
import { firmwareImage } from '../../src/node/qemu/monitor/firmware-image.ts';
import { COMMAND, FRAME, GUEST_RAM, HOST_CODE, SCRATCH } from '../../src/node/qemu/monitor/mailbox.ts';
import { IDENTIFICATION } from '../../src/node/qemu/monitor/snippets.ts';
import { type WorldSwitch, worldSwitch } from '../../src/node/qemu/monitor/world-switch.ts';
import type { FileRam } from '../../src/node/ram/file-ram.ts';
import { agentMachine, HAS_QEMU } from './agent-board.ts';

const REPORT = 0xc600_0001;
const CPU_ON = 0x8400_0003;
const FP_ENABLED = 0x30_0000;
/** Where worlds leave their vector register, by their value. */
const SPILLS = GUEST_RAM + 0x1_0000;
const CONTEXTS = HOST_CODE + 0x1_0000;

/** A world with a value of its own in a system register and in a vector register, which it reports again and again in x1 and x2. */
function world(value: number, first: Program = []): Program {
  return [
    label(`world_${value}`),
    ...load(x(10), FP_ENABLED),
    msr('CPACR_EL1', x(10)),
    isb,
    ...first,
    ...load(x(10), value),
    ...load(x(11), SPILLS + 16 * value),
    msr('TPIDR_EL1', x(10)),
    str(x(10), at(x(11))),
    ldr(q(5), at(x(11))),
    label(`again_${value}`),
    ...load(x(0), REPORT),
    mrs(x(1), 'TPIDR_EL1'),
    str(q(5), at(x(11))),
    ldr(x(2), at(x(11))),
    smc(0),
    b(`again_${value}`),
  ];
}

/** Worlds 1 and 2 on processor 0, 3 and 4 on processor 1. */
const turnOther: Program = [...load(x(0), CPU_ON), ...load(x(1), 1), ...load(x(2), 0x4020_8000), smc(0)];

/** What a world has in its frame: general registers, where it is and in which state. */
const FRAME_BYTES = FRAME.ESR;

/** Changes the worlds of processors, each time that one reports. */
class Switcher {
  private readonly link: Link;
  private readonly ram: FileRam;
  private readonly spsr: bigint;
  private readonly entries: readonly bigint[];
  private world: WorldSwitch | undefined;
  /** By processor: which of its worlds runs, and what is in the frame of the other; undefined before it ran. */
  private readonly running = [0, 0];
  private readonly resting: (Uint8Array | undefined)[] = [undefined, undefined];

  constructor(link: Link, ram: FileRam, spsr: bigint, entries: readonly bigint[]) {
    this.link = link;
    this.ram = ram;
    this.spsr = spsr;
    this.entries = entries;
  }

  report(frame: CpuFrame): boolean {
    const { cpu } = frame;
    if (this.resting[cpu] !== undefined) this.change(frame);
    else if (this.world === undefined)
      this.link.runFirst(frame, firmwareImage().addressOf('identify'), [SCRATCH], () => this.prepare(frame));
    else return this.prepare(frame);
    return true;
  }

  /** The second world of a processor starts as a copy of the first. */
  private prepare(frame: CpuFrame): true {
    this.world ??= this.make();
    const own = this.context(frame.cpu, 0);
    this.link.runFirst(frame, HOST_CODE, [own, own], () => {
      const bytes = new Uint8Array(this.world!.bytes);
      this.ram.read(own, bytes, 0, bytes.length);
      this.ram.write(this.context(frame.cpu, 1), bytes, 0, bytes.length);
      this.resting[frame.cpu] = frame.bytes.slice(0, FRAME_BYTES);
      frame.jump(this.entries[frame.cpu]!, this.spsr, 0n);
      frame.run(COMMAND.RUN_AND_RESUME, HOST_CODE, [own, this.context(frame.cpu, 1)]);
      this.running[frame.cpu] = 1;
      return true;
    });
    return true;
  }

  private make(): WorldSwitch {
    const words = new BigUint64Array(IDENTIFICATION.length);
    this.ram.read(SCRATCH, words, 0, words.byteLength);
    const pairs = IDENTIFICATION.map((name, index) => [name, words[index]!]);
    const made = worldSwitch(capabilitiesOf(Object.fromEntries(pairs) as Identification));
    const { bytes } = assemble(made.code, HOST_CODE);
    this.ram.write(HOST_CODE, bytes, 0, bytes.length);
    return made;
  }

  private change(frame: CpuFrame): void {
    const { cpu } = frame;
    const from = this.running[cpu]!;
    const leaving = frame.bytes.slice(0, FRAME_BYTES);
    frame.bytes.set(this.resting[cpu]!);
    this.resting[cpu] = leaving;
    this.running[cpu] = 1 - from;
    frame.run(COMMAND.RUN_AND_RESUME, HOST_CODE, [this.context(cpu, from), this.context(cpu, 1 - from)]);
  }

  private context(cpu: number, which: number): number {
    return CONTEXTS + (2 * cpu + which) * 0x1000;
  }
}

/** What the worlds of both processors report, each many times before the machine ends. */
const ENOUGH: readonly string[] = ['cpu 0: 1 1', 'cpu 0: 2 2', 'cpu 1: 3 3', 'cpu 1: 4 4'];

function reportOf({ cpu, registers }: CpuFrame): string {
  return `cpu ${cpu}: ${registers[2]} ${registers[4]}`;
}

test.runIf(HAS_QEMU).each<[string, Level]>([
  ['cortex-a57', 'EL1'],
  ['cortex-a76', 'EL1'],
  ['cortex-a76', 'EL2'],
  [MODEL_WITH_SECURE_EL2, 'EL1'],
  [MODEL_WITH_SECURE_EL2, 'EL2'],
])('worlds keep their registers on every processor of a %s, at %s', async (model, level) => {
  const board = new QemuBoard(agentMachine(2), 'os', { model });
  onTestFinished(() => board.close());
  const first = assemble([...world(1, turnOther), ...world(2)], GUEST_RAM);
  const other = assemble([...world(3), ...world(4)], 0x4020_8000);
  for (const { base, bytes } of [first, other]) board.load(base, bytes);
  const reports: string[] = [];
  const guest = board.boot({
    level,
    entry: { address: BigInt(GUEST_RAM), argument: 0n },
    services: (link, ram) => {
      const entries = [BigInt(first.addressOf('world_2')), BigInt(other.addressOf('world_4'))];
      const switcher = new Switcher(link, ram, SPSR[level], entries);
      const serve = (frame: CpuFrame) => {
        reports.push(reportOf(frame));
        if (ENOUGH.every((line) => reports.filter((each) => each === line).length >= 20)) guest.kill();
        return switcher.report(frame);
      };
      return new Map([[REPORT, serve]]);
    },
  });

  expect(await guest.ended).toEqual({ how: 'killed' });

  expect([...new Set(reports)].sort()).toEqual(ENOUGH);
});
