import { layoutsOf, MESSAGE_1_1 } from '../../core/abi/layouts.ts';
import type { UuidWords } from '../../core/abi/uuid.ts';
import type { PartitionSpec } from '../../core/board/machine.ts';
import { directRequest64 } from '../../core/client/messages.ts';
import type { Handlers } from './handlers.ts';
import type { Namespace } from './namespace.ts';
import { Refused } from './refused.ts';
import { SERVE_RULES } from './rules.ts';

/** A client on the socket of a partition. */
export interface PartitionClient {
  readonly namespace: Namespace;
  readonly partition: PartitionSpec;
  /** The service that the socket is named after. */
  readonly uuid: UuidWords;
}

const WORD_END = 2n ** 32n;

/** What is done on the socket of a partition: messages to it, and from it. */
export const PARTITION_CALLS: Handlers<'partition', PartitionClient> = {
  REQUEST({ namespace, partition }, { width, data }) {
    if (width === 64) {
      const values = namespace.conduit.perform(({ driver }) => directRequest64(driver, partition.id, data));
      return values instanceof Refused ? values : { data: values };
    }
    if (width !== 32 || data.some((value) => value >= WORD_END)) return Refused.by(SERVE_RULES.width);
    const values = namespace.conduit.perform((ffa) => ffa.directRequest(partition.id, data));
    return values instanceof Refused ? values : { data: values.map(BigInt) };
  },
  REQUEST2({ namespace, partition, uuid }, { data }) {
    const values = namespace.conduit.perform((ffa) => ffa.directRequest2(partition.id, uuid, data));
    return values instanceof Refused ? values : { data: values };
  },
  MESSAGE({ namespace: { conduit }, partition, uuid }, { bytes }) {
    const { driver } = conduit.ffa;
    const { message = MESSAGE_1_1 } = layoutsOf(driver.version);
    const room = driver.bufferBytes - message.size;
    if (bytes.length > room) return Refused.by(SERVE_RULES.messageRoom, `It has ${room} bytes.`);
    const service = message === MESSAGE_1_1 ? undefined : uuid;
    return conduit.perform((ffa) => ffa.send(partition.id, bytes, service)) ?? {};
  },
  LISTEN: ({ namespace, partition }, { bitmap }) => namespace.inbox.bind(partition.id, bitmap) ?? {},
  SILENCE: ({ namespace, partition }, { bitmap }) => namespace.inbox.unbind(partition.id, bitmap) ?? {},
  HEARD: ({ namespace, partition }) => ({ bitmap: namespace.inbox.takeNotifications(partition.id) }),
  RECEIVE({ namespace, partition }) {
    const bytes = namespace.inbox.takeMessage(partition.id);
    return bytes === undefined ? Refused.by(SERVE_RULES.noMessage) : { bytes };
  },
  NOTIFY({ namespace, partition }, { bitmap, flags }) {
    return namespace.conduit.perform((ffa) => ffa.notify(partition.id, bitmap, flags)) ?? {};
  },
};
