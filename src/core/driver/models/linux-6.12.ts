import { VERSION_1_1 } from '../../abi/versions.ts';
import { type DriverModel, modelOf } from '../model.ts';
import { LINUX_7_2_ROWS } from './linux-7.2.ts';

const LINUX = 'clients-linux-uboot-pkvm';

/** What the driver of the long-term release does otherwise. */
export const LINUX_6_12: DriverModel = modelOf('linux-6.12', "Linux 6.12.107's arm_ffa", {
  ...LINUX_7_2_ROWS,
  version: [VERSION_1_1, `${LINUX} 1.3 row 1`],
  versionErrnos: [{ statuses: { NOT_SUPPORTED: 'EOPNOTSUPP' }, others: 'EINVAL' }, `${LINUX} 1.5 1`],
  versionWidth: [64, `${LINUX} 1.2`],
  messageHeader: [VERSION_1_1, `${LINUX} 1.10`],
  receivesMessages: [false, `${LINUX} 1.10, 1.15`],
  notificationSources: [{ first: 0x5, others: 0x5 }, `${LINUX} 1.15`],
});
