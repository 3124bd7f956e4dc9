import { Board, type SavedBoard } from '../board/board.ts';
import { pageOf } from '../memory/pages.ts';
import type { Limits } from '../rules/limits.ts';
import type { Profile } from '../rules/profile.ts';
import { InProcessActs } from './in-process-acts.ts';
import { ENDPOINTS, machineOf, VMS } from './in-process-machine.ts';
import type { Act, Capability, EndpointName, Machine, Reply, Target } from './target.ts';

const CAPABILITIES: readonly Capability[] = [
  'dataAborts',
  'refusalRules',
  'endings',
  'withdrawals',
  'initialisation',
  'resourceManager',
];

/** The in-process board as a target: all endpoints at once, nothing to install, every refusal with its rule. */
export const IN_PROCESS: Target = {
  name: 'the in-process board',
  capabilities: new Set(CAPABILITIES),
  endpoints: ENDPOINTS,
  vms: VMS,
};

/** The machine of the in-process target, whose manager behaves as a profile says. */
export class InProcessMachine implements Machine {
  private readonly board: Board;
  private readonly acts: InProcessActs;
  /** The board before anybody has called anything, by the partitions that are in the middle of their initialisation. */
  private readonly starts: Map<string, SavedBoard> = new Map();
  private readonly built: SavedBoard;

  constructor(profile: Profile, limits: Partial<Limits> = {}) {
    this.board = new Board({ ...machineOf(profile), limits });
    this.built = this.board.save();
    this.acts = new InProcessActs(this.board);
  }

  take(act: Act): Reply {
    switch (act.do) {
      case 'reset':
        this.reset(act.initialising);
        return DONE;
      case 'step':
        return this.acts.step(act.endpoint, act.step);
      case 'vm-step':
        return this.acts.vmStep(act.vm, act.step);
      case 'collect':
        return { outcome: this.acts.received(act.endpoint) };
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
}

/** What comes of an act that is not about one endpoint's step. */
export const DONE: Reply = { outcome: 'written' };
