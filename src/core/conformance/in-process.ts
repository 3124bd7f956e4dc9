import { Board, type SavedBoard } from '../board/board.ts';
import type { Outcome, Program, Step } from '../client/port.ts';
import type { Profile } from '../rules/profile.ts';
import { ENDPOINTS, machineOf } from './in-process-machine.ts';
import type { Act, Capability, EndpointName, Machine, Reply, Target } from './target.ts';

const CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>(['dataAborts', 'refusalRules']);

/** The in-process board as a target: all endpoints at once, nothing to install, every refusal with its rule. */
export const IN_PROCESS: Target = {
  name: 'the in-process board',
  capabilities: CAPABILITIES,
  endpoints: ENDPOINTS,
};

/** The machine of the in-process target, whose manager behaves as a profile says. */
export class InProcessMachine implements Machine {
  private readonly board: Board;
  private readonly start: SavedBoard;
  /** What the target saw of the call in progress. */
  private seen: Reply['seen'];

  constructor(profile: Profile) {
    this.board = new Board(machineOf(profile));
    this.board.boot();
    this.start = this.board.save();
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
        this.board.restore(this.start);
        return { outcome: 'written' };
      case 'collect':
        return { outcome: this.received(act.endpoint) };
      case 'step':
        return this.step(act.endpoint, act.step);
    }
  }

  private step(endpoint: EndpointName, step: Step): Reply {
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
