import type { MachineSpec } from '../../../core/board/machine.ts';
import type { Breach, Invariant } from '../../../core/explore/invariants/invariant.ts';
import { Lab, type LabOptions } from '../../../core/explore/lab.ts';
import type { Move } from '../../../core/explore/move.ts';
import type { Outcome } from '../../../core/explore/outcome.ts';
import { type Broken, type Shrunk, shortened } from '../../../core/explore/shrink.ts';
import { Stand } from '../../../core/explore/stand.ts';
import type { Finding } from '../../../core/explore/walk.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../../../core/memory/pages.ts';
import { bootAgent } from '../board/boot-agent.ts';
import { QemuError } from '../board/guest.ts';
import { QemuBoard } from '../board/qemu-board.ts';
import { MOST_TOUCHED } from '../payload/step-agent.ts';
import { AGENT_MEMORY, GUEST, pagesToTry } from './guest-ground.ts';
import { GUEST_INVARIANTS } from './guest-invariants.ts';
import { GuestDisagrees, GuestStand, sameWords } from './guest-stand.ts';
import { GuestLost, Player } from './player.ts';
import { Racer } from './racer.ts';
import { accessesIn, faultsIn, touchOf, wrongIn } from './touching.ts';

/** Moves between two audits. */
const AUDIT_EVERY = 500;
/** Changed pages that are touched after a move, and times that a finding is tried again to shorten it. */
const MOST_CHANGED = 8;
const TRIES = 400;

export interface GuestOptions extends LabOptions {
  /** QEMU's program name or path, if it is not the usual one. */
  readonly program?: string;
}

/** What a guest has done. */
export interface GuestTally {
  /** Calls that it made itself, those of them during which TX changed, and accesses that it made beside them, of which so many faulted. */
  calls: number;
  races: number;
  accesses: number;
  faults: number;
}

/** A board with a guest, and who checks it. */
interface Site {
  readonly board: QemuBoard;
  readonly stand: GuestStand;
  readonly lab: Lab;
}

/**
 * Makes walks once more on the QEMU board, where the first partition is a guest. Checks what a lab checks, that the machine in process does the
 * same, and after each move that the guest reaches the pages that it may reach and no others.
 *
 * A guest that was lost is replaced by another before the next walk.
 */
export class GuestLab {
  readonly tally: GuestTally = { calls: 0, races: 0, accesses: 0, faults: 0 };
  private readonly spec: MachineSpec;
  private readonly options: GuestOptions;
  /** The same machine in process. */
  private readonly twin: Stand;
  private readonly pages: readonly number[];
  private site: Site | undefined;
  /** Counts the pages that are touched in turn. */
  private turn = 0;
  /** Done to each board once its firmware is there. */
  private readonly prepare: (board: QemuBoard) => void;

  constructor(
    spec: MachineSpec,
    options: GuestOptions,
    prepare: (board: QemuBoard) => void = () => undefined,
  ) {
    this.spec = spec;
    this.options = options;
    this.prepare = prepare;
    this.twin = new Stand(spec);
    this.pages = pagesToTry(spec);
  }

  /** Makes the moves of a walk, with everybody's death at the end where `ended` says so. Rejected with a QemuError when QEMU cannot be had. */
  async replay(moves: readonly Move[], ended: boolean): Promise<Broken | undefined> {
    let at = 0;
    try {
      const site = await this.begin();
      for (const move of moves) {
        const breach =
          (await this.step(site, move)) ??
          ((at + 1) % AUDIT_EVERY === 0 ? await this.audit(site) : undefined);
        if (breach !== undefined) return { breach, at };
        at++;
      }
      const breach = (await this.audit(site)) ?? (ended ? await this.end(site) : undefined);
      return breach === undefined ? undefined : { breach, at };
    } catch (error) {
      return { breach: this.breachOf(error), at };
    }
  }

  /** Shortens a finding. */
  async shrink(finding: Finding): Promise<Shrunk> {
    const shorter = shortened(finding, TRIES);
    let next = shorter.next();
    while (next.done !== true) next = shorter.next(await this.replay(next.value, finding.ended));
    return next.value;
  }

  close(): void {
    this.site?.board.close();
    this.site = undefined;
  }

  /** Everything is as in the beginning. */
  private async begin(): Promise<Site> {
    this.site ??= await this.open();
    const { site } = this;
    await site.stand.comeBack();
    site.lab.reset();
    this.twin.reset();
    this.turn = 0;
    return site;
  }

  private async open(): Promise<Site> {
    const { model, program } = this.options;
    const board = new QemuBoard(this.spec, GUEST, program === undefined ? {} : { program });
    const player = new Player(bootAgent(board, { beyond: [AGENT_MEMORY] }));
    const racer = await Racer.start(player);
    this.prepare(board);
    const stand = new GuestStand(board, player, racer);
    return { board, stand, lab: new Lab(this.spec, { model }, stand) };
  }

  private async step(site: Site, move: Move): Promise<Breach | undefined> {
    const { stand, lab } = site;
    const outcome = await stand.play(move, lab.beforeCall);
    const wanted = this.twin.make(stand.asRead(move));
    if (stand.racedPage !== undefined) this.leaveTx(stand, stand.racedPage);
    if (outcome.made && outcome.actor === stand.guest && move.do === 'call') this.tally.calls++;
    const breach = lab.judge(move, outcome) ?? this.compare(stand, wanted, outcome);
    if (breach !== undefined) return breach;
    const given = await stand.received();
    if (given !== undefined && !sameWords(given, wanted.answer))
      return broken(GUEST_INVARIANTS.answered, 'the guest comes back from its call with another answer');
    return (await this.look(site, outcome)) ?? this.touchSome(site);
  }

  /** After a race TX is what it is in process after a call during which it was rewritten. */
  private leaveTx(stand: GuestStand, page: number): void {
    this.tally.races++;
    stand.memory.writeBytes(addressOf(page), this.inProcess(page, PAGE_SIZE));
  }

  /** What came of a move here, and in process. */
  private compare(stand: GuestStand, wanted: Outcome, found: Outcome): Breach | undefined {
    const { answered } = GUEST_INVARIANTS;
    if (found.made !== wanted.made)
      return broken(answered, `the move can${wanted.made ? '' : 'not'} be made in process only`);
    if (found.rule !== wanted.rule)
      return broken(
        answered,
        `${found.rule ?? 'success'} is answered, and ${wanted.rule ?? 'success'} in process`,
      );
    if (found.answered !== wanted.answered) return broken(answered, 'somebody else goes on than in process');
    if (found.answered && !sameWords(found.answer, wanted.answer))
      return broken(answered, 'the answer is another than in process');
    const changes = [stand, this.twin].map((each) => JSON.stringify(each.changes));
    return changes[0] === changes[1] ? undefined : broken(answered, 'other pages change than in process');
  }

  /** What the guest finds in its RX after a call of its own. */
  private async look({ stand }: Site, { made, actor }: Outcome): Promise<Breach | undefined> {
    if (!made || actor !== stand.guest || !stand.canAct) return undefined;
    const { endpoints, limits } = stand.built.spmc.state;
    for (let index = 0; index < (endpoints.bufferPages[actor.slot] ?? 0); index++) {
      const page = endpoints.rxPage[actor.slot * limits.mailboxPages + index] ?? 0;
      const found = await stand.read(addressOf(page), PAGE_SIZE);
      this.count(1, found === undefined ? 1 : 0);
      if (found === undefined) return broken(GUEST_INVARIANTS.reaches, 'the guest cannot read its RX');
      if (!sameWords(found, this.inProcess(page, PAGE_SIZE)))
        return broken(GUEST_INVARIANTS.finds, 'the guest finds something else in RX than in process');
    }
    return undefined;
  }

  /** Pages that the last move changed, and one of all in turn. */
  private async touchSome(site: Site): Promise<Breach | undefined> {
    const pages = new Set<number>();
    for (const { page, pages: count } of site.stand.changes) pages.add(page).add(page + count - 1);
    const next = this.turn++ % this.pages.length;
    const some = [...pages].slice(0, MOST_CHANGED);
    return this.touchAll(site, [...new Set([...some, ...this.pages.slice(next, next + 1)])]);
  }

  private async touchAll({ stand }: Site, pages: readonly number[]): Promise<Breach | undefined> {
    if (!stand.canAct) return undefined;
    for (let from = 0; from < pages.length; from += MOST_TOUCHED) {
      const some = pages.slice(from, from + MOST_TOUCHED).map((page) => {
        const [word = 0] = new Uint32Array(this.inProcess(page, 4).slice().buffer);
        return { page, rights: stand.built.ledger.rights(stand.guest.party, page), word };
      });
      const touched = await stand.touch(some.map(touchOf));
      for (const [index, found] of touched.entries()) {
        const known = some[index];
        if (known === undefined) continue;
        this.count(accessesIn(known), faultsIn(found));
        const wrong = wrongIn(known, found);
        if (wrong !== undefined) return broken(GUEST_INVARIANTS[wrong.kind], wrong.problem);
      }
    }
    return undefined;
  }

  private async audit(site: Site): Promise<Breach | undefined> {
    const { stand, lab } = site;
    const breach = lab.audit() ?? (await this.touchAll(site, this.pages));
    if (breach !== undefined) return breach;
    const other = this.spec.partitions
      .flatMap(({ memory }) => memory)
      .find(({ base, pages }) => {
        const length = pages * PAGE_SIZE;
        return !sameWords(stand.memory.readBytes(base, length) ?? [], this.inProcess(pageOf(base), length));
      });
    return other === undefined
      ? undefined
      : broken(
          GUEST_INVARIANTS.finds,
          `memory from 0x${other.base.toString(16)} on is not what it is in process`,
        );
  }

  private async end(site: Site): Promise<Breach | undefined> {
    for (let by = this.spec.partitions.length - 1; by >= 0; by--) {
      const breach = await this.step(site, { do: 'die', by });
      if (breach !== undefined) return breach;
    }
    return site.lab.checker.atTheEnd();
  }

  private inProcess(page: number, length: number): Uint8Array {
    return this.twin.memory.readBytes(addressOf(page), length) ?? new Uint8Array(length);
  }

  private count(accesses: number, faults: number): void {
    this.tally.accesses += accesses;
    this.tally.faults += faults;
  }

  /** What an error on the way means. Where QEMU cannot be had, or fails, nothing that was explored is to blame. */
  private breachOf(error: unknown): Breach {
    if (error instanceof GuestDisagrees) return broken(GUEST_INVARIANTS.reaches, error.message);
    // Nobody knows what it would do now.
    this.close();
    if (!(error instanceof Error) || error instanceof QemuError || 'syscall' in error) throw error;
    const lost = error instanceof GuestLost;
    return broken(GUEST_INVARIANTS.goesOn, lost ? error.message : `the firmware throws: ${error.message}`);
  }
}

function broken(invariant: Invariant, problem: string): Breach {
  return { invariant, problem };
}
