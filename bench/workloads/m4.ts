import { functionId } from '#core/abi/functions.js';
import type { Workload } from '../bench.ts';
import { timeSteady } from '../messages.ts';
import { World } from '../world.ts';

const FFA_SUCCESS = functionId('FFA_SUCCESS');
const FFA_PARTITION_INFO_GET = functionId('FFA_PARTITION_INFO_GET') | 0;
const FFA_RX_RELEASE = functionId('FFA_RX_RELEASE') | 0;
const PARTITIONS = 32;

/** All partitions are listed. */
export const m4: Workload = {
  about: 'the descriptors of 32 partitions, and the release of RX',
  async run(bench) {
    const world = new World(PARTITIONS - 1);
    const { context } = world.sender;
    await timeSteady(bench, '2 calls', (count) => {
      for (let cycle = 0; cycle < count; cycle++) {
        world.expect(FFA_SUCCESS, context, FFA_PARTITION_INFO_GET);
        if (world.frame[4] !== PARTITIONS) throw new Error('partitions are missing');
        world.expect(FFA_SUCCESS, context, FFA_RX_RELEASE);
      }
    });
  },
};
