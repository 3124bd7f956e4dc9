import type { Constituent } from '../abi/transaction.ts';
import type { UuidWords } from '../abi/uuid.ts';
import type { Arguments, Buffers } from '../client/driver.ts';
import type { Ownership } from '../spmc/ownership.ts';
import type { RmAct } from './rm-act.ts';

/** A transaction by the name that a send gave it (`as`), or by its handle as a number. */
export type HandleName = string | bigint;

/** A receiver of memory, by the name of a partition or by an endpoint id, which nobody needs to have. */
export interface Recipient {
  readonly partition: string | number;
  /** Data and instruction access, DATA_* and INSTRUCTION_* of abi/bits.ts. */
  readonly permissions: number;
  readonly flags?: number;
  readonly impdef?: readonly [bigint, bigint];
}

/** Bytes that are written over a descriptor before it is sent. */
export interface Patch {
  /** Offset from the start of the descriptor. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Ways to make a call differ from what a careful driver would send. */
export interface Spoiling {
  readonly patches?: readonly Patch[];
  /** Argument registers that are overwritten in the first call. */
  readonly registers?: Arguments;
}

export interface SendAct extends Spoiling {
  readonly verb: 'share' | 'lend' | 'donate';
  readonly to: readonly Recipient[];
  readonly memory: readonly Constituent[];
  readonly flags?: number;
  readonly tag?: bigint;
  readonly attributes?: number;
  /** 64-bit calls. */
  readonly wide?: boolean;
  /** Lengths of the fragments but the last, in bytes; left out, fragments are as long as TX allows. */
  readonly fragments?: readonly number[];
  /** Sends this many fragments only; `continue` sends the others. */
  readonly stopAfter?: number;
  /** Names the transaction for later steps. */
  readonly as?: string;
}

export interface ContinueAct {
  readonly verb: 'continue';
  readonly handle: HandleName;
  readonly stopAfter?: number;
  readonly registers?: Arguments;
}

export interface RetrieveAct extends Spoiling {
  readonly verb: 'retrieve';
  readonly handle: HandleName;
  /** What is left out is taken from the send that gave the handle its name. */
  readonly from?: string;
  readonly receivers?: readonly Recipient[];
  readonly tag?: bigint;
  readonly flags?: number;
  readonly attributes?: number;
  readonly wide?: boolean;
  /** What the response has to describe. */
  readonly gives?: readonly Constituent[];
  /** Takes the first fragment of the response only; calls of FFA_MEM_FRAG_RX fetch the others. */
  readonly firstOnly?: boolean;
}

export interface RelinquishAct extends Spoiling {
  readonly verb: 'relinquish';
  readonly handle: HandleName;
  readonly flags?: number;
}

export interface ReclaimAct {
  readonly verb: 'reclaim';
  readonly handle: HandleName;
  readonly flags?: number;
}

/** Version, id and buffers, as every driver begins. `buffers` are those of the machine when left out. */
export interface StartAct {
  readonly verb: 'start';
  readonly version?: number;
  readonly buffers?: Buffers | 'none';
}

export interface RequestAct extends Pick<Spoiling, 'registers'> {
  readonly verb: 'request';
  readonly to: string;
  /** The service it is for: FFA_MSG_SEND_DIRECT_REQ2, which carries data from x4 on. The nil UUID is for none in particular. */
  readonly service?: UuidWords;
  readonly data?: readonly number[];
  readonly wide?: boolean;
  /** What the response has to carry. It comes when the receiver responds, in a later step, whether or not it stops on its way. */
  readonly answer?: readonly number[];
}

/** Answers the request that the partition serves, in its kind, whatever it did since it came. */
export interface RespondAct extends Pick<Spoiling, 'registers'> {
  readonly verb: 'respond';
  /** Of the width of the request when left out. */
  readonly wide?: boolean;
  readonly data?: readonly number[];
}

export interface RunAct {
  readonly verb: 'run';
  readonly to: string;
  readonly vcpu?: number;
}

/** An indirect message. */
export interface MessageAct extends Spoiling {
  readonly verb: 'message';
  readonly to: string | number;
  readonly bytes: Uint8Array;
}

/** Reads the indirect message in RX, and releases RX. */
export interface ReceiveAct {
  readonly verb: 'receive';
  /** Who has to have sent it, and what it has to say. */
  readonly from?: string;
  readonly bytes?: Uint8Array;
}

/** Makes notification bitmaps for a VM. */
export interface BitmapAct {
  readonly verb: 'bitmap';
  readonly of: string | number;
  /** 1 when left out. */
  readonly vcpus?: number;
}

/** Takes them away. */
export interface UnbitmapAct {
  readonly verb: 'unbitmap';
  readonly of: string | number;
}

export interface BindAct extends Pick<Spoiling, 'registers'> {
  readonly verb: 'bind' | 'unbind';
  readonly to: string | number;
  readonly bits: bigint;
}

export interface NotifyAct extends Pick<Spoiling, 'registers'> {
  readonly verb: 'notify';
  readonly to: string | number;
  readonly bits: bigint;
  /** FLAGS of FFA_NOTIFICATION_SET. */
  readonly flags?: number;
}

/** Takes all pending notifications, and compares them with what has to be pending. */
export interface NotificationsAct extends Pick<Spoiling, 'registers'> {
  readonly verb: 'notifications';
  readonly secure?: bigint;
  readonly normal?: bigint;
  readonly framework?: bigint;
}

export interface ReadAct {
  readonly verb: 'read';
  readonly at: number;
  /** What has to be there. */
  readonly bytes?: Uint8Array;
  /** How much is read, where no bytes are expected. One byte when left out. */
  readonly length?: number;
}

export interface WriteAct {
  readonly verb: 'write';
  readonly at: number;
  readonly bytes: Uint8Array;
}

export interface PartitionsAct {
  readonly verb: 'partitions';
  readonly uuid?: UuidWords;
  /** Names of the partitions that have to be listed, in their order. */
  readonly names?: readonly string[];
}

/** What memory of the normal world the secure world can reach. */
export interface ReachedAct {
  readonly verb: 'reached';
  /** One partition only. */
  readonly of?: string | number;
  /** What each of these endpoints has to reach, in this order; of others nothing is said. */
  readonly finds?: Readonly<Record<string, readonly Constituent[]>>;
}

/** Any call, as registers. */
export interface CallAct {
  readonly verb: 'call';
  readonly function: string | number;
  readonly wide?: boolean;
  /** The transaction whose handle goes into w1 and w2. */
  readonly handle?: HandleName;
  readonly args?: Arguments;
  /** Bytes put into TX first. */
  readonly tx?: Uint8Array;
  /** Registers that the answer has to have. */
  readonly answer?: Arguments;
  /** The caller's TX is rewritten as soon as the manager has read it once. */
  readonly rewritten?: boolean;
  /** Of the records that the manager asks for to serve the call, the one after so many is not to be had. */
  readonly starved?: number;
}

/** The end of a partition: by a call of its own where it gives a reason, otherwise by a fault that nobody expects. */
export interface AbortAct {
  readonly verb: 'abort';
  /** The call. FFA_ERROR is for a first run, up to FF-A 1.2. Default: FFA_ABORT, where there is a reason or register. */
  readonly with?: 'FFA_ABORT' | 'FFA_ERROR';
  readonly code?: number;
  /** Argument registers of the call that differ. */
  readonly registers?: Arguments;
}

/** Calls that need nothing said about them. */
export interface PlainAct {
  readonly verb: 'wait' | 'yield' | 'release' | 'unmap' | 'preempt';
}

/** The board gives the granule of a page to another world, or takes it back. The manager can no longer read or write it. */
export interface WithdrawAct {
  readonly verb: 'withdraw';
  /** A physical address in the page. */
  readonly page: number;
  /** Takes it back. */
  readonly undo?: boolean;
}

/** The manager behind a mediator answers a call of the hypervisor with these registers, the others zero, and does nothing. */
export interface LieAct {
  readonly verb: 'lie';
  readonly registers: Arguments;
  /** How many calls it answers truly before. */
  readonly after?: number;
}

/** Time passes for a mediator, which tries again what it has put off. */
export interface TickAct {
  readonly verb: 'tick';
  /** How many units. One when left out. */
  readonly times?: number;
}

/** A guest of a mediator begins anew. */
export interface CreateAct {
  readonly verb: 'create';
  readonly guest: string;
  /** False where it has to be impossible. */
  readonly possible?: boolean;
}

/** What a page has to be. Everybody can look. */
export interface CheckAct {
  readonly verb: 'check';
  /** A physical address in the page. */
  readonly page: number;
  /** A partition, or '' for nobody. */
  readonly owner?: string;
  /** What partitions are to the page. */
  readonly state?: Readonly<Record<string, Ownership>>;
  /** READ, WRITE and EXECUTE of partitions. */
  readonly access?: Readonly<Record<string, number>>;
}

export type Act =
  | StartAct
  | SendAct
  | ContinueAct
  | RetrieveAct
  | RelinquishAct
  | ReclaimAct
  | RequestAct
  | RespondAct
  | RunAct
  | MessageAct
  | ReceiveAct
  | BitmapAct
  | UnbitmapAct
  | BindAct
  | NotifyAct
  | NotificationsAct
  | ReadAct
  | WriteAct
  | PartitionsAct
  | ReachedAct
  | CallAct
  | AbortAct
  | PlainAct
  | WithdrawAct
  | LieAct
  | TickAct
  | CreateAct
  | CheckAct
  | RmAct;

export type Verb = Act['verb'];
