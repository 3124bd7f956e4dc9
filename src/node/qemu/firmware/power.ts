import type { CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import { SCR_EL3_UNUSED, SPSR } from '../monitor/control-values.ts';
import { COMMAND, FRAME } from '../monitor/mailbox.ts';
import { HYPERVISOR_REGISTERS, type HypervisorRegisters } from '../monitor/snippets.ts';

/** The exception level at which the guest starts: EL2 where it has a hypervisor of its own. */
export type Level = keyof typeof SPSR;

/** Where a processor starts, and what it finds in x0. */
export interface Entry {
  readonly address: bigint;
  readonly argument: bigint;
}

/** How processors are prepared for their first instruction. */
export interface Preparation {
  readonly level: Level;
  readonly registers: HypervisorRegisters;
  /** Address of the snippet that does it. */
  readonly freshen: number;
}

/** What a processor is, in the words of PSCI. */
type PowerState =
  | 'on'
  /** It is parked, and can be started. */
  | 'off'
  /** It was told to start before it had reported that it is there; `entry` waits for it. */
  | 'starting';

/** A copy of which processors run, by their numbers. */
export type SavedPower = readonly (readonly [number, Readonly<Cpu>])[];

interface Cpu {
  state: PowerState;
  /** Whether it has reported that it is there. */
  arrived: boolean;
  entry: Entry | undefined;
}

/** Processors that belong together: so many, from one on. */
export interface Processors {
  readonly first: number;
  readonly cpus: number;
}

/** Which processors of a guest run. One that does not is parked: its last report has no answer yet. */
export class Power {
  private readonly link: Link;
  private readonly preparation: Preparation;
  private cpus: ReadonlyMap<number, Cpu>;

  /** All are off, and will start as `preparation` says. */
  constructor(link: Link, { first, cpus }: Processors, preparation: Preparation) {
    this.link = link;
    this.preparation = preparation;
    const off = (): Cpu => ({ state: 'off', arrived: false, entry: undefined });
    this.cpus = new Map(Array.from({ length: cpus }, (_, index) => [first + index, off()]));
  }

  /** Undefined for a processor that the guest does not have. */
  stateOf(cpu: number): PowerState | undefined {
    return this.cpus.get(cpu)?.state;
  }

  /** Those that run. */
  get allOn(): readonly number[] {
    return [...this.cpus].filter(([, { state }]) => state === 'on').map(([cpu]) => cpu);
  }

  /** A processor reports that it is there. True when it starts at once. */
  arrive(frame: CpuFrame): boolean {
    const cpu = this.cpu(frame.cpu);
    cpu.arrived = true;
    if (cpu.entry === undefined) return false;
    this.prepare(frame, cpu, cpu.entry);
    return true;
  }

  /** Starts a processor that is off. */
  start(number: number, entry: Entry): void {
    const cpu = this.cpu(number);
    if (!cpu.arrived) {
      cpu.state = 'starting';
      cpu.entry = entry;
      return;
    }
    const frame = this.link.frame(number);
    this.prepare(frame, cpu, entry);
    this.link.answer(frame);
  }

  /** A processor goes off, in the middle of a call that is not answered. */
  stop({ cpu }: CpuFrame): void {
    this.cpu(cpu).state = 'off';
  }

  /** Has a processor that calls go on from the start, once a snippet has prepared it. */
  enter(frame: CpuFrame, { address, argument }: Entry, snippet: number): void {
    const { level, registers } = this.preparation;
    frame.jump(address, SPSR[level], argument);
    frame.set(FRAME.SCR, frame.get(FRAME.SCR) & ~SCR_EL3_UNUSED[level]);
    frame.run(
      COMMAND.RUN_AND_RESUME,
      snippet,
      HYPERVISOR_REGISTERS.map((register) => registers[register]),
    );
  }

  save(): SavedPower {
    return [...this.cpus].map(([number, cpu]) => [number, { ...cpu }]);
  }

  restore(saved: SavedPower): void {
    this.cpus = new Map(saved.map(([number, cpu]) => [number, { ...cpu }]));
  }

  private prepare(frame: CpuFrame, cpu: Cpu, entry: Entry): void {
    cpu.state = 'on';
    cpu.entry = undefined;
    this.enter(frame, entry, this.preparation.freshen);
  }

  private cpu(number: number): Cpu {
    const cpu = this.cpus.get(number);
    if (cpu === undefined) throw new RangeError(`there is no processor ${number}`);
    return cpu;
  }
}
