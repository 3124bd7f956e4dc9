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

/** A copy of which processors run, one a processor. */
export type SavedPower = readonly Readonly<Cpu>[];

interface Cpu {
  state: PowerState;
  /** Whether it has reported that it is there. */
  arrived: boolean;
  entry: Entry | undefined;
}

/** Which processors run. One that does not is parked: its last report has no answer yet. */
export class Power {
  private readonly link: Link;
  private readonly preparation: Preparation;
  private cpus: readonly Cpu[];

  /** The first processor starts at `entry`, all as `preparation` says. */
  constructor(link: Link, cpus: number, preparation: Preparation, entry: Entry) {
    this.link = link;
    this.preparation = preparation;
    this.cpus = Array.from({ length: cpus }, (_, cpu) => ({
      state: cpu === 0 ? 'starting' : 'off',
      arrived: false,
      entry: cpu === 0 ? entry : undefined,
    }));
  }

  /** Undefined for a processor that there is not. */
  stateOf(cpu: number): PowerState | undefined {
    return this.cpus[cpu]?.state;
  }

  /** One that runs; undefined when none does. */
  get anyOn(): number | undefined {
    const cpu = this.cpus.findIndex(({ state }) => state === 'on');
    return cpu < 0 ? undefined : cpu;
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
    return this.cpus.map((cpu) => ({ ...cpu }));
  }

  restore(saved: SavedPower): void {
    this.cpus = saved.map((cpu) => ({ ...cpu }));
  }

  private prepare(frame: CpuFrame, cpu: Cpu, entry: Entry): void {
    cpu.state = 'on';
    cpu.entry = undefined;
    this.enter(frame, entry, this.preparation.freshen);
  }

  private cpu(number: number): Cpu {
    const cpu = this.cpus[number];
    if (cpu === undefined) throw new RangeError(`there is no processor ${number}`);
    return cpu;
  }
}
