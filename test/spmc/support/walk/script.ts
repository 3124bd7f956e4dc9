/** Scripts of calls, honest ones and hostile ones, played by whoever has a processor. */

import fc from 'fast-check';
import { createFrame, type Frame } from '../../../../src/core/abi/frame.ts';
import { encodeRelinquish } from '../../../../src/core/abi/relinquish.ts';
import { CONTEXT } from '../../../../src/core/spmc/contexts.ts';
import { RX } from '../../../../src/core/spmc/endpoints.ts';
import { Actor } from '../actor.ts';
import {
  HEAP,
  OS_DEVICE,
  OS_RAM,
  OS_READ_ONLY,
  RX_OFFSET,
  SP1_NON_SECURE,
  SP1_RAM,
  SP2_RAM,
  USER_RAM,
  VM1_RAM,
  VM2_RAM,
} from '../addresses.ts';
import { constituents } from '../bytes.ts';
import { FFA } from '../ids.ts';
import { describeRequest } from '../retrieves.ts';
import { describeSend, OPERATIONS, type Operation, type Range, SEND_ID, scattered } from '../sends.ts';
import type { World } from '../world.ts';

/** Places worth naming: heaps, buffers, borders, memory of other kinds, nothing. */
const PLACES = [OS_RAM, VM1_RAM, VM2_RAM, SP1_RAM, SP2_RAM, USER_RAM]
  .flatMap((ram) => [ram + HEAP, ram + HEAP + 0x1000, ram + HEAP + 0x3000, ram + HEAP + 0x8000])
  .concat([OS_RAM, VM2_RAM + 0x1f_f000, OS_READ_ONLY, OS_DEVICE, SP1_NON_SECURE, SP1_NON_SECURE + 0x2000, 0]);

/** Names no transaction that a script has made. */
const NEVER = 99;

const IDS = [0, 1, 2, 0x8001, 0x8002, 0x8003, 0x8009];

/** Calls about a transaction. */
const ABOUT: ReadonlySet<string> = new Set(['fragment', 'retrieve', 'fetch', 'relinquish', 'reclaim']);

/** One call, as numbers that mean something only to the world they are played in. */
export interface Step {
  readonly action: (typeof MEMORY)[number];
  readonly who: number;
  /** Whether the caller is one whom the call suits, and says what suits it: without that, few scripts would get anywhere. */
  readonly fitting: boolean;
  readonly handle: number;
  readonly operation: number;
  /** Whether the place of a send is the caller's own heap. */
  readonly own: boolean;
  readonly places: readonly (readonly [place: number, pages: number])[];
  readonly receivers: number;
  readonly flags: number;
  readonly values: readonly number[];
  /** Changes to what lies in TX. */
  readonly changes: readonly (readonly [at: number, value: number])[];
  /** Bytes of a first fragment; changes of w1 and w2. */
  readonly cut: number;
  /** Whether a send has more constituents than fit into a buffer of one page. */
  readonly long: boolean;
}

/** Calls about memory, and a few around them. */
export const MEMORY = [
  'send',
  'send',
  'send',
  'send',
  'fragment',
  'fragment',
  'retrieve',
  'retrieve',
  'retrieve',
  'fetch',
  'relinquish',
  'reclaim',
  'release',
  'release',
  'buffers',
  'message',
  'any',
] as const;

const word = fc.oneof(
  fc.nat(16),
  fc.nat(0xffff_ffff),
  fc.constantFrom(...IDS, 0x1000, 0xffff_fff0, 112, 96, 80),
);

export const STEP: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom(...MEMORY),
  who: fc.nat(20),
  fitting: fc.constantFrom(true, true, true, true, true, false),
  handle: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3, NEVER),
  operation: fc.nat(2),
  own: fc.constantFrom(true, true, true, true, false),
  places: fc.array(fc.tuple(fc.nat(PLACES.length - 1), fc.constantFrom(1, 1, 1, 2, 3, 0)), {
    minLength: 1,
    maxLength: 4,
  }),
  receivers: fc.integer({ min: 1, max: 63 }),
  flags: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 4, 0x400, 0x10, 2),
  values: fc.array(word, { minLength: 7, maxLength: 7 }),
  changes: fc.oneof(
    { weight: 10, arbitrary: fc.constant([]) },
    {
      weight: 2,
      arbitrary: fc.array(fc.tuple(fc.nat(140), fc.constantFrom(0, 1, 2, 3, 0x10, 0x20, 0x30, 0x80, 0xff)), {
        maxLength: 3,
      }),
    },
  ),
  cut: fc.constantFrom(0, 0, 0, 16, 32, 96, 112),
  long: fc.nat(15).map((roll) => roll === 0),
});

/** A send that was accepted, at least in part. */
interface Known {
  readonly handle: bigint;
  readonly operation: Operation;
  readonly sender: number;
  readonly to: readonly number[];
  /** Bytes of it that have not been sent. */
  rest: Uint8Array;
  /** Who has retrieved it, once for each time. */
  readonly holders: number[];
}

export class Script {
  private readonly w: World;
  private readonly callers: readonly Actor[];
  /** The latest first. */
  private readonly known: Known[] = [];
  /** What the call that is being prepared sends. */
  private sending: Uint8Array = new Uint8Array();

  constructor(w: World) {
    this.w = w;
    const { contexts } = w.spmc.state;
    this.callers = Array.from({ length: contexts.slots.used }, (_, index) => {
      const actor = w.actors.find(({ slot }) => slot === contexts.endpoint[index + 1])!;
      return new Actor(w.spmc, w.memory, actor.name, index + 1, actor.ram);
    });
  }

  /** Where there is no transaction that a call could be about, something is sent. */
  madeOf(step: Step): Step {
    const about = ABOUT.has(step.action) && step.fitting && step.handle !== NEVER;
    return about && !this.known.some((known) => isFor(step.action, known))
      ? { ...step, action: 'send' }
      : step;
  }

  /** The endpoint that makes the call of a step: one of those whose context has a processor. */
  caller(step: Step): Actor {
    const { state } = this.w.spmc.state.contexts;
    const running = this.callers.filter(({ context }) => state[context] === CONTEXT.RUNNING);
    const suited = step.fitting ? running.filter((actor) => this.suits(step, actor)) : [];
    const choice = suited.length === 0 ? running : suited;
    return choice[step.who % choice.length]!;
  }

  /** The transaction that a step names: a late one that it suits, or none that ever was. */
  private named({ action, handle, fitting }: Step): Known {
    const suited = fitting ? this.known.filter((known) => isFor(action, known)) : [];
    const choice = suited.length === 0 ? this.known : suited;
    const latest = handle === NEVER ? undefined : choice[Math.min(handle, choice.length - 1)];
    return (
      latest ?? {
        handle: 0x123n,
        operation: 'share',
        sender: 0,
        to: [0x8001],
        rest: new Uint8Array(),
        holders: [],
      }
    );
  }

  private suits(step: Step, actor: Actor): boolean {
    const { action } = step;
    const known = this.named(step);
    const rx = this.w.spmc.state.endpoints.rx[actor.slot];
    switch (action) {
      case 'fragment':
      case 'reclaim':
        return known.sender === actor.id;
      case 'retrieve':
        return known.to.includes(actor.id) && rx === RX.EMPTY;
      case 'fetch':
        return known.holders.includes(actor.id) && rx === RX.EMPTY;
      case 'relinquish':
        return known.holders.includes(actor.id);
      case 'send':
        return rx !== RX.UNMAPPED;
      case 'release':
        return rx === RX.FULL;
      case 'buffers':
        return rx === RX.UNMAPPED;
      default:
        return true;
    }
  }

  /** Fills TX and gives the registers of a step's call. */
  prepare(step: Step, caller: Actor): Frame {
    const [bytes, words] = this.callOf(step, caller);
    for (const [at, value] of step.changes) if (at < bytes.length) bytes[at] = value;
    if (bytes.length !== 0) caller.put(bytes.subarray(0, 4096));
    const frame = createFrame();
    words.forEach((value, register) => {
      frame[register * 2] = value;
    });
    return frame;
  }

  /** Notes what an accepted call came to, so that later steps can name it. */
  learn(step: Step, caller: Actor, answer: Frame): void {
    const known = this.named(step);
    const at = this.known.indexOf(known);
    switch (step.action) {
      case 'send':
        this.known.unshift(this.sent(step, caller, answer));
        break;
      case 'fragment':
        known.rest = known.rest.subarray(answer[0] === FFA.MEM_FRAG_RX ? 4096 : known.rest.length);
        break;
      case 'retrieve':
        known.holders.push(caller.id);
        break;
      case 'relinquish':
        known.holders.splice(known.holders.indexOf(caller.id), 1);
        break;
      case 'reclaim':
        if (at >= 0) this.known.splice(at, 1);
        break;
      default:
    }
  }

  private sent(step: Step, caller: Actor, answer: Frame): Known {
    const unfinished = answer[0] === FFA.MEM_FRAG_RX;
    const half = unfinished ? 2 : 4;
    return {
      handle: BigInt(answer[half]!) | (BigInt(answer[half + 2]!) << 32n),
      operation: OPERATIONS[step.operation]!,
      sender: caller.id,
      to: receiversOf(step, caller),
      rest: this.sending.subarray(unfinished ? answer[6]! : this.sending.length),
      holders: [],
    };
  }

  private callOf(step: Step, caller: Actor): [Uint8Array, number[]] {
    const known = this.named(step);
    const handle = [Number(known.handle & 0xffff_ffffn), Number(known.handle >> 32n)];
    const nothing = new Uint8Array();
    const [first, second, third, ...more] = step.values as [number, number, number, ...number[]];
    switch (step.action) {
      case 'send': {
        const operation = OPERATIONS[step.operation]!;
        const options = { flags: step.flags & 0x3 };
        const bytes = describeSend(
          operation,
          caller,
          receiversOf(step, caller),
          this.ranges(step, caller),
          options,
        );
        this.sending = bytes;
        const whole = Math.min(bytes.length, 4096);
        const first = step.cut === 0 ? whole : Math.min(whole, 64 + step.cut);
        return [bytes, [SEND_ID[operation], bytes.length, first]];
      }
      case 'fragment': {
        const others = step.places.map(([place]) =>
          step.own ? caller.ram + HEAP + place * 0x1000 : PLACES[place]!,
        );
        const bytes = step.fitting ? known.rest.slice(0, 4096) : constituents(...others);
        return [bytes, [FFA.MEM_FRAG_TX, ...handle, bytes.length - (step.cut === 16 ? 1 : 0), 0]];
      }
      case 'retrieve': {
        const to = step.flags === 0x400 ? [caller.id] : known.to;
        const alone = known.to.length === 1 && known.operation !== 'share';
        const options = {
          to,
          flags: step.flags,
          permissions: alone ? [4, 6, 5][step.operation]! : step.operation,
        };
        const bytes = describeRequest(caller, known.sender, known.handle, options);
        return [bytes, [FFA.MEM_RETRIEVE_REQ, bytes.length, bytes.length]];
      }
      case 'fetch':
        return [nothing, [FFA.MEM_FRAG_RX, ...handle, step.fitting ? 4096 : first, 0]];
      case 'relinquish':
        return [
          encodeRelinquish({ handle: known.handle, flags: step.flags & 1, endpoints: [caller.id] }),
          [FFA.MEM_RELINQUISH],
        ];
      case 'reclaim':
        return [nothing, [FFA.MEM_RECLAIM, ...handle, step.flags]];
      case 'release':
        return [nothing, [FFA.RX_RELEASE, step.cut === 96 ? first : 0]];
      case 'buffers':
        if (step.own && !step.fitting) return [nothing, [FFA.RXTX_UNMAP, step.cut === 96 ? first : 0]];
        if (step.fitting) return [nothing, [FFA.RXTX_MAP, caller.ram, caller.ram + RX_OFFSET, 1]];
        return [nothing, [FFA.RXTX_MAP, caller.ram, PLACES[step.places[0]![0]]!, step.places[0]![1]]];
      case 'message': {
        const pair = caller.id * 0x1_0000 + IDS[first % IDS.length]!;
        const id = [FFA.DIRECT_REQ, FFA.DIRECT_RESP, FFA.MSG_WAIT, FFA.RUN, FFA.PARTITION_INFO_GET][
          second % 5
        ]!;
        return [
          nothing,
          [
            id,
            id === FFA.RUN ? IDS[first % IDS.length]! * 0x1_0000 : id === FFA.PARTITION_INFO_GET ? 0 : pair,
            0,
          ],
        ];
      }
      case 'any':
        return [
          new Uint8Array(256).fill(third),
          [(step.own ? 0x8400_0060 : 0xc400_0060) + (first % 0x31), second, third, ...more],
        ];
    }
  }

  private ranges(step: Step, caller: Actor): Range[] {
    if (step.long) return scattered(caller.ram + HEAP, 300);
    return step.places.map(([place, pages], index) =>
      step.own
        ? [caller.ram + HEAP + (place % 8) * 0x1000 + index * 0x8000, Math.max(1, pages)]
        : [PLACES[place]!, pages],
    );
  }
}

/** Whether a call of this kind can be about a transaction. */
function isFor(action: Step['action'], { rest, holders }: Known): boolean {
  if (action === 'fragment') return rest.length !== 0;
  if (action === 'fetch' || action === 'relinquish') return holders.length !== 0;
  return rest.length === 0 && (action !== 'reclaim' || holders.length === 0);
}

function receiversOf({ receivers, operation, fitting }: Step, caller: Actor): number[] {
  const possible = fitting
    ? IDS.filter((id) => id >= 0x8001 && id < 0x8009 && id !== caller.id)
    : IDS.slice(0, 6);
  const chosen = possible.filter((_, index) => (receivers & (1 << index)) !== 0);
  // Most scripts send to few; a donation has one receiver.
  const some = chosen.length === 0 ? possible.slice(0, 1) : chosen;
  return operation === 2 ? some.slice(-1) : some.slice(-2);
}
