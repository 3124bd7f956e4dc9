import type { Registers } from '../registers.ts';
import type { NamedRegister } from './named-registers.ts';

/** Registers that lines name one after the other, in any order, as faults and crashes print them. */
export interface RegisterDump {
  readonly line: number;
  readonly lastLine: number;
  /** From x0 on; those that are not named are zero. */
  readonly registers: Registers;
  /** How many are named. */
  readonly named: number;
  readonly hasFirst: boolean;
}

/** Lines of others that may come between two lines of a dump. */
const MOST_BETWEEN = 2;
const MOST_ARGUMENTS = 18;

/** Collects the registers of one dump. */
export class DumpedRegisters {
  readonly #values = new Map<number, bigint>();
  readonly #letter: string;
  readonly #line: number;
  #lastLine: number;

  constructor(first: readonly NamedRegister[], line: number) {
    this.#letter = first[0].letter;
    this.#line = line;
    this.#lastLine = line;
    this.#note(first);
  }

  /** Takes the registers of a later line. False when they belong to another dump. */
  add(more: readonly NamedRegister[], line: number): boolean {
    const near = line - this.#lastLine <= MOST_BETWEEN + 1;
    const anew = more.some(({ letter, number }) => letter !== this.#letter || this.#values.has(number));
    if (!near || anew) return false;
    this.#lastLine = line;
    this.#note(more);
    return true;
  }

  get whole(): RegisterDump {
    const count = Math.min(MOST_ARGUMENTS, Math.max(...this.#values.keys()) + 1);
    return {
      line: this.#line,
      lastLine: this.#lastLine,
      registers: Array.from({ length: count }, (_, number) => this.#values.get(number) ?? 0n),
      named: this.#values.size,
      hasFirst: this.#values.has(0),
    };
  }

  #note(registers: readonly NamedRegister[]): void {
    for (const { number, value } of registers) if (!this.#values.has(number)) this.#values.set(number, value);
  }
}
