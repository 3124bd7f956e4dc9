import { ABORT_EXAMPLES } from './abort.ts';
import { CALL_EXAMPLES, VERSION_EXAMPLES } from './call.ts';
import { CONSOLE_EXAMPLES } from './console.ts';
import { DESCRIPTOR_EXAMPLES } from './descriptor.ts';
import type { Example } from './example.ts';
import { FRAGMENT_EXAMPLES } from './fragment.ts';
import { RM_EXAMPLES } from './gunyah/examples.ts';
import { PACKET_EXAMPLES } from './gunyah/packet.ts';
import { INDIRECT_EXAMPLES } from './indirect.ts';
import { INFO_EXAMPLES } from './info.ts';
import { MAILBOX_EXAMPLES } from './mailbox.ts';
import { MEDIATOR_EXAMPLES } from './mediator.ts';
import { MESSAGE_EXAMPLES } from './message.ts';
import { NOTIFICATION_EXAMPLES } from './notification.ts';
import { PERMISSION_EXAMPLES } from './permission.ts';
import { PROCESSOR_EXAMPLES } from './processor.ts';
import { RECLAIM_EXAMPLES } from './reclaim.ts';
import { RELINQUISH_EXAMPLES } from './relinquish.ts';
import { RESOURCES_EXAMPLES } from './resources.ts';
import { RESPONSE_EXAMPLES } from './response.ts';
import { RETRIEVE_CALL_EXAMPLES } from './retrieve-call.ts';
import { RETRIEVE_MEMORY_EXAMPLES } from './retrieve-memory.ts';
import { RETRIEVE_RECEIVERS_EXAMPLES } from './retrieve-receivers.ts';
import { RETRIEVE_REQUEST_EXAMPLES } from './retrieve-request.ts';
import { RETRIEVE_SENT_EXAMPLES } from './retrieve-sent.ts';
import { SEND_ACCESS_EXAMPLES } from './send-access.ts';
import { SEND_CALL_EXAMPLES } from './send-call.ts';
import { SEND_COMPOSITE_EXAMPLES } from './send-composite.ts';
import { SEND_FLAGS_EXAMPLES } from './send-flags.ts';
import { SEND_MEMORY_EXAMPLES } from './send-memory.ts';
import { SEND_PARTIES_EXAMPLES } from './send-parties.ts';
import { SEND_ROOM_EXAMPLES } from './send-room.ts';

/** One example for each rule of the partition manager and of mediators, in the order of the rules. */
export const EXAMPLES: readonly Example[] = [
  CALL_EXAMPLES,
  VERSION_EXAMPLES,
  MEDIATOR_EXAMPLES,
  MAILBOX_EXAMPLES,
  INFO_EXAMPLES,
  RESOURCES_EXAMPLES,
  MESSAGE_EXAMPLES,
  PROCESSOR_EXAMPLES,
  ABORT_EXAMPLES,
  INDIRECT_EXAMPLES,
  NOTIFICATION_EXAMPLES,
  PERMISSION_EXAMPLES,
  CONSOLE_EXAMPLES,
  DESCRIPTOR_EXAMPLES,
  SEND_CALL_EXAMPLES,
  SEND_COMPOSITE_EXAMPLES,
  SEND_FLAGS_EXAMPLES,
  SEND_PARTIES_EXAMPLES,
  SEND_ACCESS_EXAMPLES,
  SEND_ROOM_EXAMPLES,
  SEND_MEMORY_EXAMPLES,
  FRAGMENT_EXAMPLES,
  RETRIEVE_CALL_EXAMPLES,
  RETRIEVE_REQUEST_EXAMPLES,
  RETRIEVE_SENT_EXAMPLES,
  RETRIEVE_RECEIVERS_EXAMPLES,
  RETRIEVE_MEMORY_EXAMPLES,
  RESPONSE_EXAMPLES,
  RELINQUISH_EXAMPLES,
  RECLAIM_EXAMPLES,
].flat();

const BY_RULE: ReadonlyMap<string, Example> = new Map(
  [...EXAMPLES, ...RM_EXAMPLES, ...PACKET_EXAMPLES].map((example) => [example.rule, example]),
);

/** The example of a rule, of the resource manager's, too. Every rule about calls, messages and packets has one. */
export function exampleOf(rule: string): Example | undefined {
  return BY_RULE.get(rule);
}
