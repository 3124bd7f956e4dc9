import { functionId } from '#core/abi/functions.js';
import type { Workload } from '../bench.ts';
import { pair, timeSteady, waiting } from '../messages.ts';

const FFA_MSG_SEND_DIRECT_REQ = functionId('FFA_MSG_SEND_DIRECT_REQ');
const FFA_MSG_SEND_DIRECT_RESP = functionId('FFA_MSG_SEND_DIRECT_RESP');

/** A direct request and its response. */
export const m1: Workload = {
  about: 'a direct request from the hypervisor to a partition, and back',
  async run(bench) {
    const world = waiting();
    const { sender } = world;
    const receiver = world.receiver();
    const request = pair(sender.id, receiver.id);
    const response = pair(receiver.id, sender.id);
    await timeSteady(bench, '2 calls', (count) => {
      for (let cycle = 0; cycle < count; cycle++) {
        world.expect(FFA_MSG_SEND_DIRECT_REQ, sender.context, FFA_MSG_SEND_DIRECT_REQ | 0, request);
        world.expect(FFA_MSG_SEND_DIRECT_RESP, receiver.context, FFA_MSG_SEND_DIRECT_RESP | 0, response);
      }
    });
  },
};
