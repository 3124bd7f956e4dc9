/**
 * Where mutants are switched on: every place that asks for data that a mutant changes asks here, and patched code does, too.
 * Which things a test asked for says which mutants it could notice.
 */
export class Switchboard {
  /** What was asked for since the last `forget`. */
  readonly asked: Set<string> = new Set();
  private subject: string | undefined;
  private value: unknown;

  /** Whether the one mutant that is on is about this. */
  isOn(subject: string): boolean {
    this.asked.add(subject);
    return this.subject === subject;
  }

  /** What the mutant puts in the place of a value; the value itself while it is not on. */
  instead<Value>(subject: string, value: Value): Value {
    return this.isOn(subject) ? (this.value as Value) : value;
  }

  /** What the mutant adds to a number. */
  added(subject: string): number {
    return this.isOn(subject) ? (this.value as number) : 0;
  }

  turnOn(subject: string, value: unknown): void {
    this.subject = subject;
    this.value = value;
  }

  turnOff(): void {
    this.subject = undefined;
  }

  forget(): void {
    this.asked.clear();
  }
}
