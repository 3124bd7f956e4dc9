import { createFrame, type Frame, setX } from '../../src/core/abi/frame.ts';
import type { Outcome, Program, Step } from '../../src/core/client/port.ts';

/** What a scripted manager says to a call. */
export type Answer = (question: Frame, tx: Uint8Array, rx: Uint8Array) => Frame;

/** Registers in their order. */
export function registers(...values: (number | bigint)[]): Frame {
  const frame = createFrame();
  values.forEach((value, register) => {
    setX(frame, register, BigInt(value));
  });
  return frame;
}

/** A machine that answers calls from a script, or in one way always, with one TX and one RX page: an oracle for what a driver sends. */
export class ScriptedMachine {
  readonly calls: Frame[] = [];
  /** The TX page as it was at each call. */
  readonly sent: Uint8Array[] = [];
  readonly rx: Uint8Array = new Uint8Array(4096);
  private readonly tx: Uint8Array = new Uint8Array(4096);
  private readonly answers: Answer[];
  private readonly always: Answer | undefined;
  private readonly txAt: number;
  private readonly rxAt: number;

  constructor(txAt: number, rxAt: number, answers: readonly Answer[] | Answer) {
    this.txAt = txAt;
    this.rxAt = rxAt;
    this.answers = typeof answers === 'function' ? [] : [...answers];
    this.always = typeof answers === 'function' ? answers : undefined;
  }

  /** How many answers are left. */
  get left(): number {
    return this.answers.length;
  }

  run<Result>(program: Program<Result>): Result {
    let step = program.next('written');
    while (step.done !== true) step = program.next(this.outcome(step.value));
    return step.value;
  }

  /** What comes of a step. */
  outcome(step: Step): Outcome {
    if (step.do === 'call') {
      const answer = this.always ?? this.answers.shift();
      if (answer === undefined) throw new Error(`no answer is left for 0x${step.frame[0]?.toString(16)}`);
      this.calls.push(step.frame.slice());
      this.sent.push(this.tx.slice());
      return { frame: answer(step.frame.slice(), this.tx, this.rx) };
    }
    if (step.do === 'write') {
      if (step.address < this.txAt || step.address + step.bytes.length > this.txAt + this.tx.length)
        return { fault: { access: 'write', address: step.address, kind: 'translation' } };
      this.tx.set(step.bytes, step.address - this.txAt);
      return 'written';
    }
    const offset = step.address - this.rxAt;
    if (offset < 0 || offset + step.length > this.rx.length)
      return { fault: { access: 'read', address: step.address, kind: 'translation' } };
    return { bytes: this.rx.slice(offset, offset + step.length) };
  }
}
