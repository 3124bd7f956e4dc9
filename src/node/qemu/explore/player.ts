import type { Outcome, Step } from '../../../core/client/port.ts';
import type { AgentGuest } from '../board/boot-agent.ts';
import type { End } from '../board/guest.ts';
import type { StepAgent, Touch, Touched } from '../payload/step-agent.ts';

/** How long a guest may take for a step, in milliseconds. It takes microseconds; but other processes may want the processors. */
const PATIENCE = 60_000;

/** The guest has come to its end, or does not answer. */
export class GuestLost extends Error {}

/** Has the guest do steps, and notices when it is gone. */
export class Player {
  private readonly parts: AgentGuest;
  /** Rejected when the guest ends. */
  private readonly lost: Promise<never>;

  constructor(parts: AgentGuest) {
    this.parts = parts;
    this.lost = parts.guest.ended.then((end) => {
      throw new GuestLost(`the guest has ended: ${endText(end)}`);
    });
    this.lost.catch(() => undefined);
  }

  /** Who has its processors do things; what comes of that is to be waited for with `within`. */
  get agent(): StepAgent {
    return this.parts.agent;
  }

  /** Has the guest do a step. */
  take(step: Step): Promise<Outcome> {
    return this.within(this.begin(step));
  }

  /** Has it try out addresses. */
  touch(touches: readonly Touch[]): Promise<readonly Touched[]> {
    return this.within(this.parts.agent.touch(touches));
  }

  /** Has the guest do a step; what comes of it is somebody else's to wait for. */
  begin(step: Step): Promise<Outcome> {
    return this.parts.agent.take(step);
  }

  /** Waits for something that the guest brings about. Rejected with a GuestLost when it will not, with a QemuError when QEMU fails, and with what the firmware throws. */
  async within<Result>(awaited: Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new GuestLost('the guest does not go on')), PATIENCE);
    });
    try {
      return await Promise.race([awaited, this.lost, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function endText(end: End): string {
  return end.how === 'trapped' ? `processor ${end.cpu} is trapped, ${end.why}` : end.how;
}
