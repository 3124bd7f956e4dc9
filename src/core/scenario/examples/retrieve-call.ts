import { FLAG_TYPE_SHARE } from '../../abi/bits.ts';
import { HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { SHARED } from './loans.ts';
import { inField, inRegister, REQUEST_LENGTH } from './places.ts';
import { call, giveBack, LOAN, plain, retrieve, start, withdraw } from './steps.ts';
import { VAULT } from './world.ts';

const VAULT_TX = VAULT;

const { flags, accessCount } = HEADER_1_1.fields;

/** Examples of the rules about the registers of a retrieve request and the buffers, and the request without receivers. */
export const RETRIEVE_CALL_EXAMPLES: readonly Example[] = [
  {
    rule: 'retrieve/dynamic-buffer',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      registers: { 3: VAULT + 0x3000, 4: 1 },
      note: 'says that the request lies in a page other than TX',
      ...inRegister(3),
    }),
    kept: [retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/fragmented',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      registers: { 2: REQUEST_LENGTH - 16 },
      note: 'sends 64 bytes of a request of 80',
      ...inRegister(2),
    }),
    kept: [retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/no-tx',
    setup: [...SHARED, call('vault', 'FFA_RXTX_UNMAP')],
    broken: retrieve('vault', 'loan', { note: 'the driver forgot that it has unmapped its buffers' }),
    kept: [start('vault'), retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/exceeds-tx',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      registers: { 1: 0x2000, 2: 0x2000 },
      note: 'announces two pages; TX has one',
      ...inRegister(2),
    }),
    kept: [retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/tx-inaccessible',
    setup: [...SHARED, withdraw(VAULT_TX)],
    broken: retrieve('vault', 'loan', { note: 'TX belongs to another world for the moment' }),
    kept: [giveBack(VAULT_TX), retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/rx-busy',
    setup: [...SHARED, call('vault', 'FFA_PARTITION_INFO_GET')],
    broken: retrieve('vault', 'loan', { note: 'the list of partitions is still in RX' }),
    kept: [plain('vault', 'release'), retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/hypervisor-only',
    setup: SHARED,
    broken: retrieve('vault', 'loan', {
      receivers: [],
      note: 'lists nobody',
      ...inField(accessCount),
    }),
    kept: [retrieve('vault', 'loan')],
  },
  {
    rule: 'retrieve/hypervisor-fields',
    setup: SHARED,
    broken: retrieve('os', 'loan', {
      receivers: [],
      flags: FLAG_TYPE_SHARE,
      note: 'the hypervisor lists nobody, and says that it is a share',
      ...inField(flags),
    }),
    kept: [retrieve('os', 'loan', { receivers: [], flags: 0, gives: LOAN })],
  },
];
