import { w } from '../../../core/abi/frame.ts';
import { isFfaId } from '../../../core/abi/functions.ts';
import type { RunningMachine } from '../../../core/board/running-machine.ts';
import { CLASS_SMC, type CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import { COMMAND, FRAME, KIND } from '../monitor/mailbox.ts';
import type { SnippetName } from '../monitor/snippets.ts';
import { emulate, type Poke } from './emulated-device.ts';
import { FfaConduit } from './ffa-conduit.ts';
import {
  abortAccess,
  isFromHypervisor,
  isUserCall,
  type Refused,
  refusedAccess,
  tryAgain,
} from './forbidden-access.ts';
import { type Level, Power } from './power.ts';
import { type PowerEnd, psci } from './psci.ts';
import { type GuestPlace, RunningGuest, type SavedRunningGuest } from './running-guest.ts';
import type { SecureWorld } from './secure-world.ts';
import { ARCHITECTURE_CALLS, answerWith, NOT_SUPPORTED, type Services } from './smccc.ts';
import type { Stage2 } from './stage2.ts';
import type { SavedWorlds, SecureContext } from './worlds.ts';

/** The schedule-receiver interrupt, as FFA_FEATURES reports it. */
const SCHEDULE_RECEIVER = 8;
/** How long it takes until a hypervisor asks again for what a guest that is gone had sent. */
const TICK_MS = 1000;

/** How a guest comes to its end by itself. */
export type GuestEnd =
  | { readonly how: PowerEnd }
  /** It was told to, and others go on. */
  | { readonly how: 'condemned' }
  /** An exception that no guest that behaves brings about. */
  | { readonly how: 'trapped'; readonly cpu: number; readonly why: string };

/** The hypervisor was not allowed to create a guest. */
export class RefusedGuest extends Error {}

/** A copy of what the firmware knows. */
export interface SavedFirmware {
  /** In their order. */
  readonly guests: readonly SavedRunningGuest[];
  readonly secure: SavedWorlds;
}

export interface FirmwareParts {
  readonly link: Link;
  readonly machine: RunningMachine;
  /** The first of them has the first processor. */
  readonly guests: readonly GuestPlace[];
  /** Where guests start. Several of them are below a hypervisor of ours. */
  readonly level: Level;
  /** Done to real devices before the first guest starts. */
  readonly preparations: readonly Poke[];
  readonly stage2: Stage2;
  readonly secure: SecureWorld;
  /** Whether the hypervisor has yet to create its guests, when the secure world is there. */
  readonly createsGuests: boolean;
  /** Where the image has its snippets. */
  readonly addressOf: (snippet: SnippetName) => number;
  /** Calls beyond those of PSCI, SMCCC and FF-A. */
  readonly services: Services;
  /** A guest has ended; when it is the last one, so has the machine. */
  readonly end: (partition: string, end: GuestEnd, last: boolean) => void;
}

/** What the firmware of guests does when a processor reports. */
export class Firmware {
  private readonly parts: FirmwareParts;
  private readonly guests: readonly RunningGuest[];
  private readonly ffa: FfaConduit;
  /** A processor's report is being served: it will see to what changes meanwhile. */
  private serving = false;
  /** By processor: where it fetched an instruction in vain, if that is what its last report was about. */
  private readonly refusedFetch: (number | undefined)[] = [];

  constructor(parts: FirmwareParts) {
    const { link, machine, stage2, secure } = parts;
    this.parts = parts;
    this.guests = parts.guests.map((place) => this.running(place));
    this.ffa = new FfaConduit({
      ...{ link, machine, guests: parts.guests, secure },
      settle: (frame, next) => stage2.settle(frame, next),
    });
    machine.onInterrupt((guest) => this.raise(guest, SCHEDULE_RECEIVER));
    machine.followPages((pages) => {
      stage2.note(pages);
      if (!this.serving && stage2.isBehind) this.callIn();
    });
  }

  /** An interrupt is due for a guest; for the first where none is named. */
  raise(partition: string | undefined, interrupt: number): void {
    const guest = this.guests.find(({ place }) => place.partition === partition) ?? this.guests[0];
    guest?.raise(interrupt);
    this.callIn();
  }

  /** Ends a guest, as soon as one of its processors comes. */
  condemn(partition: string): void {
    const guest = this.guests.find(({ place }) => place.partition === partition);
    if (guest === undefined) throw new TypeError(`no guest is called ${partition}`);
    guest.condemned = true;
    for (const cpu of guest.power.allOn) this.parts.link.callIn(cpu);
  }

  /** A processor reports. True when its frame is an answer, false when it stays parked. */
  report(frame: CpuFrame): boolean {
    const answers = this.parts.stage2.settle(frame, () => this.serve(frame));
    // The one that was to come for an interrupt may just have gone off, or there are more of them.
    this.callIn();
    return answers;
  }

  /** Whether nothing is under way that a copy could not hold: guests have started, and whatever began for one of their processors has ended. */
  get isQuiet(): boolean {
    const { link, stage2, secure } = this.parts;
    const started = this.guests.every(({ power }) => power.allOn.length !== 0) && !secure.isStarting;
    return started && link.isQuiet && stage2.isQuiet && this.ffa.isQuiet;
  }

  /** Takes a copy, while it is quiet and processors are stopped. Translation tables are none of it: they follow from the ledger. */
  save(): SavedFirmware {
    return { guests: this.guests.map((guest) => guest.save()), secure: this.parts.secure.save() };
  }

  /** Puts one back, before processors go on. */
  restore({ guests, secure }: SavedFirmware): void {
    for (const [index, saved] of guests.entries()) this.guests[index]?.restore(saved);
    this.parts.secure.restore(secure);
  }

  /** Goes on with the processors of a copy, once QEMU has them. */
  takeOver(): void {
    this.parts.link.takeOver();
    this.callIn();
  }

  private serve(frame: CpuFrame): boolean {
    this.serving = true;
    const answers = this.act(frame);
    this.serving = false;
    return answers;
  }

  private act(frame: CpuFrame): boolean {
    const context = this.parts.secure.on(frame.cpu);
    const guest = this.guestOf(frame.cpu);
    if (context === undefined && guest.over) return false;
    if (context === undefined && guest.condemned && frame.kind !== KIND.BOOT)
      return this.endGuest(frame, guest, { how: 'condemned' });
    if (this.ffa.isOverdue(frame.cpu)) return this.ffa.takeOverdue(frame);
    const confined = context !== undefined || this.parts.level === 'EL1';
    if (confined && isFromHypervisor(frame)) return this.fromHypervisor(frame, context);
    this.refusedFetch[frame.cpu] = undefined;
    switch (frame.kind) {
      case KIND.SYNCHRONOUS:
        if (frame.exceptionClass !== CLASS_SMC) return this.trapped(frame);
        return this.call(frame, context === undefined ? guest : undefined);
      case KIND.BOOT:
        return this.arrive(frame);
      case KIND.ATTENTION:
        return this.interrupt(frame, guest);
      case KIND.FIQ:
        return context === undefined ? this.trapped(frame) : this.ffa.preempt(frame, context);
      default:
        return this.trapped(frame);
    }
  }

  /** The first processor that is there starts the secure world, which has to be there before guests are. */
  private arrive(frame: CpuFrame): boolean {
    const { secure, createsGuests, preparations } = this.parts;
    const arrive = () => this.prepare(frame, preparations);
    const create = () => this.ffa.createGuests(frame, arrive);
    if (frame.cpu !== 0) return this.guestOf(frame.cpu).power.arrive(frame);
    return secure.start(frame, createsGuests ? create : arrive);
  }

  /** Has the first processor do something to devices, and then start the guests. */
  private prepare(frame: CpuFrame, [poke, ...others]: readonly Poke[]): boolean {
    if (poke === undefined) return this.enterGuests(frame);
    const { link, addressOf } = this.parts;
    link.runFirst(frame, addressOf('poke'), [poke.address, poke.value], () => this.prepare(frame, others));
    return true;
  }

  private enterGuests(frame: CpuFrame): boolean {
    const { machine } = this.parts;
    for (const { power, place } of this.guests) {
      const { partition, first, entry } = place;
      if (machine.hypervisor !== undefined && !machine.lives(partition))
        throw new RefusedGuest(`a secure partition did not agree to ${partition}, or the manager did not`);
      power.start(first, entry);
    }
    return this.guestOf(frame.cpu).power.arrive(frame);
  }

  private running(place: GuestPlace): RunningGuest {
    const { link, level, stage2, addressOf, services } = this.parts;
    const registers = stage2.guestRegisters(place.partition);
    const power = new Power(link, place, { level, registers, freshen: addressOf('freshen') });
    const snippets = { standBy: addressOf('standBy'), powerDown: addressOf('powerDown') };
    const end = (frame: CpuFrame, how: PowerEnd) => this.endGuest(frame, guest, { how });
    const guest: RunningGuest = new RunningGuest(
      place,
      power,
      new Map([...ARCHITECTURE_CALLS, ...psci({ power, snippets, end }), ...services]),
    );
    return guest;
  }

  private guestOf(cpu: number): RunningGuest {
    const guest = this.guests.find((each) => each.has(cpu));
    if (guest === undefined) throw new RangeError(`processor ${cpu} is nobody's`);
    return guest;
  }

  /** A guest has come to its end on one of its processors. Where others go on, secure partitions are told, and what it sent is had back. */
  private endGuest(frame: CpuFrame, guest: RunningGuest, end: GuestEnd): boolean {
    const { machine, link } = this.parts;
    const { partition } = guest.place;
    guest.over = true;
    guest.power.stop(frame);
    const last = this.guests.every(({ over }) => over);
    this.parts.end(partition, end, last);
    if (last) return false;
    for (const cpu of guest.power.allOn) link.callIn(cpu);
    this.tickLater(frame);
    return this.ffa.act(frame, () => machine.abort(partition));
  }

  /** On a processor that nobody needs any more. */
  private tickLater(frame: CpuFrame): void {
    const { machine, link } = this.parts;
    link.later(TICK_MS, () => {
      if (machine.hypervisor?.isBurying !== true) return;
      if (this.parts.secure.on(frame.cpu) === undefined && this.ffa.act(frame, () => machine.tick()))
        link.answer(frame);
      this.tickLater(frame);
    });
  }

  /** `guest`: who calls from the normal world. */
  private call(frame: CpuFrame, guest: RunningGuest | undefined): boolean {
    const id = w(frame.registers, 0);
    if (isFfaId(id)) return this.ffa.call(frame);
    const service = guest?.services.get(id);
    return service?.(frame) ?? answerWith(frame.registers, NOT_SUPPORTED);
  }

  private fromHypervisor(frame: CpuFrame, context: SecureContext | undefined): boolean {
    if (context?.user !== true || !isUserCall(frame)) return this.refuse(frame, context);
    // After the call, it goes on behind it.
    tryAgain(frame);
    return this.call(frame, undefined);
  }

  /** An access that stage 2 did not let pass: of the guest, or of a partition's code. */
  private refuse(frame: CpuFrame, context: SecureContext | undefined): boolean {
    const { stage2, machine, addressOf } = this.parts;
    const guest = this.guestOf(frame.cpu);
    const [partition, vcpu] =
      context === undefined ? [guest.place.partition, guest.vcpuOf(frame.cpu)] : [context.partition, 0];
    const user = context?.user === true;
    const refused = refusedAccess(frame, user);
    if (refused === undefined || this.isHopeless(frame, refused))
      return context === undefined ? this.trapped(frame) : this.ffa.abort(frame, context);
    if (context === undefined && this.meetsDevice(frame, guest, refused)) return true;
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

  /** Whether a device that this process is was asked, and has answered. */
  private meetsDevice(frame: CpuFrame, { place }: RunningGuest, { fault }: Refused): boolean {
    const { address } = fault;
    const device = place.devices.find(({ base, size }) => address >= base && address < base + size);
    if (device === undefined || fault.access === 'execute') return false;
    const answer = emulate(frame, device, address);
    if (answer === undefined) return false;
    tryAgain(frame);
    if (answer.poke !== undefined) this.poke(frame, answer.poke);
    return true;
  }

  private poke(frame: CpuFrame, { address, value }: Poke): void {
    frame.run(COMMAND.RUN_AND_RESUME, this.parts.addressOf('poke'), [address, value]);
  }

  /** Has processors come, for interrupts or for what has changed. */
  private callIn(): void {
    const { link, stage2 } = this.parts;
    const awaited = this.guests.filter(({ isAwaited }) => isAwaited);
    for (const { power } of awaited) {
      const [cpu] = power.allOn;
      if (cpu !== undefined) link.callIn(cpu);
    }
    if (awaited.length !== 0 || !stage2.isBehind) return;
    const [cpu] = this.guests.filter(({ over }) => !over).flatMap(({ power }) => power.allOn);
    if (cpu !== undefined) link.callIn(cpu);
  }

  /** A processor has come for an interrupt: it makes it pending. */
  private interrupt(frame: CpuFrame, guest: RunningGuest): true {
    const due = guest.takeDue(frame);
    if (due !== undefined) this.poke(frame, due);
    return true;
  }

  private trapped(frame: CpuFrame): boolean {
    const why = [
      `vector ${frame.kind}`,
      ...(['ESR', 'ELR', 'SPSR', 'FAR', 'ESR_EL2', 'ELR_EL2'] as const).map(
        (field) => `${field} 0x${frame.get(FRAME[field]).toString(16)}`,
      ),
    ].join(', ');
    return this.endGuest(frame, this.guestOf(frame.cpu), { how: 'trapped', cpu: frame.cpu, why });
  }
}
