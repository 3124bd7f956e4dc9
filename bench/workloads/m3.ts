import { functionId } from '#core/abi/functions.js';
import type { Workload } from '../bench.ts';
import { pair, running, timeSteady } from '../messages.ts';

const FFA_SUCCESS = functionId('FFA_SUCCESS');
const FFA_MSG_SEND2 = functionId('FFA_MSG_SEND2') | 0;
const FFA_NOTIFICATION_GET = functionId('FFA_NOTIFICATION_GET') | 0;
const FFA_RX_RELEASE = functionId('FFA_RX_RELEASE') | 0;
const HEADER = 40;
const BUFFER = 4096;
const FROM_THE_FRAMEWORK = 0xc;

/** A message that fills the buffer. */
export const m3: Workload = {
  about: 'an indirect message of 4 KiB with its header, taken and released',
  async run(bench) {
    const world = running();
    const { sender } = world;
    const receiver = world.receiver();
    sender.tx.fill(0xa5a5_a5a5);
    // The header of FF-A 1.2: flags, reserved, offset, receiver and sender, size, reserved, and no UUID.
    sender.tx.set([0, 0, HEADER, pair(sender.id, receiver.id), BUFFER - HEADER, 0, 0, 0, 0, 0]);
    await timeSteady(bench, '3 calls', (count) => {
      for (let cycle = 0; cycle < count; cycle++) {
        world.expect(FFA_SUCCESS, sender.context, FFA_MSG_SEND2);
        world.expect(FFA_SUCCESS, receiver.context, FFA_NOTIFICATION_GET, receiver.id, FROM_THE_FRAMEWORK);
        world.expect(FFA_SUCCESS, receiver.context, FFA_RX_RELEASE);
      }
    });
  },
};
