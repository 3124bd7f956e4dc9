import { randomBytes } from 'node:crypto';
import type { PartitionSpec } from '../../core/board/machine.ts';
import type { RunningMachine } from '../../core/board/running-machine.ts';
import { Conduit } from './conduit.ts';
import { Inbox } from './inbox.ts';
import { SERVE_LIMITS } from './limits.ts';
import { PagePool, type PageRun, without } from './page-pool.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';
import { Session } from './session.ts';
import { clear, type MappedRun } from './vm-memory.ts';

const TOKEN_BYTES = 16;

/** What a token of a partition's socket stands for. */
interface Grant {
  /** Nobody else can use the token. */
  readonly session: Session;
  readonly partition: PartitionSpec;
}

/** A transaction whose client is gone, and that a borrower still has. */
interface Orphan {
  readonly handle: bigint;
  readonly runs: readonly PageRun[];
}

/** A VM and who acts as it: sessions, what they hold, the partitions they can name, and those that its drivers keep for themselves. */
export class Namespace {
  readonly conduit: Conduit;
  readonly inbox: Inbox;
  readonly runs: readonly MappedRun[];
  private readonly pool = new PagePool();
  private readonly sessions: Map<string, Session> = new Map();
  private readonly grants: Map<string, Grant> = new Map();
  /** Names of drivers, by partition. */
  private readonly claims: Map<number, string> = new Map();
  private orphans: readonly Orphan[] = [];
  private connections = 0;

  /** `runs` is the memory that clients may have. */
  constructor(machine: RunningMachine, vm: PartitionSpec, runs: readonly MappedRun[]) {
    this.conduit = new Conduit(machine, vm);
    this.inbox = new Inbox(this.conduit);
    this.runs = runs;
    for (const run of runs) this.pool.give(run);
  }

  get vm(): PartitionSpec {
    return this.conduit.vm;
  }

  /** One more connection, where there is room for it. */
  connect(): boolean {
    if (this.connections === SERVE_LIMITS.connections) return false;
    this.connections++;
    return true;
  }

  disconnect(): void {
    this.connections--;
  }

  openSession(): Session {
    const session = new Session(newToken());
    this.sessions.set(session.token, session);
    return session;
  }

  session(token: string): Session | undefined {
    return this.sessions.get(token);
  }

  /** A token with which a session, and nobody else, can name a partition. */
  grant(session: Session, partition: PartitionSpec): string {
    const token = newToken();
    this.grants.set(token, { session, partition });
    return token;
  }

  revoke(token: string): void {
    this.grants.delete(token);
  }

  /** The partition that a session names. */
  partition(session: Session, token: string): PartitionSpec | Refused {
    const grant = this.grants.get(token);
    if (grant?.session === session) return this.unclaimed(grant.partition);
    session.wrongTokens++;
    const isGuessing = session.wrongTokens > SERVE_LIMITS.wrongTokens;
    return Refused.by(isGuessing ? SERVE_RULES.wrongTokens : SERVE_RULES.token);
  }

  /** The partition, unless a driver keeps it for itself. */
  unclaimed(partition: PartitionSpec): PartitionSpec | Refused {
    const driver = this.claims.get(partition.id);
    return driver === undefined ? partition : Refused.by(SERVE_RULES.claimed, `${driver} has.`);
  }

  /** A driver of the VM keeps a partition for itself, until what is returned is called. Throws where another has it. */
  claim(partition: PartitionSpec, driver: string): () => void {
    const other = this.claims.get(partition.id);
    if (other !== undefined) throw new TypeError(`${other} has claimed ${partition.name}`);
    this.claims.set(partition.id, driver);
    return () => {
      this.claims.delete(partition.id);
    };
  }

  allocate(session: Session, pages: number): PageRun | Refused {
    if (pages === 0) return Refused.by(SERVE_RULES.noPages);
    const left = SERVE_LIMITS.pages - session.pages;
    if (pages > left) return Refused.by(SERVE_RULES.pages, `${left} are left to this one.`);
    const address = this.pool.take(pages);
    if (address === undefined) return Refused.by(SERVE_RULES.room);
    const run = { address, pages };
    session.allocations.set(address, run);
    return run;
  }

  /** Pages of a session are for others, but not those that it has given away. */
  release(session: Session, run: PageRun): void {
    session.allocations.delete(run.address);
    this.recycle(without([run], session.donated));
  }

  /**
   * The client is gone: what it borrowed goes back, what it sent is reclaimed, at once or when the last borrower lets go. Until then nobody
   * else is given those pages.
   */
  closeSession(session: Session): void {
    if (!this.sessions.delete(session.token)) return;
    for (const [token, grant] of this.grants) if (grant.session === session) this.grants.delete(token);
    for (const handle of session.retrievals.keys()) this.conduit.perform((ffa) => ffa.relinquish(handle));
    const orphans = [...session.sends].map(([handle, runs]) => ({ handle, runs }));
    const held = orphans.flatMap(({ runs }) => runs);
    this.recycle(without([...session.allocations.values()], [...session.donated, ...held]));
    this.orphans = [...this.orphans, ...orphans];
    this.settle();
  }

  /** Reclaims what clients have left behind, as far as borrowers have let go of it. */
  settle(): void {
    if (this.orphans.length > 0) this.orphans = this.orphans.filter((orphan) => !this.isSettled(orphan));
  }

  /** Ends what is left of it. */
  close(): void {
    for (const session of [...this.sessions.values()]) this.closeSession(session);
  }

  private isSettled({ handle, runs }: Orphan): boolean {
    const refused = this.conduit.perform((ffa) => ffa.reclaim(handle));
    if (!(refused instanceof Refused)) this.recycle(runs);
    return !(refused instanceof Refused) || isGone(refused);
  }

  private recycle(runs: readonly PageRun[]): void {
    for (const run of runs) {
      clear(this.conduit.machine.memory, this.runs, run);
      this.pool.give(run);
    }
  }
}

/** Whether a reclaim was refused because nothing is left to be reclaimed: the memory was a donation, and has been taken. */
export function isGone({ rule }: Refused): boolean {
  return rule === 'reclaim/unknown-handle';
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('hex');
}
