/** Which parts of the specification a run came across: each clause as a reason for a refusal, each call with success. */
export class Coverage {
  /** How often each was met. */
  readonly met: Map<string, number> = new Map();

  note(part: string): void {
    this.met.set(part, (this.met.get(part) ?? 0) + 1);
  }

  /** Adds what another run came across. */
  add(met: Iterable<readonly [string, number]>): void {
    for (const [part, times] of met) this.met.set(part, (this.met.get(part) ?? 0) + times);
  }
}
