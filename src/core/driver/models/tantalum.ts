import { functionId } from '../../abi/functions.ts';
import { NEWEST_VERSION, VERSION_1_2 } from '../../abi/versions.ts';
import { LINUX_ERRNOS } from '../errno.ts';
import { type DriverModel, modelOf } from '../model.ts';
import { LINUX_7_2_ROWS } from './linux-7.2.ts';

const OWN = 'own rule';

/** The driver that is careful: it believes no answer that it has not compared with what it sent, and leaves nothing behind. */
export const TANTALUM: DriverModel = modelOf('tantalum', 'the driver of this project', {
  ...LINUX_7_2_ROWS,
  version: [NEWEST_VERSION, OWN],
  asksAgain: [true, OWN],
  serviceRequests: [[functionId('FFA_MSG_SEND_DIRECT_REQ2', 64)], OWN],
  countsFirst: [false, OWN],
  listErrno: ['by-status', OWN],
  ignoresRelease: [false, OWN],
  messageHeader: [VERSION_1_2, 'requirements QI11'],
  notificationSources: [{ first: 0xf, others: 0xf }, OWN],
  operations: [[...LINUX_7_2_ROWS.operations[0], 'donate'], OWN],
  attributes: [{}, OWN],
  checksFragments: [true, 'regressions E18'],
  fragmentErrno: ['by-status', OWN],
  oddFragment: ['EPROTO', OWN],
  reclaimsPartial: [true, OWN],
  repeats: [['BUSY', 'RETRY'], OWN],
  oddAnswer: ['EPROTO', OWN],
  anySuccess: [false, OWN],
  errnos: [LINUX_ERRNOS, 'clients-linux-uboot-pkvm 1.13'],
});
