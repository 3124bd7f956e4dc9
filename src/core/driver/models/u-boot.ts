import { VERSION_1_0, VERSION_1_1 } from '../../abi/versions.ts';
import { U_BOOT_ERRNOS } from '../errno.ts';
import { type DriverModel, modelOf, type Rows } from '../model.ts';

const CLIENTS = 'clients-linux-uboot-pkvm';

/** What U-Boot's driver does, row by row. */
export const U_BOOT_ROWS: Rows = {
  version: [VERSION_1_0, `${CLIENTS} 4.1`],
  asksAgain: [false, `${CLIENTS} 4.2`],
  versionErrnos: [{ ...U_BOOT_ERRNOS, others: 'EPROTONOSUPPORT' }, `${CLIENTS} 4.2, 4.4`],
  versionWidth: [32, `${CLIENTS} 4.2`],
  // It asks for the version once to see that there is anything, and once more when it is first used.
  probe: [['version', 'version', 'id', 'buffers', 'partitions'], `${CLIENTS} 4.2`],
  bufferSizes: [{ mask: 0xffff_ffff, pages: [1, 16, 4], maximum: false, needed: true }, `${CLIENTS} 4.2`],
  wideMemory: [[], `${CLIENTS} 4.6 M1`],
  serviceRequests: [[], `${CLIENTS} 6.1`],
  registersFirst: [false, `${CLIENTS} 6.1`],
  countsFirst: [false, `${CLIENTS} 4.2`],
  needsPartitions: [false, `${CLIENTS} 4.2`],
  ownDevice: [false, `${CLIENTS} 4.1`],
  remembersPartitions: [true, `${CLIENTS} 4.3`],
  uuidGroups: ['turned', `${CLIENTS} 4.3`],
  noPartition: ['ENODATA', `${CLIENTS} 4.3`],
  badUuid: ['EINVAL', `${CLIENTS} 4.3`],
  listErrno: ['by-status', `${CLIENTS} 4.4`],
  ignoresRelease: [false, `${CLIENTS} 4.4`],
  namedUnmap: [true, `${CLIENTS} 4.2`],
  resumes: [['FFA_INTERRUPT'], `${CLIENTS} 4.3`],
  silentAnswers: [true, `${CLIENTS} 4.3`],
  messageHeader: [VERSION_1_1, 'not used: it has no such messages'],
  receivesMessages: [false, `${CLIENTS} 4.1`],
  notificationSources: [{ first: 0, others: 0 }, 'not used: it has no notifications'],
  operations: [['partition-info', 'direct-request'], `${CLIENTS} 4.3`],
  attributes: [{}, 'not used: it sends no memory'],
  ranges: [1, `${CLIENTS} 4.6 M4`],
  fragments: [false, `${CLIENTS} 4.6 M5`],
  checksFragments: [false, `${CLIENTS} 4.6 M5`],
  fragmentErrno: ['by-status', `${CLIENTS} 4.6 M12`],
  oddFragment: ['by-status', `${CLIENTS} 4.6 M12`],
  tooLong: ['EINVAL', 'own rule: it would write behind TX'],
  reclaimsPartial: [false, `${CLIENTS} 4.6`],
  repeats: [[], `${CLIENTS} 4.3`],
  oddAnswer: ['by-status', `${CLIENTS} 4.2`],
  anySuccess: [false, `${CLIENTS} 4.2`],
  errnos: [U_BOOT_ERRNOS, `${CLIENTS} 1.13, 4.4`],
};

export const U_BOOT: DriverModel = modelOf('u-boot', "U-Boot's arm_ffa, as of August 2026", U_BOOT_ROWS);
