import { ATTRIBUTES_NORMAL } from '../../abi/bits.ts';
import { type DriverModel, modelOf } from '../model.ts';
import { U_BOOT_ROWS } from './u-boot.ts';

const CLIENTS = 'clients-linux-uboot-pkvm';

/** What the patch that adds FFA_MEM_SHARE changes. */
export const U_BOOT_SHARE: DriverModel = modelOf(
  'u-boot+share',
  "U-Boot's arm_ffa with the patch that adds FFA_MEM_SHARE",
  {
    ...U_BOOT_ROWS,
    operations: [['partition-info', 'direct-request', 'share'], `${CLIENTS} 4.6 M2`],
    attributes: [{ FFA_MEM_SHARE: ATTRIBUTES_NORMAL }, `${CLIENTS} 4.6 M7`],
  },
);
