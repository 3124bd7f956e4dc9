import { w } from '../../../core/abi/frame.ts';
import { isFfaId } from '../../../core/abi/functions.ts';
import type { RunningMachine } from '../../../core/board/running-machine.ts';
import { CLASS_SMC, type CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import { COMMAND, FRAME, KIND } from '../monitor/mailbox.ts';
import type { SnippetName } from '../monitor/snippets.ts';
import { PRIVATE_INTERRUPTS, REDISTRIBUTOR_BYTES, REDISTRIBUTORS } from '../monitor/virt-map.ts';
import { FfaConduit } from './ffa-conduit.ts';
import {
  abortAccess,
  isFromHypervisor,
  isUserCall,
  type Refused,
  refusedAccess,
  tryAgain,
} from './forbidden-access.ts';
import { type Entry, type Level, Power, type SavedPower } from './power.ts';
import { type PowerEnd, psci } from './psci.ts';
import type { SecureWorld } from './secure-world.ts';
import { ARCHITECTURE_CALLS, answerWith, NOT_SUPPORTED, type Services } from './smccc.ts';
import type { Stage2 } from './stage2.ts';
import type { SavedWorlds, SecureContext } from './worlds.ts';

/** Register of a redistributor's second frame: makes interrupts pending. */
const GICR_ISPENDR0 = 0x200;
/** The schedule-receiver interrupt, as FFA_FEATURES reports it. */
const SCHEDULE_RECEIVER = 8;

/** How a guest comes to its end by itself. */
export type GuestEnd =
  | { readonly how: PowerEnd }
  /** An exception that no guest that behaves brings about. */
  | { readonly how: 'trapped'; readonly cpu: number; readonly why: string };

/** The hypervisor was not allowed to create a guest. */
export class RefusedGuest extends Error {}

/** A copy of what the firmware knows. */
export interface SavedFirmware {
  readonly power: SavedPower;
  readonly secure: SavedWorlds;
  readonly interruptDue: boolean;
}

export interface FirmwareParts {
  readonly link: Link;
  readonly machine: RunningMachine;
  /** The partition that the guest is. */
  readonly partition: string;
  readonly cpus: number;
  readonly level: Level;
  readonly entry: Entry;
  readonly stage2: Stage2;
  readonly secure: SecureWorld;
  /** Whether the hypervisor has yet to create its guests, when the secure world is there. */
  readonly createsGuests: boolean;
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
  /** A processor's report is being served: it will see to what changes meanwhile. */
  private serving = false;
  /** By processor: where it fetched an instruction in vain, if that is what its last report was about. */
  private readonly refusedFetch: (number | undefined)[] = [];

  constructor(parts: FirmwareParts) {
    const { link, machine, partition, cpus, level, entry, stage2, secure, addressOf, services, end } = parts;
    this.parts = parts;
    const preparation = { level, registers: stage2.guestRegisters, freshen: addressOf('freshen') };
    this.power = new Power(link, cpus, preparation, entry);
    this.ffa = new FfaConduit({
      ...{ link, machine, partition, secure },
      settle: (frame, next) => stage2.settle(frame, next),
    });
    const snippets = { standBy: addressOf('standBy'), powerDown: addressOf('powerDown') };
    this.services = new Map([
      ...ARCHITECTURE_CALLS,
      ...psci({ power: this.power, snippets, end: (how) => end({ how }) }),
      ...services,
    ]);
    machine.onInterrupt(() => this.raise());
    machine.followPages((pages) => {
      stage2.note(pages);
      if (!this.serving && stage2.isBehind) this.callIn();
    });
  }

  /** A processor reports. True when its frame is an answer, false when it stays parked. */
  report(frame: CpuFrame): boolean {
    const answers = this.parts.stage2.settle(frame, () => this.serve(frame));
    // The one that was to come for the interrupt may just have gone off.
    if (!answers && this.isAwaited) this.callIn();
    return answers;
  }

  /** Whether nothing is under way that a copy could not hold: the guest has started, and whatever began for one of its processors has ended. */
  get isQuiet(): boolean {
    const { link, stage2, secure } = this.parts;
    const started = this.power.anyOn !== undefined && !secure.isStarting;
    return started && link.isQuiet && stage2.isQuiet && this.ffa.isQuiet;
  }

  /** Takes a copy, while it is quiet and processors are stopped. Translation tables are none of it: they follow from the ledger. */
  save(): SavedFirmware {
    const { power, interruptDue } = this;
    return { power: power.save(), secure: this.parts.secure.save(), interruptDue };
  }

  /** Puts one back, before processors go on. */
  restore({ power, secure, interruptDue }: SavedFirmware): void {
    this.power.restore(power);
    this.parts.secure.restore(secure);
    this.interruptDue = interruptDue;
  }

  /** Goes on with the processors of a copy, once QEMU has them. */
  takeOver(): void {
    this.parts.link.takeOver();
    if (this.interruptDue) this.callIn();
  }

  private serve(frame: CpuFrame): boolean {
    this.serving = true;
    const answers = this.act(frame);
    this.serving = false;
    return answers;
  }

  private act(frame: CpuFrame): boolean {
    const context = this.parts.secure.on(frame.cpu);
    if (this.ffa.isOverdue(frame.cpu)) return this.ffa.takeOverdue(frame);
    const confined = context !== undefined || this.parts.level === 'EL1';
    if (confined && isFromHypervisor(frame)) return this.fromHypervisor(frame, context);
    this.refusedFetch[frame.cpu] = undefined;
    switch (frame.kind) {
      case KIND.SYNCHRONOUS:
        if (frame.exceptionClass !== CLASS_SMC) return this.trapped(frame);
        return this.call(frame, context !== undefined);
      case KIND.BOOT:
        return this.arrive(frame);
      case KIND.ATTENTION:
        return this.interrupt(frame);
      case KIND.FIQ:
        return context === undefined ? this.trapped(frame) : this.ffa.preempt(frame, context);
      default:
        return this.trapped(frame);
    }
  }

  /** The first processor that is there starts the secure world, which has to be there before guests are. */
  private arrive(frame: CpuFrame): boolean {
    const { secure, createsGuests } = this.parts;
    const arrive = () => this.enterGuest(frame);
    const create = () => this.ffa.createGuests(frame, arrive);
    return frame.cpu === 0 ? secure.start(frame, createsGuests ? create : arrive) : arrive();
  }

  private enterGuest(frame: CpuFrame): boolean {
    const { machine, partition } = this.parts;
    const { hypervisor } = machine;
    if (hypervisor !== undefined && !machine.lives(partition))
      throw new RefusedGuest(`a secure partition did not agree to ${partition}, or the manager did not`);
    return this.power.arrive(frame);
  }

  private call(frame: CpuFrame, secure: boolean): boolean {
    const id = w(frame.registers, 0);
    if (isFfaId(id)) return this.ffa.call(frame);
    const service = secure ? undefined : this.services.get(id);
    return service?.(frame) ?? answerWith(frame.registers, NOT_SUPPORTED);
  }

  private fromHypervisor(frame: CpuFrame, context: SecureContext | undefined): boolean {
    if (context?.user !== true || !isUserCall(frame)) return this.refuse(frame, context);
    // After the call, it goes on behind it.
    tryAgain(frame);
    return this.call(frame, true);
  }

  /** An access that stage 2 did not let pass: of the guest, or of a partition's code. */
  private refuse(frame: CpuFrame, context: SecureContext | undefined): boolean {
    const { stage2, machine, addressOf } = this.parts;
    const [partition, vcpu] =
      context === undefined ? [this.parts.partition, frame.cpu] : [context.partition, 0];
    const user = context?.user === true;
    const refused = refusedAccess(frame, user);
    if (refused === undefined || this.isHopeless(frame, refused))
      return context === undefined ? this.trapped(frame) : this.ffa.abort(frame, context);
    const rights = stage2.rightsTo(partition, refused.page);
    if ((rights & refused.needed) !== 0) tryAgain(frame);
    else {
      const kind = rights === 0 ? 'translation' : 'permission';
      machine.reportFault(partition, { ...refused.fault, kind }, vcpu);
      if (context !== undefined && user) return this.ffa.abort(frame, context);
      abortAccess(frame, addressOf('takeException'));
    }
    return true;
  }

  /** Whether a processor cannot even fetch the first instruction of what it does about an abort. It would be aborted for ever. */
  private isHopeless({ cpu }: CpuFrame, { fault }: Refused): boolean {
    const fetched = fault.access === 'execute' ? fault.address : undefined;
    const again = fetched !== undefined && fetched === this.refusedFetch[cpu];
    this.refusedFetch[cpu] = fetched;
    return again;
  }

  private raise(): void {
    this.interruptDue = true;
    this.callIn();
  }

  /** Whether a processor has to come, for an interrupt or for what has changed. */
  private get isAwaited(): boolean {
    return this.interruptDue || this.parts.stage2.isBehind;
  }

  private callIn(): void {
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
      ...(['ESR', 'ELR', 'SPSR', 'FAR', 'ESR_EL2', 'ELR_EL2'] as const).map(
        (field) => `${field} 0x${frame.get(FRAME[field]).toString(16)}`,
      ),
    ].join(', ');
    this.parts.end({ how: 'trapped', cpu: frame.cpu, why });
    return false;
  }
}
