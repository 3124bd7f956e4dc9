import type { MachineSpec } from '../board/machine.ts';
import { Checker } from './invariants/checker.ts';
import { count, countsOf } from './invariants/counts.ts';
import type { Breach } from './invariants/invariant.ts';
import { INVARIANTS } from './invariants/registry.ts';
import { standFor } from './mediated-stand.ts';
import { ModelBeside } from './model-beside.ts';
import type { Move } from './move.ts';
import type { Outcome } from './outcome.ts';
import type { BeforeCall, Stand } from './stand.ts';
import type { BeforeAsk } from './vm-stand.ts';

/** Who looks on. */
export interface LabOptions {
  /** The executable specification, beside the invariants. */
  readonly model: boolean;
}

/** A stand, and everybody who checks what happens on it. */
export class Lab {
  readonly stand: Stand;
  readonly checker: Checker;
  readonly beside: ModelBeside | undefined;
  /** What came of the last move. It holds until the next one. */
  outcome: Outcome | undefined;
  /** Calls that were made since the lab was built. */
  calls = 0;
  /** How often the manager refused under each rule. */
  readonly refusals: Map<string, number> = new Map();
  private readonly before: Float64Array;
  /** What has to be noted when a call is ready. */
  readonly beforeCall: BeforeCall;
  private readonly beforeAsk: BeforeAsk;

  /** `stand` is where moves are made, if it is not to be one of its own. */
  constructor(spec: MachineSpec, { model }: LabOptions, stand: Stand = standFor(spec)) {
    this.stand = stand;
    this.checker = new Checker(this.stand);
    this.beside = model ? new ModelBeside(this.stand) : undefined;
    this.before = countsOf(this.stand);
    this.beforeCall = (actor, asked) => {
      count(this.stand, this.before);
      this.beside?.before(actor, asked);
    };
    this.beforeAsk = (vm, packets) => {
      count(this.stand, this.before);
      this.beside?.beforeAsk(vm, packets);
    };
  }

  /** Everything as in the beginning. */
  reset(): void {
    this.stand.reset();
    this.checker.books.reset();
    this.beside?.reset();
  }

  /** Makes a move and checks what came of it. A manager that throws has broken an invariant, too. */
  step(move: Move): Breach | undefined {
    let outcome: Outcome;
    try {
      outcome = this.stand.make(move, this.beforeCall, this.beforeAsk);
    } catch (error) {
      return thrown(error);
    }
    return this.judge(move, outcome);
  }

  /** Checks what came of a move that was made. */
  judge(move: Move, outcome: Outcome): Breach | undefined {
    this.outcome = outcome;
    if (!outcome.made) return undefined;
    if (outcome.rule !== undefined)
      this.refusals.set(outcome.rule, (this.refusals.get(outcome.rule) ?? 0) + 1);
    if (move.do === 'ask' || move.do === 'packet') this.calls++;
    if (move.do === 'call') {
      this.calls++;
      this.takeSample();
    }
    const disagreement = this.beside?.after(move, outcome);
    return this.checker.after({ move, outcome, before: this.before, disagreement });
  }

  /** Everything, everywhere. */
  audit(): Breach | undefined {
    const problem = this.beside?.audit();
    return problem === undefined ? this.checker.audit() : { invariant: AS_SPECIFIED, problem };
  }

  /** VMs give back what they have, and everybody dies, one after the other: then nothing is left. */
  end(): Breach | undefined {
    const { calls } = this;
    for (const move of this.stand.vms?.farewells() ?? []) {
      const breach = this.step(move);
      if (breach !== undefined) return breach;
    }
    // Nobody chose those: they are not counted.
    this.calls = calls;
    for (let by = this.stand.actors.length - 1; by >= 0; by--) {
      // A hypervisor goes last, when its guests' memory has come back.
      if (by === 0) for (let tick = 0; tick < this.patience; tick++) this.stand.make({ do: 'tick' });
      const breach = this.step({ do: 'die', by });
      if (breach !== undefined) return breach;
    }
    return this.checker.atTheEnd();
  }

  /** Ticks after which a hypervisor has tried everything once more. */
  private get patience(): number {
    return this.stand.built.hypervisor?.mediator.state.limits.teardownPause ?? 0;
  }

  /** Keeps a descriptor that was accepted in one piece, for the audit. */
  private takeSample(): void {
    const { outcome, stand } = this;
    if (outcome?.rule !== undefined || outcome?.actor === undefined || (this.calls & 0x1ff) !== 0) return;
    const { asked, actor } = outcome;
    const call = asked[0] & 0xff;
    if (call < 0x71 || call > 0x73 || asked[2] !== asked[4]) return;
    const tx = stand.txAsCalled();
    if (tx === undefined) return;
    const bytes = new Uint8Array(tx.buffer.slice(0, asked[2]));
    const version = actor.manager.endpoints.version[actor.slot];
    this.checker.books.sample = { bytes, version };
  }
}

const AS_SPECIFIED = INVARIANTS[12];

/** A manager that throws has broken an invariant. */
export function thrown(error: unknown): Breach {
  return {
    invariant: THROWN,
    problem: `the manager throws: ${error instanceof Error ? error.message : String(error)}`,
  };
}

/** No guest makes a manager throw. */
const THROWN = {
  number: 0,
  id: 'no-exception',
  what: 'Whatever guests do, the manager answers.',
  source: 'requirements QE2',
};
