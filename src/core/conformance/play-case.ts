import type { Case } from './case.ts';
import type { Cast } from './cast.ts';
import { accepted, type Body, CaseOver } from './checks.ts';
import { type KeptCheck, Log } from './log.ts';
import { NOTHING, type Play } from './play.ts';
import type { Role } from './role.ts';

/** What came of one run of a case. */
export interface Played {
  readonly checks: readonly KeptCheck[];
  /** Rules that refused a call of it. */
  readonly rules: ReadonlySet<string>;
}

const ROLES: readonly Role[] = ['owner', 'borrower', 'third'];

/** Plays one run from the machine's start to the end of the case, or to the check without which it makes no sense to go on. */
export function* playCase(subject: Case, cast: Cast): Play<Played> {
  const log = new Log(subject.id);
  yield { do: 'reset', initialising: subject.initialising ?? [] };
  try {
    if (subject.unstarted !== true) yield* keep(startAll(subject, cast), log);
    yield* keep(subject.body(cast), log);
  } catch (error) {
    if (!(error instanceof CaseOver)) throw error;
  }
  log.close();
  return { checks: log.checks, rules: log.rules };
}

function* startAll({ versions = {} }: Case, cast: Cast): Body {
  for (const role of ROLES) yield* accepted(`${role} starts`, cast[role].start(versions[role]));
}

/** Takes a body from act to act, and keeps what it notes. */
function* keep(body: Body, log: Log): Play<void> {
  let next = body.next(NOTHING);
  while (next.done !== true) {
    const request = next.value;
    if (request.do === 'note') {
      log.note(request.check);
      next = body.next(NOTHING);
    } else {
      const reply = yield request;
      log.saw(request, reply);
      next = body.next(reply);
    }
  }
}
