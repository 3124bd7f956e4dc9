import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_INDIRECT,
  PROPERTY_NOTIFICATIONS,
} from '../../src/core/abi/bits.ts';
import { createFrame, type Frame, setX, w } from '../../src/core/abi/frame.ts';
import { functionName } from '../../src/core/abi/functions.ts';
import { Board } from '../../src/core/board/board.ts';
import {
  describeMachine,
  type MachineOptions,
  type PartitionOptions,
} from '../../src/core/board/describe-machine.ts';
import type { CallEvent, TraceEvent } from '../../src/core/board/trace.ts';
import { placeText } from '../../src/core/rules/place-text.ts';
import { FFA } from '../spmc/support/ids.ts';

const KIB = 1024;

/** The hypervisor's own memory. */
export const HYPERVISOR = 0x4000_0000;
/** Guest memory: what they see at 0 lies here. The second half of a, from 0x40000 on, lies in front of its first. */
export const A_LOW = 0x4014_0000;
export const A_HIGH = 0x4010_0000;
export const A_MIDDLE = 0x4_0000;
export const B_MEMORY = 0x4020_0000;
/** Where guests see what they borrow. */
export const BORROWING = 0x1000_0000;
export const VAULT = 0x0e00_0000;
export const NOTARY = 0x0e10_0000;
export const VAULT_ID = 0x8001;
export const NOTARY_ID = 0x8002;
export const VAULT_UUID = [0xdcae8d37, 0x46446bf0, 0xab401483, 0xa3873c93] as const;

export const TALKS = PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND;

const PARTITIONS: readonly PartitionOptions[] = [
  {
    name: 'hypervisor',
    id: 0,
    memory: [{ base: HYPERVISOR, pages: 16 }],
    buffers: { tx: HYPERVISOR, rx: HYPERVISOR + 0x1000, pages: 1 },
  },
  {
    name: 'a',
    id: 1,
    contexts: 2,
    memory: [
      { at: 0, base: A_LOW, pages: 64 },
      { at: A_MIDDLE, base: A_HIGH, pages: 64 },
    ],
    borrowing: { at: BORROWING, pages: 64 },
  },
  {
    name: 'b',
    id: 2,
    memory: [{ at: 0, base: B_MEMORY, pages: 64 }],
    borrowing: { at: BORROWING, pages: 64 },
  },
  { name: 'bare', id: 3, tee: 'off', memory: [{ at: 0, base: 0x4030_0000, pages: 4 }] },
  {
    name: 'vault',
    id: VAULT_ID,
    properties: TALKS | PROPERTY_DIRECT2_RECEIVE | PROPERTY_INDIRECT | PROPERTY_NOTIFICATIONS,
    uuids: [VAULT_UUID],
    memory: [{ base: VAULT, pages: 64 }],
  },
  { name: 'notary', id: NOTARY_ID, properties: TALKS, memory: [{ base: NOTARY, pages: 64 }] },
];

export interface WorldOptions extends Partial<Omit<MachineOptions, 'partitions'>> {
  /** What differs about partitions, by name. */
  readonly change?: Readonly<Record<string, Partial<PartitionOptions>>>;
}

/** Two guests of a hypervisor, one without FF-A, and two secure partitions; booted, and with everything recorded. */
export function world({ change = {}, ...options }: WorldOptions = {}): World {
  const board = new Board(
    describeMachine({
      mediator: {},
      memory: [
        { name: 'dram', base: HYPERVISOR, pages: (4 * KIB * KIB) / 4096 },
        { name: 'secure', base: VAULT, pages: 512, secure: true },
      ],
      partitions: PARTITIONS.map((partition) => ({ ...partition, ...change[partition.name] })),
      ...options,
    }),
  );
  return new World(board);
}

/** A board, and its partitions as those who call. */
export class World {
  readonly board: Board;
  readonly events: TraceEvent[] = [];
  readonly a: Actor;
  readonly b: Actor;
  readonly bare: Actor;
  readonly vault: Actor;
  readonly notary: Actor;

  constructor(board: Board) {
    this.board = board;
    board.listen((event) => {
      this.events.push(event);
    });
    this.a = new Actor(this, 'a', 1);
    this.b = new Actor(this, 'b', 2);
    this.bare = new Actor(this, 'bare', 3);
    this.vault = new Actor(this, 'vault', VAULT_ID);
    this.notary = new Actor(this, 'notary', NOTARY_ID);
  }

  /** Boots, and lets both guests negotiate a version and map their buffers. */
  started(version = 0x1_0002): this {
    this.board.boot();
    for (const guest of [this.a, this.b]) {
      guest.call(FFA.VERSION, version);
      guest.map();
    }
    this.events.length = 0;
    return this;
  }

  /** The calls that the hypervisor has made at the manager, as names; `clear` forgets them. */
  calls(from: string): readonly CallEvent[] {
    return this.events.filter((event): event is CallEvent => event.kind === 'call' && event.from === from);
  }

  /** The next calls of the hypervisor are answered with these registers, after so many true answers. */
  lie(answer: readonly number[], after = 0): void {
    const frame = createFrame();
    answer.forEach((value, register) => {
      setX(frame, register, BigInt(value));
    });
    this.board.hypervisor!.lies.push(...new Array<undefined>(after).fill(undefined), frame);
  }

  /** From now on the manager's answers to this function are changed, or what it wrote with them. Returns how to have true ones again. */
  alter(id: number, change: (frame: Frame) => void): () => void {
    const { hypervisor } = this.board;
    const { issue } = hypervisor!;
    hypervisor!.issue = (context, frame) => {
      const asked = frame[0];
      const next = issue(context, frame);
      if (asked === id) change(frame);
      return next;
    };
    return () => {
      hypervisor!.issue = issue;
    };
  }
}

/** What a call came to. */
export interface Answer {
  /** w0..w7 */
  readonly words: readonly number[];
  readonly frame: Frame;
  /** The name of the function that answers; or status, rule and place of a refusal: 'DENIED send/held bytes 96 to 111'. */
  readonly verdict: string;
}

/** A partition that makes calls. */
export class Actor {
  readonly name: string;
  readonly id: number;
  private readonly world: World;

  constructor(world: World, name: string, id: number) {
    this.world = world;
    this.name = name;
    this.id = id;
  }

  call(id: number, ...args: readonly (number | bigint)[]): Answer {
    return this.callOn(0, id, ...args);
  }

  /** A call of another of its contexts. */
  callOn(vcpu: number, id: number, ...args: readonly (number | bigint)[]): Answer {
    const frame = createFrame();
    frame[0] = id;
    args.forEach((value, index) => {
      setX(frame, index + 1, BigInt(value));
    });
    return this.issue(frame, vcpu);
  }

  issue(frame: Frame, vcpu = 0): Answer {
    const answer = this.world.board.issue(this.name, frame, vcpu);
    return this.answerOf(answer ?? createFrame());
  }

  /** What a context was given since: the late answer to its call, or a request. */
  received(vcpu = 0): Answer {
    return this.answerOf(this.world.board.received(this.name, vcpu) ?? createFrame());
  }

  /** Maps the first page of its memory as TX and the second as RX. */
  map(id: number = FFA.RXTX_MAP): Answer {
    return this.call(id, 0, 0x1000, 1);
  }

  read(address: number, length: number): Uint8Array {
    return this.world.board.perform(this.name, (ffa) => ffa.read(address, length));
  }

  write(address: number, bytes: Uint8Array): void {
    this.world.board.perform(this.name, (ffa) => ffa.write(address, bytes));
  }

  private answerOf(frame: Frame): Answer {
    const words = Array.from({ length: 8 }, (_, register) => w(frame, register));
    const last = this.world.calls(this.name).at(-1)?.refusal;
    const verdict =
      last === undefined
        ? functionName(words[0]!)
        : [last.status, last.rule, placeText(last)].filter((part) => part !== '').join(' ');
    return { words, frame, verdict };
  }
}
