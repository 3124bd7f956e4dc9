import { ATTRIBUTES_NORMAL } from '../../abi/bits.ts';
import { functionId } from '../../abi/functions.ts';
import { VERSION_1_2 } from '../../abi/versions.ts';
import { LINUX_ERRNOS } from '../errno.ts';
import { type DriverModel, modelOf, type Rows } from '../model.ts';

const LINUX = 'clients-linux-uboot-pkvm';

/** What Linux's driver does, row by row. */
export const LINUX_7_2_ROWS: Rows = {
  version: [VERSION_1_2, `${LINUX} 1.3 row 1`],
  asksAgain: [false, `${LINUX} 1.3, 1.5 4`],
  versionErrnos: [{ statuses: { NOT_SUPPORTED: 'ENODEV' }, others: 'EINVAL' }, `${LINUX} 1.5 1, 1.5 2`],
  versionWidth: [32, `${LINUX} 1.2`],
  probe: [
    ['version', 'id', 'buffers', 'wide-memory', 'service-requests', 'notifications', 'partitions'],
    `${LINUX} 1.3`,
  ],
  bufferSizes: [{ mask: 0x3, pages: [1, 16, 4, 1], maximum: true, needed: false }, `${LINUX} 1.3 row 3`],
  wideMemory: [[functionId('FFA_MEM_LEND', 64), functionId('FFA_MEM_SHARE', 64)], `${LINUX} 1.3 row 5`],
  serviceRequests: [
    [functionId('FFA_MSG_SEND_DIRECT_REQ2', 64), functionId('FFA_MSG_SEND_DIRECT_RESP2', 64)],
    `${LINUX} 1.3 row 6`,
  ],
  registersFirst: [true, `${LINUX} 1.3 row 11`],
  countsFirst: [true, `${LINUX} 1.4, 1.6`],
  needsPartitions: [true, `${LINUX} 1.6`],
  ownDevice: [true, `${LINUX} 1.6`],
  remembersPartitions: [false, `${LINUX} 1.8`],
  uuidGroups: ['as-written', `${LINUX} 1.6`],
  noPartition: ['ENOENT', `${LINUX} 1.8`],
  badUuid: ['ENODEV', `${LINUX} 1.8`],
  listErrno: ['ENOENT', `${LINUX} 1.8`],
  ignoresRelease: [true, `${LINUX} 1.6`],
  namedUnmap: [false, `${LINUX} 1.6, 1.14`],
  resumes: [['FFA_INTERRUPT', 'FFA_YIELD'], `${LINUX} 1.9`],
  silentAnswers: [false, `${LINUX} 1.9`],
  messageHeader: [VERSION_1_2, `${LINUX} 1.10`],
  receivesMessages: [true, `${LINUX} 1.10`],
  notificationSources: [{ first: 0x5, others: 0xf }, `${LINUX} 1.12`],
  operations: [
    [
      'partition-info',
      'direct-request',
      'service-request',
      'message',
      'share',
      'lend',
      'reclaim',
      'run',
      'notifications',
      'separate-buffer',
    ],
    `${LINUX} 1.8`,
  ],
  attributes: [{ FFA_MEM_SHARE: ATTRIBUTES_NORMAL, FFA_MEM_LEND: 0 }, `${LINUX} 1.11`],
  ranges: [0xffff_ffff, `${LINUX} 1.11`],
  fragments: [true, `${LINUX} 1.11`],
  checksFragments: [false, `${LINUX} 1.11`],
  fragmentErrno: ['ENXIO', `${LINUX} 1.11`],
  oddFragment: ['EOPNOTSUPP', `${LINUX} 1.11`],
  tooLong: ['ENXIO', `${LINUX} 1.11`],
  reclaimsPartial: [false, `${LINUX} 1.11`],
  repeats: [[], `${LINUX} 1.11`],
  oddAnswer: ['EINVAL', `${LINUX} 1.9, 1.12`],
  anySuccess: [true, `${LINUX} 1.3 row 4, 1.8`],
  errnos: [LINUX_ERRNOS, `${LINUX} 1.13`],
};

export const LINUX_7_2: DriverModel = modelOf('linux-7.2', "Linux 7.2.13's arm_ffa", LINUX_7_2_ROWS);
