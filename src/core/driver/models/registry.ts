import type { DriverModel } from '../model.ts';
import { LINUX_6_12 } from './linux-6.12.ts';
import { LINUX_7_2 } from './linux-7.2.ts';
import { TANTALUM } from './tantalum.ts';
import { U_BOOT } from './u-boot.ts';
import { U_BOOT_SHARE } from './u-boot-share.ts';

/** All drivers there are, ours first. */
export const DRIVER_MODELS: readonly DriverModel[] = [TANTALUM, LINUX_7_2, LINUX_6_12, U_BOOT, U_BOOT_SHARE];

/** The driver with a name. Throws a RangeError for a name that none has. */
export function driverNamed(name: string): DriverModel {
  const model = DRIVER_MODELS.find((each) => each.name === name);
  if (model === undefined) throw new RangeError(`no driver is called ${name}`);
  return model;
}
