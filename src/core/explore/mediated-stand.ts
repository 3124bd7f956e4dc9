import { createFrame, type Frame, isError } from '../abi/frame.ts';
import type { Hypervisor } from '../board/hypervisor.ts';
import type { MachineSpec } from '../board/machine.ts';
import type { Actor, Outcome } from './outcome.ts';
import { Stand } from './stand.ts';

/** A stand for a machine: where a hypervisor mediates, one on which guests call it. */
export function standFor(spec: MachineSpec): Stand {
  return spec.mediator === undefined ? new Stand(spec) : new MediatedStand(spec);
}

/** What a guest is told for a refusal that is not the mediator's own. */
const FROM_BEHIND = 'the manager behind';

/**
 * A stand whose guests call a hypervisor, which asks the partition manager in their name. The hypervisor itself makes no moves. Before the first one
 * secure partitions have ended their first run, and guests were created as far as they agree, as on a board.
 */
class MediatedStand extends Stand {
  override canCall(actor: Actor): boolean {
    if (this.isHypervisor(actor)) return false;
    return super.canCall(actor) && (!this.isGuest(actor) || this.hypervisor.lives(actor.seat));
  }

  override isAlive(actor: Actor): boolean {
    return this.isGuest(actor) ? this.hypervisor.lives(actor.seat) : super.isAlive(actor);
  }

  protected override actorOf(partition: MachineSpec['partitions'][number], place: number): Actor {
    const actor = super.actorOf(partition, place);
    const { hypervisor } = this;
    if (!hypervisor.hasGuest(actor.seat)) return actor;
    const { state } = hypervisor.mediator;
    return {
      ...{ ...actor, manager: state, slot: hypervisor.slotOf(actor.seat) },
      context: hypervisor.innerOf(actor.seat),
    };
  }

  protected override open(): void {
    const { spmc } = this.built;
    for (const { context, secure } of this.actors) if (secure) spmc.deschedule(context);
    this.hypervisor.start();
    for (const actor of this.actors) if (this.isGuest(actor)) this.begun(actor, createFrame());
  }

  protected override pass(actor: Actor, frame: Frame): number {
    if (!this.isGuest(actor)) return this.onward(super.pass(actor, frame), frame);
    return this.onward(this.hypervisor.call(actor.seat, frame), frame);
  }

  protected override bury(actor: Actor, frame: Frame): number {
    if (!this.isGuest(actor)) return this.onward(super.bury(actor, frame), frame);
    return this.onward(this.hypervisor.destroy(actor.seat, frame), frame);
  }

  protected override interrupt(actor: Actor, frame: Frame): number {
    return this.onward(super.interrupt(actor, frame), frame);
  }

  protected override create(actor: Actor): Outcome {
    const { hypervisor } = this;
    const may = this.isGuest(actor) && hypervisor.isFree(actor.seat) && this.mayBegin(actor.name);
    if (!may) return this.outcome(false, actor, this.frame, false);
    this.next = this.begun(actor, this.frame.fill(0));
    if (!hypervisor.isFree(actor.seat)) this.vms?.begin(actor.name);
    this.rest();
    return this.outcome(true, actor, this.frame, false);
  }

  protected override tick(): Outcome {
    this.frame.fill(0);
    this.next = this.onward(this.hypervisor.tick(this.frame), this.frame);
    this.rest();
    return this.outcome(true, undefined, this.frame, false);
  }

  /** Whom the hypervisor interrupts is nobody's business here; that it asks changes what the manager has told. */
  protected override takeInterrupt(): undefined {
    this.hypervisor.toInterrupt(this.built.spmc.takeScheduleReceiver());
    return undefined;
  }

  protected override brokenBy(actor: Actor): string | undefined {
    const own = super.brokenBy(actor);
    if (own !== undefined || !this.isGuest(actor)) return own;
    return isError(this.frame) ? FROM_BEHIND : undefined;
  }

  private get hypervisor(): Hypervisor {
    const { hypervisor } = this.built;
    if (hypervisor === undefined) throw new TypeError('nobody mediates on this machine');
    return hypervisor;
  }

  private begun({ seat }: Actor, frame: Frame): number {
    return this.onward(this.hypervisor.create(seat, frame), frame);
  }

  private mayBegin(name: string): boolean {
    return this.vms?.isOver(name) !== false;
  }

  /** The secure world gives a processor back to the hypervisor, which goes on with what it was at, for whom it may be. */
  private onward(next: number, frame: Frame): number {
    let at = next;
    while (this.hypervisor.runsIn(at)) at = this.hypervisor.answered(at, frame);
    return at;
  }

  private isGuest({ seat }: Actor): boolean {
    return this.hypervisor.hasGuest(seat);
  }

  private isHypervisor({ id }: Actor): boolean {
    return id === 0;
  }
}
