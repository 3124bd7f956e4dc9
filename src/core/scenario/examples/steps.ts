import { DATA_RO, DATA_RW, INSTRUCTION_NX, INSTRUCTION_X } from '../../abi/bits.ts';
import type { Constituent } from '../../abi/transaction.ts';
import type {
  AbortAct,
  Act,
  BindAct,
  CallAct,
  ContinueAct,
  HandleName,
  LieAct,
  MessageAct,
  NotificationsAct,
  NotifyAct,
  ReceiveAct,
  Recipient,
  ReclaimAct,
  RelinquishAct,
  RequestAct,
  RespondAct,
  RetrieveAct,
  SendAct,
  StartAct,
} from '../act.ts';
import type { Step } from '../scenario.ts';
import { OS, OS_HEAP } from './world.ts';

/** What else a step may say. */
export type Aside = Pick<Step, 'note' | 'expect' | 'vcpu'>;
export type More<A, Said extends keyof A> = Omit<A, 'verb' | Said> & Aside;
type To = string | readonly Recipient[];

const PAGE = 0x1000;

/** A run of pages, counted from the start of a region. */
export function pages(region: number, index: number, count = 1): readonly Constituent[] {
  return [{ address: region + index * PAGE, pages: count }];
}

/** The page that most examples are about, and another. */
export const LOAN: readonly Constituent[] = pages(OS, 4);
export const OTHER: readonly Constituent[] = pages(OS, 8);
/** Two pages that do not lie side by side: two constituents. */
export const SCATTERED: readonly Constituent[] = [...LOAN, ...OTHER];
/** Pages that are listed one by one: more constituents than fit into a buffer of one page. */
export const SINGLE_PAGES: readonly Constituent[] = Array.from({ length: 300 }, (_, index) =>
  pages(OS_HEAP, index),
).flat();

export function readWrite(partition: string | number): Recipient {
  return { partition, permissions: DATA_RW };
}

export function readOnly(partition: string | number): Recipient {
  return { partition, permissions: DATA_RO };
}

/** A receiver that wants to run what it gets, and one that does not. */
export function executable(partition: string): Recipient {
  return { partition, permissions: DATA_RW | INSTRUCTION_X };
}

export function notExecutable(partition: string): Recipient {
  return { partition, permissions: DATA_RW | INSTRUCTION_NX };
}

/** A receiver of whose access nothing is said. */
export function unspecified(partition: string | number): Recipient {
  return { partition, permissions: 0 };
}

/** A receiver named alone may read and write. */
export function share(by: string, to: To, memory: SendAct['memory'], more: SendMore = {}): Step {
  return stepOf(by, { verb: 'share', to: recipients(to, readWrite), memory, ...more });
}

/** A receiver named alone may read and write. */
export function lend(by: string, to: To, memory: SendAct['memory'], more: SendMore = {}): Step {
  return stepOf(by, { verb: 'lend', to: recipients(to, readWrite), memory, ...more });
}

export function donate(by: string, to: To, memory: SendAct['memory'], more: SendMore = {}): Step {
  return stepOf(by, { verb: 'donate', to: recipients(to, unspecified), memory, ...more });
}

export function continueSend(by: string, handle: HandleName, more: More<ContinueAct, 'handle'> = {}): Step {
  return stepOf(by, { verb: 'continue', handle, ...more });
}

export function retrieve(by: string, handle: HandleName, more: More<RetrieveAct, 'handle'> = {}): Step {
  return stepOf(by, { verb: 'retrieve', handle, ...more });
}

export function relinquish(by: string, handle: HandleName, more: More<RelinquishAct, 'handle'> = {}): Step {
  return stepOf(by, { verb: 'relinquish', handle, ...more });
}

export function reclaim(by: string, handle: HandleName, more: More<ReclaimAct, 'handle'> = {}): Step {
  return stepOf(by, { verb: 'reclaim', handle, ...more });
}

export function start(by: string, more: More<StartAct, never> = {}): Step {
  return stepOf(by, { verb: 'start', ...more });
}

export function request(by: string, to: string, more: More<RequestAct, 'to'> = {}): Step {
  return stepOf(by, { verb: 'request', to, ...more });
}

export function respond(by: string, more: More<RespondAct, never> = {}): Step {
  return stepOf(by, { verb: 'respond', ...more });
}

/** Gives the processor to an execution context of a partition, 0 when nothing is said. */
export function run(
  by: string,
  to: string,
  { context = 0, ...aside }: Aside & { context?: number } = {},
): Step {
  return { by, act: { verb: 'run', to, vcpu: context }, ...aside };
}

/** Four bytes as an indirect message. */
export function message(by: string, to: string | number, more: More<MessageAct, 'to' | 'bytes'> = {}): Step {
  return stepOf(by, { verb: 'message', to, bytes: Uint8Array.of(1, 2, 3, 4), ...more });
}

export function receive(by: string, more: More<ReceiveAct, never> = {}): Step {
  return stepOf(by, { verb: 'receive', ...more });
}

/** Makes notifications for a VM, or takes them away. */
export function bitmap(verb: 'bitmap' | 'unbitmap', of: string, aside: Aside = {}): Step {
  return stepOf('os', { verb, of, ...aside });
}

/** Listens to notifications of another, or no longer. */
export function bind(
  by: string,
  verb: BindAct['verb'],
  to: string | number,
  bits: bigint,
  more: More<BindAct, 'to' | 'bits'> = {},
): Step {
  return stepOf(by, { verb, to, bits, ...more });
}

export function notify(
  by: string,
  to: string | number,
  bits: bigint,
  more: More<NotifyAct, 'to' | 'bits'> = {},
): Step {
  return stepOf(by, { verb: 'notify', to, bits, ...more });
}

/** Takes all pending notifications. */
export function notifications(by: string, more: More<NotificationsAct, never> = {}): Step {
  return stepOf(by, { verb: 'notifications', ...more });
}

/** A call as registers. */
export function call(
  by: string,
  function_: string | number,
  args: NonNullable<CallAct['args']> = {},
  more: More<CallAct, 'function' | 'args'> = {},
): Step {
  return stepOf(by, { verb: 'call', function: function_, args, ...more });
}

export function plain(
  by: string,
  verb: 'wait' | 'yield' | 'release' | 'unmap' | 'partitions',
  aside: Aside = {},
): Step {
  return stepOf(by, { verb, ...aside });
}

/** The end of a partition. */
export function abort(by: string, more: More<AbortAct, never> = {}): Step {
  return stepOf(by, { verb: 'abort', ...more });
}

/** The manager can no longer reach a page. */
export function withdraw(page: number): Step {
  return { by: '', act: { verb: 'withdraw', page } };
}

/** The manager behind the mediator answers its next call, or one after it, wrongly. */
export function lie(registers: LieAct['registers'], after = 0): Step {
  return { by: '', act: { verb: 'lie', registers, after } };
}

/** It can again. */
export function giveBack(page: number): Step {
  return { by: '', act: { verb: 'withdraw', page, undo: true } };
}

type SendMore = More<SendAct, 'to' | 'memory'>;

function recipients(to: To, alone: (partition: string) => Recipient): readonly Recipient[] {
  return typeof to === 'string' ? [alone(to)] : to;
}

/** An act, and what else is said of it. */
export function stepOf(by: string, { note, expect, vcpu, ...act }: Act & Aside): Step {
  return {
    by,
    act: act as Act,
    ...(vcpu === undefined ? {} : { vcpu }),
    ...(expect === undefined ? {} : { expect }),
    ...(note === undefined ? {} : { note }),
  };
}
