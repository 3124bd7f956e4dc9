import { createFrame, setX, w, x } from '../../../core/abi/frame.ts';
import type { AccessFault, Outcome, Program, Step } from '../../../core/client/port.ts';
import type { FileRam } from '../../ram/file-ram.ts';
import type { Services } from '../firmware/smccc.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import type { Link } from '../link/link.ts';
import {
  dataAt,
  enoughAt,
  MOST_BYTES,
  NEXT_STEP,
  ORDER,
  REPORT,
  registersAt,
  roundsAt,
  STORE_BYTES,
  TOUCH,
} from './step-agent-code.ts';

/** How many addresses are tried out at once. */
export const MOST_TOUCHED: number = Math.floor(MOST_BYTES / TOUCH.BYTES);

/** Syndrome of a data abort: write or read, and what was wrong. Codes from 12 on are permission faults, up to 15. */
const WRITE_NOT_READ = 0x40;
const FAULT_CODE = 0x3f;
const PERMISSION = { first: 0xc, last: 0xf };

/** Something that a processor is to do. */
interface Errand {
  /** Puts what it needs into memory, and says what it is ordered. */
  readonly order: () => Order;
  /** Hears of its report. */
  readonly done: (frame: CpuFrame) => void;
  ordered: boolean;
}

/** ORDER, and what it is about: an address, and bytes or how many. */
type Order = readonly [order: number, address: number, length: number];

/** An address that is tried out, and how: bits of TRY. */
export interface Touch {
  readonly address: number;
  readonly tries: number;
}

/** What came of that: the word that was read, and the syndrome of each access, 0 where it was not made or nothing was wrong. */
export interface Touched {
  readonly word: number;
  readonly read: number;
  readonly written: number;
  readonly fetched: number;
}

/** A word that is written, again and again. */
export interface Store {
  readonly address: number;
  readonly word: number;
}

/** The host's side of the agent: has processors of the guest do steps, one at a time on each. */
export class StepAgent {
  private readonly link: Link;
  private readonly ram: FileRam;
  private readonly errands: Map<number, Errand> = new Map();
  /** Processors that have asked for a step and are parked, by number. */
  private readonly idle: Map<number, CpuFrame> = new Map();

  constructor(link: Link, ram: FileRam) {
    this.link = link;
    this.ram = ram;
  }

  /** The call that the agent makes. */
  get services(): Services {
    return new Map([[NEXT_STEP, (frame: CpuFrame) => this.next(frame)]]);
  }

  /** Has a processor do a step as soon as it asks for one. Throws while it is at another. */
  take(step: Step, cpu = 0): Promise<Outcome> {
    return new Promise((done) => {
      this.send(cpu, {
        order: () => this.orderOf(step, cpu),
        done: (frame) => done(this.outcome(frame, step)),
        ordered: false,
      });
    });
  }

  /** Has a processor try out addresses, one after the other; at most MOST_TOUCHED. Throws while it is at a step. */
  touch(touches: readonly Touch[], cpu = 0): Promise<readonly Touched[]> {
    const list = new BigUint64Array((touches.length * TOUCH.BYTES) / 8);
    for (const [index, { address, tries }] of touches.entries())
      list.set([BigInt(address), BigInt(tries)], (index * TOUCH.BYTES) / 8);
    return new Promise((done) => {
      this.send(cpu, {
        order: () => {
          this.ram.write(dataAt(cpu), list, 0, list.byteLength);
          return [ORDER.TOUCH, dataAt(cpu), touches.length];
        },
        done: () => {
          this.ram.read(dataAt(cpu), list, 0, list.byteLength);
          done(touches.map((_, index) => touchedIn(list, (index * TOUCH.BYTES) / 8)));
        },
        ordered: false,
      });
    });
  }

  /** Has a processor do stores, one after the other, again and again until `endRace`. Returns the fault that was the end of it, if one was. Throws while it is at a step. */
  race(stores: readonly Store[], cpu: number): Promise<AccessFault | undefined> {
    const list = new BigUint64Array((stores.length * STORE_BYTES) / 8);
    for (const [index, { address, word }] of stores.entries())
      list.set([BigInt(address), BigInt(word)], (index * STORE_BYTES) / 8);
    return new Promise((done) => {
      this.send(cpu, {
        order: () => {
          this.setWord(enoughAt(cpu), 0n);
          this.setWord(roundsAt(cpu), 0n);
          this.ram.write(dataAt(cpu), list, 0, list.byteLength);
          return [ORDER.RACE, dataAt(cpu), stores.length];
        },
        done: (frame) => done(faultIn(frame)),
        ordered: false,
      });
    });
  }

  /** Tells a processor that races that it is enough. */
  endRace(cpu: number): void {
    this.setWord(enoughAt(cpu), 1n);
  }

  /** How often a processor has done all stores of its race, which has begun. */
  roundsOf(cpu: number): number {
    const rounds = new BigUint64Array(1);
    this.ram.read(roundsAt(cpu), rounds, 0, 8);
    return Number(rounds[0]);
  }

  private setWord(address: number, word: bigint): void {
    this.ram.write(address, BigUint64Array.of(word), 0, 8);
  }

  /** Has a processor run a program, step by step. Throws what the program throws. */
  async perform<Result>(program: Program<Result>, cpu = 0): Promise<Result> {
    // A generator does not look at what it is started with.
    let next = program.next('written');
    while (next.done !== true) next = program.next(await this.take(next.value, cpu));
    return next.value;
  }

  private send(cpu: number, errand: Errand): void {
    if (this.errands.has(cpu)) throw new TypeError(`processor ${cpu} is still at its last step`);
    this.errands.set(cpu, errand);
    const frame = this.idle.get(cpu);
    if (frame === undefined) return;
    this.idle.delete(cpu);
    this.order(frame, errand);
    this.link.answer(frame);
  }

  /** A processor asks for a step, and reports what came of the last. */
  private next(frame: CpuFrame): boolean {
    const errand = this.errands.get(frame.cpu);
    if (errand !== undefined && !errand.ordered) {
      this.order(frame, errand);
      return true;
    }
    this.idle.set(frame.cpu, frame);
    if (errand !== undefined) {
      this.errands.delete(frame.cpu);
      errand.done(frame);
    }
    return false;
  }

  private order({ registers }: CpuFrame, errand: Errand): void {
    errand.ordered = true;
    const [order, address, length] = errand.order();
    setX(registers, 0, BigInt(order));
    setX(registers, 1, BigInt(address));
    setX(registers, 2, BigInt(length));
  }

  private orderOf(step: Step, cpu: number): Order {
    const [order, address, length] = orderOf(step);
    if (length > MOST_BYTES) throw new RangeError(`a step moves at most ${MOST_BYTES} bytes, not ${length}`);
    if (step.do === 'call') this.ram.write(registersAt(cpu), step.frame, 0, step.frame.byteLength);
    if (step.do === 'write') this.ram.write(dataAt(cpu), step.bytes, 0, length);
    return [order, address, length];
  }

  private outcome(report: CpuFrame, step: Step): Outcome {
    const { cpu } = report;
    const fault = faultIn(report);
    if (fault !== undefined) return { fault };
    if (step.do === 'write') return 'written';
    if (step.do === 'call') {
      const frame = createFrame();
      this.ram.read(registersAt(cpu), frame, 0, frame.byteLength);
      return { frame };
    }
    const bytes = new Uint8Array(step.length);
    this.ram.read(dataAt(cpu), bytes, 0, step.length);
    return { bytes };
  }
}

function touchedIn(list: BigUint64Array, at: number): Touched {
  const field = (offset: number) => Number(list[at + offset / 8]);
  return {
    word: field(TOUCH.WORD),
    read: field(TOUCH.READ),
    written: field(TOUCH.WRITTEN),
    fetched: field(TOUCH.FETCHED),
  };
}

function orderOf(step: Step): Order {
  if (step.do === 'call') return [ORDER.CALL, 0, 0];
  return step.do === 'read'
    ? [ORDER.READ, step.address, step.length]
    : [ORDER.WRITE, step.address, step.bytes.length];
}

function faultIn({ registers }: CpuFrame): AccessFault | undefined {
  if (w(registers, 1) !== REPORT.FAULT) return undefined;
  const syndrome = w(registers, 2);
  const address = Number(x(registers, 3));
  const code = syndrome & FAULT_CODE;
  return {
    access: (syndrome & WRITE_NOT_READ) === 0 ? 'read' : 'write',
    address,
    kind: code >= PERMISSION.first && code <= PERMISSION.last ? 'permission' : 'translation',
  };
}
