import { Board, type SavedBoard } from '../board/board.ts';
import { NotNowError } from '../client/errors.ts';
import type { Outcome, Program, Step } from '../client/port.ts';
import { pageOf } from '../memory/pages.ts';
import type { Limits } from '../rules/limits.ts';
import type { Profile } from '../rules/profile.ts';
import { ENDPOINTS, machineOf } from './in-process-machine.ts';
import type { Act, Capability, EndpointName, Machine, Reply, Target } from './target.ts';

const CAPABILITIES: readonly Capability[] = [
  'dataAborts',
  'refusalRules',
  'endings',
  'withdrawals',
  'initialisation',
];

/** The in-process board as a target: all endpoints at once, nothing to install, every refusal with its rule. */
export const IN_PROCESS: Target = {
  name: 'the in-process board',
  capabilities: new Set(CAPABILITIES),
  endpoints: ENDPOINTS,
};

/** The machine of the in-process target, whose manager behaves as a profile says. */
export class InProcessMachine implements Machine {
  private readonly board: Board;
  /** The board before anybody has called anything, by the partitions that are in the middle of their initialisation. */
  private readonly starts: Map<string, SavedBoard> = new Map();
  private readonly built: SavedBoard;
  /** What the target saw of the call in progress. */
  private seen: Reply['seen'];

  constructor(profile: Profile, limits: Partial<Limits> = {}) {
    this.board = new Board({ ...machineOf(profile), limits });
    this.built = this.board.save();
    this.board.listen((event) => {
      if (event.kind !== 'call') return;
      const { refusal, changes } = event;
      this.seen = {
        pageChanges: changes.length,
        ...(refusal === undefined ? {} : { rule: refusal.rule }),
      };
    });
  }

  take(act: Act): Reply {
    switch (act.do) {
      case 'reset':
        this.reset(act.initialising);
        return DONE;
      case 'step':
        return this.step(act.endpoint, act.step);
      case 'collect':
        return { outcome: this.received(act.endpoint) };
      case 'end':
        this.board.abort(act.endpoint);
        return DONE;
      case 'withdraw':
        this.board.memory.withdraw(pageOf(act.address), act.gone);
        return DONE;
    }
  }

  private reset(initialising: readonly EndpointName[]): void {
    const key = initialising.join();
    const start = this.starts.get(key);
    this.board.restore(start ?? this.built);
    if (start !== undefined) return;
    this.board.boot({ without: initialising });
    this.starts.set(key, this.board.save());
  }

  /** An endpoint without a processor makes no step: it waits for whoever has it. */
  private step(endpoint: EndpointName, step: Step): Reply {
    try {
      return this.make(endpoint, step);
    } catch (error) {
      if (error instanceof NotNowError) return { outcome: 'waits' };
      throw error;
    }
  }

  private make(endpoint: EndpointName, step: Step): Reply {
    if (step.do !== 'call') return { outcome: this.access(endpoint, step) };
    this.seen = undefined;
    this.board.issue(endpoint, step.frame);
    const outcome = this.received(endpoint);
    return this.seen === undefined ? { outcome } : { outcome, seen: this.seen };
  }

  private access(endpoint: EndpointName, step: Step): Outcome {
    return this.board.perform(endpoint, function* (): Program<Outcome> {
      return yield step;
    });
  }

  private received(endpoint: EndpointName): Outcome | 'waits' {
    const frame = this.board.received(endpoint);
    return frame === undefined ? 'waits' : { frame };
  }
}

/** What comes of an act that is not about one endpoint's step. */
const DONE: Reply = { outcome: 'written' };
