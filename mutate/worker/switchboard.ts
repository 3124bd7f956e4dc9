/** Whether one thing is asked for, and whether the mutant of it is on. Changed code keeps it, for it may ask a million times. */
class Switch {
  /** How often it was asked for since the board's last `forget`. */
  asks = 0;
  on = false;
  private readonly board: Switchboard;

  constructor(board: Switchboard) {
    this.board = board;
  }

  ask(): boolean {
    this.asks++;
    if (--this.board.left < 0) throw new Error('does not end: it asks for mutants again and again');
    return this.on;
  }
}

/**
 * Where mutants are switched on: every place that asks for data that a mutant changes asks here, and patched code does, too.
 * Which things a test asked for says which mutants it could notice.
 */
export class Switchboard {
  /** How many times more anything may be asked for. */
  left = Number.POSITIVE_INFINITY;
  private readonly switches: Map<string, Switch> = new Map();
  private current: Switch | undefined;
  private value: unknown;

  switchOf(subject: string): Switch {
    const known = this.switches.get(subject);
    if (known !== undefined) return known;
    const fresh = new Switch(this);
    this.switches.set(subject, fresh);
    return fresh;
  }

  /** Whether the one mutant that is on is about this. */
  isOn(subject: string): boolean {
    return this.switchOf(subject).ask();
  }

  /** What the mutant puts in the place of a value; the value itself while it is not on. */
  instead<Value>(subject: string, value: Value): Value {
    return this.isOn(subject) ? (this.value as Value) : value;
  }

  /** What the mutant adds to a number. */
  added(subject: string): number {
    return this.isOn(subject) ? (this.value as number) : 0;
  }

  /** Code that asks for anything more than so many times while the mutant is on does not end of itself. */
  turnOn(subject: string, value: unknown, most: number): void {
    this.current = this.switchOf(subject);
    this.current.on = true;
    this.value = value;
    this.left = most;
  }

  turnOff(): void {
    if (this.current !== undefined) this.current.on = false;
    this.left = Number.POSITIVE_INFINITY;
  }

  /** What was asked for since the last `forget`. */
  asked(): Set<string> {
    return new Set([...this.switches].filter(([, { asks }]) => asks > 0).map(([subject]) => subject));
  }

  /** How often anything was asked for since then. */
  asks(): number {
    let sum = 0;
    for (const { asks } of this.switches.values()) sum += asks;
    return sum;
  }

  forget(): void {
    for (const one of this.switches.values()) one.asks = 0;
  }
}
