import { isError, w } from '../../core/abi/frame.ts';
import { functionId } from '../../core/abi/functions.ts';
import { callFunction } from '../../core/client/driver.ts';
import { errorOf } from '../../core/client/errors.ts';
import type { Handlers } from './handlers.ts';
import { MEMORY_CALLS, type SelfClient } from './memory-calls.ts';
import { endOf, isInside, type PageRun } from './page-pool.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';
import type { Session } from './session.ts';
import { offsetOf } from './vm-memory.ts';
import { MOST_MESSAGE_BYTES } from './wire/frames.ts';

const FFA_FEATURES: number = functionId('FFA_FEATURES');

/** What is done on `self`: memory, and what the manager offers the VM. */
export const SELF_CALLS: Handlers<'self', SelfClient> = {
  ...MEMORY_CALLS,
  FEATURES({ namespace }, { function: id, input }) {
    return namespace.conduit.perform(function* () {
      const answer = yield* callFunction('FFA_FEATURES', { 1: id, 2: input });
      if (isError(answer)) throw errorOf(FFA_FEATURES, answer);
      return { w2: w(answer, 2), w3: w(answer, 3) };
    });
  },
  ALLOCATE({ namespace, session }, { pages }) {
    const run = namespace.allocate(session, pages);
    if (run instanceof Refused) return run;
    const offset = offsetOf(namespace.runs, run.address);
    return { address: BigInt(run.address), offset: BigInt(offset) };
  },
  FREE({ namespace, session }, { address }) {
    const run = session.allocations.get(Number(address));
    if (run === undefined) return Refused.by(SERVE_RULES.allocation);
    if ([...session.sends.values()].flat().some((sent) => overlap(sent, run)))
      return Refused.by(SERVE_RULES.sent);
    namespace.release(session, run);
    return {};
  },
  READ({ namespace, session }, { address, length }) {
    if (length > MOST_MESSAGE_BYTES) return Refused.by(SERVE_RULES.accessLength);
    const at = reachable(session, address, length);
    if (at instanceof Refused) return at;
    const bytes = namespace.conduit.perform((ffa) => ffa.read(at, length));
    return bytes instanceof Refused ? bytes : { bytes };
  },
  WRITE({ namespace, session }, { address, bytes }) {
    const at = reachable(session, address, bytes.length);
    if (at instanceof Refused) return at;
    return namespace.conduit.perform((ffa) => ffa.write(at, bytes)) ?? {};
  },
};

/** The address of bytes that a session may access, if the VM may. */
function reachable(session: Session, address: bigint, length: number): number | Refused {
  if (length === 0) return Refused.by(SERVE_RULES.noPages);
  const runs = [...session.allocations.values(), ...[...session.retrievals.values()].flat()];
  if (isInside(runs, Number(address), length)) return Number(address);
  return Refused.by(SERVE_RULES.memory, `${length} bytes at 0x${address.toString(16)} were not.`);
}

function overlap(left: PageRun, right: PageRun): boolean {
  return left.address < endOf(right) && right.address < endOf(left);
}
