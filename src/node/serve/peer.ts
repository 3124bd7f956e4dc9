import type { UuidWords } from '../../core/abi/uuid.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import type { SelfClient } from './memory-calls.ts';
import type { Namespace } from './namespace.ts';
import { PARTITION_CALLS } from './partition-calls.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';
import { SELF_CALLS } from './self-calls.ts';
import type { Session } from './session.ts';
import {
  type Asked,
  CALLS,
  type CallName,
  callNamed,
  PROTOCOL_VERSION,
  REFUSAL,
  SOCKET,
} from './wire/calls.ts';
import { decode, encode } from './wire/fields.ts';
import { ANSWER, type BrokenFrame, type Frame } from './wire/frames.ts';

/** What a socket is for: the VM itself, or one service of a partition. */
export type Target = 'self' | { readonly partition: PartitionSpec; readonly uuid: UuidWords };

/** An answer, and whether it is the last. */
export interface Reply {
  readonly frame: Frame;
  readonly closes: boolean;
}

const NO_SESSION = '0'.repeat(32);

/** What is known of a client once it has said HELLO: whose session it is, and the token that the server answered with. */
interface Known {
  readonly session: Session | undefined;
  readonly token: string;
}

type Outcome = { readonly answer: object; readonly call: CallName } | Refused;

/** One connection's side of the protocol: takes questions, gives answers, and cleans up after the client. */
export class Peer {
  private readonly namespace: Namespace;
  private readonly target: Target;
  private known: Known | undefined;

  constructor(namespace: Namespace, target: Target) {
    this.namespace = namespace;
    this.target = target;
  }

  /** Answers a frame. The connection ends with an answer that closes. */
  answer(frame: Frame | BrokenFrame): Reply {
    const outcome = this.outcome(frame);
    const header = { verb: frame.verb | ANSWER, cookie: frame.cookie };
    if (outcome instanceof Refused) return refusal(header, outcome);
    const fields = CALLS[outcome.call].answers;
    return { frame: { ...header, code: 0, message: encode(fields, outcome.answer as never) }, closes: false };
  }

  /** The connection is over, however it ended. */
  close(): void {
    const { known } = this;
    this.known = undefined;
    if (known === undefined) return;
    if (this.target !== 'self') this.namespace.revoke(known.token);
    else if (known.session !== undefined) this.namespace.closeSession(known.session);
  }

  private outcome(frame: Frame | BrokenFrame): Outcome {
    if ('broken' in frame)
      return Refused.by(frame.broken === 'length' ? SERVE_RULES.frameLength : SERVE_RULES.frameReserved);
    if (frame.code !== 0) return Refused.by(SERVE_RULES.frameReserved);
    const call = callNamed(frame.verb);
    if ((call === 'HELLO') !== (this.known === undefined)) return Refused.by(SERVE_RULES.helloFirst);
    if (call === undefined) return Refused.by(SERVE_RULES.verb, `${frame.verb} is not.`);
    const place = this.target === 'self' ? 'self' : 'partition';
    if (CALLS[call].on !== place && CALLS[call].on !== 'any') return Refused.by(SERVE_RULES.place);
    const asked = decode(CALLS[call].asks, frame.message);
    if (asked === 'length') return Refused.by(SERVE_RULES.messageLength);
    if (asked === 'reserved') return Refused.by(SERVE_RULES.messageReserved);
    const answer = call === 'HELLO' ? this.hello(asked as Asked<'HELLO'>) : this.serve(call, asked);
    return answer instanceof Refused ? answer : { call, answer };
  }

  private hello({ oldest, newest, session: named }: Asked<'HELLO'>): object | Refused {
    if (oldest > PROTOCOL_VERSION || newest < PROTOCOL_VERSION)
      return Refused.by(SERVE_RULES.protocolVersion, `The server speaks ${PROTOCOL_VERSION}.`);
    const { namespace, target } = this;
    const { version: ffaVersion } = namespace.conduit.ffa.driver;
    if (target === 'self') {
      if (named !== NO_SESSION) return Refused.by(SERVE_RULES.session);
      const session = namespace.openSession();
      const { token } = session;
      this.known = { session, token };
      const { id: endpoint, properties } = namespace.vm;
      return { version: PROTOCOL_VERSION, socket: SOCKET.SELF, endpoint, ffaVersion, properties, token };
    }
    const session = namespace.session(named);
    if (session === undefined && named !== NO_SESSION) return Refused.by(SERVE_RULES.session);
    const token = session === undefined ? NO_SESSION : namespace.grant(session, target.partition);
    this.known = { session, token };
    const { id: endpoint, properties } = target.partition;
    return { version: PROTOCOL_VERSION, socket: SOCKET.PARTITION, endpoint, ffaVersion, properties, token };
  }

  private serve(call: Exclude<CallName, 'HELLO'>, asked: object): object | Refused {
    const { namespace, target, known } = this;
    if (target === 'self') {
      const handler = SELF_CALLS[call as keyof typeof SELF_CALLS] as Loose<SelfClient>;
      return handler({ namespace, session: known?.session as Session }, asked);
    }
    const refused = namespace.unclaimed(target.partition);
    if (refused instanceof Refused) return refused;
    const handler = PARTITION_CALLS[call as keyof typeof PARTITION_CALLS] as Loose<object>;
    return handler({ namespace, ...target }, asked);
  }
}

/** A handler whose call is known, and with it what it is asked. */
type Loose<Client> = (client: Client, asked: object) => object | Refused;

/** The frame that tells of a refusal. */
export function refusal(
  header: Pick<Frame, 'verb' | 'cookie'>,
  { errno, status, rule, why, closes }: Refused,
): Reply {
  return { frame: { ...header, code: -errno, message: encode(REFUSAL, { status, rule, why }) }, closes };
}
