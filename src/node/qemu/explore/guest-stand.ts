import { createFrame, type Frame } from '../../../core/abi/frame.ts';
import { isFfaId } from '../../../core/abi/functions.ts';
import type { SavedMachine } from '../../../core/board/running-machine.ts';
import type { Outcome as StepOutcome } from '../../../core/client/port.ts';
import { type CallMove, HANDLE_IN, type Move } from '../../../core/explore/move.ts';
import type { Actor, Outcome } from '../../../core/explore/outcome.ts';
import { type BeforeCall, FILLING, Stand } from '../../../core/explore/stand.ts';
import { WRITE } from '../../../core/memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import { CONTEXT } from '../../../core/spmc/contexts.ts';
import type { QemuBoard } from '../board/qemu-board.ts';
import type { Touch, Touched } from '../payload/step-agent.ts';
import { isQuietDevice, pagesToTry } from './guest-ground.ts';
import type { Player } from './player.ts';
import { type Racer, replayFirst } from './racer.ts';

/** A processor does something else than it should. */
export class GuestDisagrees extends Error {}

/**
 * A stand whose first actor is a guest: a processor writes to its TX, makes its calls, is given the answers and accesses memory. Where TX is to be
 * rewritten, another processor does so from before the call until after it. All others act in this process, on the same machine.
 */
export class GuestStand extends Stand {
  readonly guest: Actor;
  private readonly board: QemuBoard;
  private readonly player: Player;
  private readonly racer: Racer;
  /** The page of TX that is rewritten during the call that is under way; -1 while none is. */
  private raced = -1;
  /** That of the last move, if there was one, and its words as they were read first. */
  private race: { readonly page: number; readonly words: Uint32Array } | undefined;
  /** The machine before anything has happened on it. */
  private readonly fresh: SavedMachine;
  private readonly tried: ReadonlySet<number>;
  /** What is done with the guest's call when it comes to the manager. */
  private due: ((frame: Frame) => number) | undefined;
  /** What comes of the guest's call, while somebody else has the processor. */
  private awaited: Promise<StepOutcome> | undefined;
  /** Who went on after the last that happened to the manager, and with which registers. */
  private went = 0;
  private readonly given: Frame = createFrame();

  constructor(board: QemuBoard, player: Player, racer: Racer) {
    const { machine } = board;
    super(machine.spec, machine);
    this.board = board;
    this.player = player;
    this.racer = racer;
    const [guest] = this.actors;
    if (guest === undefined) throw new TypeError('the machine has nobody');
    this.guest = guest;
    this.fresh = machine.save();
    this.tried = new Set(pagesToTry(machine.spec));
    this.hear();
  }

  /** Whether the guest can do something: it lives, and has its processor. */
  get canAct(): boolean {
    return this.awaited === undefined && this.isAlive(this.guest);
  }

  /** Makes a move, the guest's on its processor. Rejected with a GuestDisagrees, and with what a Player is. */
  async play(move: Move, before: BeforeCall): Promise<Outcome> {
    this.race = undefined;
    const own = 'by' in move && this.actors[move.by] === this.guest && this.canAct;
    // What is no call of FF-A does not get as far as the manager.
    if (own && move.do === 'call' && isFfaId(move.words[0] ?? 0)) return this.callAsGuest(move, before);
    if (own && move.do === 'fill' && this.tried.has(move.page) && !isQuietDevice(move.page))
      return this.fillAsGuest(move.page);
    return this.make(move, before);
  }

  /** The page of TX that was rewritten during the last move; undefined when none was. */
  get racedPage(): number | undefined {
    return this.race?.page;
  }

  /** The last move as somebody would make it who is alone: with what was read of TX, where that changed all the while. */
  asRead(move: Move): Move {
    const { race } = this;
    if (move.do !== 'call' || race === undefined) return move;
    const { handle, ...call } = move;
    const inTx = HANDLE_IN[(move.words[0] ?? 0) & 0xff]?.tx === true;
    return { ...call, tx: [...race.words], ...(handle !== undefined && !inTx ? { handle } : {}) };
  }

  /** The registers that the guest was given by the last move, in answer to a call of its own before; undefined when it was given none. */
  async received(): Promise<Frame | undefined> {
    const { awaited } = this;
    const blocked = this.built.spmc.state.contexts.state[this.guest.context] === CONTEXT.BLOCKED;
    if (awaited === undefined || blocked) return undefined;
    this.awaited = undefined;
    return frameOf(await this.player.within(awaited));
  }

  /** Reads memory as the guest; undefined when it faults. */
  async read(address: number, length: number): Promise<Uint8Array | undefined> {
    const outcome = await this.player.take({ do: 'read', address, length });
    return typeof outcome === 'object' && 'bytes' in outcome ? outcome.bytes : undefined;
  }

  /** Tries out pages as the guest. */
  touch(touches: readonly Touch[]): Promise<readonly Touched[]> {
    return this.player.touch(touches);
  }

  /** Writes to memory as the guest. False when it faults. */
  async write(address: number, bytes: Uint8Array): Promise<boolean> {
    return (await this.player.take({ do: 'write', address, bytes })) === 'written';
  }

  /** Has the guest come back from a call that was not answered: then everything can be put back. */
  async comeBack(): Promise<void> {
    for (const actor of this.actors) {
      if (this.awaited === undefined) return;
      if (actor === this.guest || !this.isAlive(actor)) continue;
      this.board.machine.abort(actor.name);
      await this.received();
    }
  }

  override reset(): void {
    const { machine } = this.board;
    machine.restore(this.fresh);
    super.reset();
    for (const { base, pages } of this.spec.partitions.flatMap(({ memory }) => memory)) {
      const page = pageOf(base);
      this.memory.zero(page, pages);
      // The ledger was put back, of which nobody who keeps tables was told.
      machine.history.follower?.({ page, pages });
    }
  }

  protected override pass(actor: Actor, frame: Frame): number {
    if (actor === this.guest) return this.passAsGuest(actor, frame);
    // Whoever goes on may be the guest.
    this.board.machine.issue(actor.name, frame);
    frame.set(this.given);
    return this.went;
  }

  /** What was read of TX before, for those who look on, is what the manager finds when it reads for the first time. */
  private passAsGuest({ context }: Actor, frame: Frame): number {
    const read = this.raced < 0 ? undefined : this.txAsCalled();
    if (read === undefined) return this.built.spmc.call(context, frame);
    this.race = { page: this.raced, words: new Uint32Array(read.buffer.slice(0, PAGE_SIZE)) };
    const end = replayFirst(this.memory, this.race.page, this.race.words);
    try {
      return this.built.spmc.call(context, frame);
    } finally {
      end();
    }
  }

  protected override bury({ name }: Actor, frame: Frame): number {
    this.board.machine.abort(name);
    frame.set(this.given);
    return this.went;
  }

  protected override interrupt({ name }: Actor, frame: Frame): number {
    this.board.machine.preempt(name);
    frame.set(this.given);
    return this.went;
  }

  /** The board does that. */
  protected override takeInterrupt(): undefined {
    return undefined;
  }

  /** Hears of all that happens to the manager, and takes the guest's calls from there. */
  private hear(): void {
    const { spmc } = this.built;
    for (const end of ['abort', 'preempt'] as const) {
      const happen = spmc[end].bind(spmc);
      spmc[end] = (context, frame) => this.note(happen(context, frame), frame);
    }
    const call = spmc.call.bind(spmc);
    spmc.call = (context, frame) => {
      const { due } = this;
      this.due = undefined;
      if (due !== undefined) return due(frame);
      return this.note(call(context, frame), frame);
    };
  }

  /** Remembers who goes on, and with which registers. */
  private note(next: number, frame: Frame): number {
    this.went = next;
    this.given.set(frame);
    return next;
  }

  private async callAsGuest(move: CallMove, before: BeforeCall): Promise<Outcome> {
    this.begin();
    if (!this.prepare(move)) return this.outcome(false, this.guest, this.frame, false);
    const asked = this.frame.slice();
    const page = this.txPageOf(this.guest);
    if (
      move.tx !== undefined &&
      page >= 0 &&
      !(await this.write(addressOf(page), this.txPage(move.tx.length)))
    )
      throw new GuestDisagrees('the guest cannot write to its TX');
    const { rewrite, ...call } = move;
    const { tx } = move;
    if (rewrite === true && tx !== undefined && page >= 0 && this.memory.reachable(page, 1) === 1) {
      await this.racer.begin(page, this.words.subarray(0, tx.length));
      this.raced = page;
    }
    const made = new Promise<Outcome>((resolve) => {
      this.due = (frame) => {
        this.frame.set(frame);
        resolve(this.enter(this.raced < 0 ? move : call, before));
        frame.set(this.frame);
        return this.went;
      };
    });
    const done = this.player.begin({ do: 'call', frame: asked });
    const outcome = await this.player.within(made);
    if (this.raced >= 0) await this.endRace();
    if (!sameWords(outcome.asked, asked)) throw new GuestDisagrees('the manager is asked something else');
    if (outcome.answered && !sameWords(frameOf(await this.player.within(done)), outcome.answer))
      throw new GuestDisagrees('the guest has other registers than the manager gave it');
    if (!outcome.answered) this.awaited = done;
    return outcome;
  }

  private async endRace(): Promise<void> {
    this.raced = -1;
    const fault = await this.racer.end();
    if (fault !== undefined)
      throw new GuestDisagrees('another processor of the guest cannot write to its TX');
  }

  /** A page as it is in TX, with zeros behind what was written. */
  private txPage(words: number): Uint8Array {
    const page = new Uint8Array(PAGE_SIZE);
    page.set(new Uint8Array(this.words.buffer, 0, words * 4));
    return page;
  }

  private async fillAsGuest(page: number): Promise<Outcome> {
    this.begin();
    const may = (this.built.ledger.rights(this.guest.party, page) & WRITE) !== 0;
    const wrote = await this.write(addressOf(page), FILLING);
    if (wrote !== may)
      throw new GuestDisagrees(
        `the guest ${wrote ? 'can' : 'cannot'} write to page 0x${page.toString(16)}, and has ${may ? '' : 'no '}right to`,
      );
    return this.outcome(may, this.guest, this.frame, false);
  }
}

export function sameWords(left: ArrayLike<number>, right: ArrayLike<number>): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

function frameOf(outcome: StepOutcome): Frame {
  if (typeof outcome === 'object' && 'frame' in outcome) return outcome.frame;
  throw new GuestDisagrees('the guest faults in the middle of a call');
}
