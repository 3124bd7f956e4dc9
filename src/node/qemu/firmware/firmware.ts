import { w } from '../../../core/abi/frame.ts';
import { isFfaId } from '../../../core/abi/functions.ts';
import type { RunningMachine } from '../../../core/board/running-machine.ts';
import { CLASS_SMC, type CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import { COMMAND, FRAME, KIND } from '../monitor/mailbox.ts';
import type { SnippetName } from '../monitor/snippets.ts';
import { PRIVATE_INTERRUPTS, REDISTRIBUTOR_BYTES, REDISTRIBUTORS } from '../monitor/virt-map.ts';
import { FfaConduit } from './ffa-conduit.ts';
import { type Entry, type Level, Power } from './power.ts';
import { type PowerEnd, psci } from './psci.ts';
import { ARCHITECTURE_CALLS, answerWith, NOT_SUPPORTED, type Services } from './smccc.ts';

/** Register of a redistributor's second frame: makes interrupts pending. */
const GICR_ISPENDR0 = 0x200;
/** The schedule-receiver interrupt, as FFA_FEATURES reports it. */
const SCHEDULE_RECEIVER = 8;

/** How a guest comes to its end by itself. */
export type GuestEnd =
  | { readonly how: PowerEnd }
  /** An exception that no guest that behaves brings about. */
  | { readonly how: 'trapped'; readonly cpu: number; readonly why: string };

export interface FirmwareParts {
  readonly link: Link;
  readonly machine: RunningMachine;
  /** The partition that the guest is. */
  readonly partition: string;
  readonly cpus: number;
  readonly level: Level;
  readonly entry: Entry;
  /** Where the image has its snippets. */
  readonly addressOf: (snippet: SnippetName) => number;
  /** Calls beyond those of PSCI, SMCCC and FF-A. */
  readonly services: Services;
  readonly end: (end: GuestEnd) => void;
}

/** What the guest's firmware does when a processor reports. */
export class Firmware {
  private readonly parts: FirmwareParts;
  private readonly power: Power;
  private readonly ffa: FfaConduit;
  private readonly services: Services;
  /** The schedule-receiver interrupt is due, and a processor was asked to come for it. */
  private interruptDue = false;

  constructor(parts: FirmwareParts) {
    const { link, machine, partition, cpus, level, entry, addressOf, services, end } = parts;
    this.parts = parts;
    this.power = new Power(link, cpus, level, addressOf('freshen'), entry);
    this.ffa = new FfaConduit(link, machine, partition);
    const snippets = { standBy: addressOf('standBy'), powerDown: addressOf('powerDown') };
    this.services = new Map([
      ...ARCHITECTURE_CALLS,
      ...psci({ power: this.power, snippets, end: (how) => end({ how }) }),
      ...services,
    ]);
    machine.onScheduleReceiver(() => this.raise());
  }

  /** A processor reports. True when its frame is an answer, false when it stays parked. */
  report(frame: CpuFrame): boolean {
    const answered = this.serve(frame);
    // The one that was to come for the interrupt may just have gone off.
    if (!answered && this.interruptDue) this.raise();
    return answered;
  }

  private serve(frame: CpuFrame): boolean {
    switch (frame.kind) {
      case KIND.SYNCHRONOUS:
        return frame.exceptionClass === CLASS_SMC ? this.call(frame) : this.trapped(frame);
      case KIND.BOOT:
        return this.power.arrive(frame);
      case KIND.ATTENTION:
        return this.interrupt(frame);
      default:
        return this.trapped(frame);
    }
  }

  private call(frame: CpuFrame): boolean {
    const id = w(frame.registers, 0);
    if (isFfaId(id)) return this.ffa.call(frame);
    return this.services.get(id)?.(frame) ?? answerWith(frame.registers, NOT_SUPPORTED);
  }

  private raise(): void {
    this.interruptDue = true;
    const cpu = this.power.anyOn;
    if (cpu !== undefined) this.parts.link.callIn(cpu);
  }

  /** A processor has come for the schedule-receiver interrupt: it makes it pending for itself. */
  private interrupt(frame: CpuFrame): true {
    if (this.interruptDue) {
      const redistributor = REDISTRIBUTORS + frame.cpu * REDISTRIBUTOR_BYTES;
      const register = redistributor + PRIVATE_INTERRUPTS + GICR_ISPENDR0;
      const poke = this.parts.addressOf('poke');
      frame.run(COMMAND.RUN_AND_RESUME, poke, [register, 1 << SCHEDULE_RECEIVER]);
    }
    this.interruptDue = false;
    return true;
  }

  private trapped(frame: CpuFrame): false {
    const why = [
      `vector ${frame.kind}`,
      ...(['ESR', 'ELR', 'SPSR', 'FAR'] as const).map(
        (field) => `${field} 0x${frame.get(FRAME[field]).toString(16)}`,
      ),
    ].join(', ');
    this.parts.end({ how: 'trapped', cpu: frame.cpu, why });
    return false;
  }
}
