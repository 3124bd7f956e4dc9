import { BUFFER_RULES } from './buffer-rules.ts';
import { type Broken, brokenWhen, type Check } from './check.ts';
import type { Buffers, PartitionManifest } from './partition.ts';
import { REGION_WRITE } from './regions.ts';

/** What a manifest says of its RX and TX buffers. */
export const BUFFER_CHECKS: readonly Check[] = [
  {
    rule: BUFFER_RULES.bufferSizes,
    find: withBuffers(({ node, rx, tx }) =>
      brokenWhen(
        rx.pageCount !== tx.pageCount,
        node,
        'tx-buffer',
        `the RX buffer has ${rx.pageCount} pages and the TX buffer ${tx.pageCount}, expected equal sizes`,
      ),
    ),
  },
  {
    rule: BUFFER_RULES.same,
    find: withBuffers(({ node, rx, tx }) =>
      brokenWhen(rx === tx, node, 'tx-buffer', `\`tx-buffer\` is \`${tx.node.path}\`, as is \`rx-buffer\``),
    ),
  },
  {
    rule: BUFFER_RULES.txReadOnly,
    find: withBuffers(({ tx }) =>
      brokenWhen(
        (tx.attributes & REGION_WRITE) === 0,
        tx.node,
        'attributes',
        `\`attributes\` of the TX buffer are ${tx.attributes}, expected 3`,
      ),
    ),
  },
];

function withBuffers(find: (buffers: Buffers) => readonly Broken[]) {
  return ({ buffers }: PartitionManifest) => (buffers === undefined ? [] : find(buffers));
}
