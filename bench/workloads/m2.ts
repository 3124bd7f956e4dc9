import { functionId } from '#core/abi/functions.js';
import type { Workload } from '../bench.ts';
import { pair, running, timeSteady } from '../messages.ts';

const FFA_SUCCESS = functionId('FFA_SUCCESS');
const FFA_NOTIFICATION_BIND = functionId('FFA_NOTIFICATION_BIND') | 0;
const FFA_NOTIFICATION_SET = functionId('FFA_NOTIFICATION_SET') | 0;
const FFA_NOTIFICATION_GET = functionId('FFA_NOTIFICATION_GET') | 0;
const BELL = 0x1;
const FROM_VMS = 0x2;

/** A notification is set and got. */
export const m2: Workload = {
  about: 'a notification from the hypervisor to a partition, set and got',
  async run(bench) {
    const world = running();
    const { sender } = world;
    const receiver = world.receiver();
    const ring = pair(sender.id, receiver.id);
    world.expect(FFA_SUCCESS, receiver.context, FFA_NOTIFICATION_BIND, ring, 0, BELL);
    await timeSteady(bench, '2 calls', (count) => {
      for (let cycle = 0; cycle < count; cycle++) {
        world.expect(FFA_SUCCESS, sender.context, FFA_NOTIFICATION_SET, ring, 0, BELL);
        world.expect(FFA_SUCCESS, receiver.context, FFA_NOTIFICATION_GET, receiver.id, FROM_VMS);
        if (world.frame[8] !== BELL) throw new Error('what was set is not what was got');
      }
    });
  },
};
