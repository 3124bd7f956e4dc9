import { behavioursOf } from '../../src/core/abi/behaviours.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';

const VERSIONS = [VERSION_1_0, VERSION_1_1, VERSION_1_2].map(behavioursOf);

/** What docs/messages.md says of versions, and what holds for each of them. */
export const BEHAVIOURS_TOLD: readonly (readonly [what: string, has: readonly boolean[]])[] = [
  ['indirect messages', VERSIONS.map(({ indirectMessages }) => indirectMessages)],
  ['notifications', VERSIONS.map(({ notifications }) => notifications)],
  ['requests to a service by UUID', VERSIONS.map(({ serviceRequests }) => serviceRequests)],
  ['discovery without RX', VERSIONS.map(({ infoInRegisters }) => infoInRegisters)],
];
