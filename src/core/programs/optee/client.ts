import type { Ffa } from '../../client/ffa.ts';
import { Alarms } from './alarms.ts';
import type { TeeLimits } from './limits.ts';
import { SharedMemory } from './shared-memory.ts';
import { Threads } from './threads.ts';
import type { Invocation, TrustedApp } from './trusted-app.ts';

/** What the trusted OS knows of one endpoint that talks to it. Nobody else can refer to any of it. */
export class Client {
  readonly memory: SharedMemory;
  readonly threads: Threads;
  readonly alarms: Alarms;
  /** By the numbers that the client has for them. */
  readonly sessions: Map<number, TrustedApp> = new Map();
  /** What its applications are doing now. */
  readonly invocations: Set<Invocation> = new Set();
  readonly limits: TeeLimits;

  constructor(ffa: Ffa, id: number, limits: TeeLimits) {
    this.memory = new SharedMemory(ffa, id, limits);
    this.threads = new Threads(limits.threads);
    this.alarms = new Alarms(ffa, id);
    this.limits = limits;
  }

  /** The lowest number that no session has. Zero is none. */
  get freeSession(): number | undefined {
    for (let session = 1; session <= this.limits.sessions; session++)
      if (!this.sessions.has(session)) return session;
    return undefined;
  }
}
