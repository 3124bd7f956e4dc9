/** Rules on the RX and TX buffers that a partition has from the start. */
export const BUFFER_RULES = {
  bufferSizes: {
    id: 'manifest/buffer-sizes',
    severity: 'error',
    what: 'The RX and the TX buffer have the same size.',
    why: 'A partition maps both with one page count.',
    fix: 'Give both regions the same `pages-count`.',
    source: 'ffa-hafnium 5.1 rx_tx-info',
    peerName: 'MANIFEST_ERROR_RXTX_SIZE_MISMATCH',
  },
  same: {
    id: 'manifest/buffers-same',
    severity: 'error',
    what: 'RX and TX are different regions.',
    why: 'What the partition sends would be overwritten by what it receives.',
    fix: 'Add a region for the other buffer.',
    source: 'own rule',
  },
  txReadOnly: {
    id: 'manifest/tx-read-only',
    severity: 'error',
    what: 'The TX buffer can be written.',
    why: 'The partition puts there what it sends.',
    fix: 'Set `attributes = <3>` for the region.',
    source: 'own rule',
  },
} as const;
