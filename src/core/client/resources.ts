import { REACH_CONTINUES, REACH_OF_TARGET } from '../abi/bits.ts';
import { FFA_SUCCESS_64, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { RESOURCE_HEADER } from '../abi/layouts.ts';
import { type Reached, readAddressMap } from '../abi/resources.ts';
import { STATUS } from '../abi/statuses.ts';
import { releaseRx } from './discovery.ts';
import { callFunction, type DriverState } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import { readSteady } from './listing.ts';
import { type Program, read } from './port.ts';

const ID: number = functionId('FFA_NS_RES_INFO_GET', 64);

/**
 * Asks what memory of the normal world the secure world can reach, or one partition of it: in as many calls as it takes, and from the start
 * again when the manager says that something has changed meanwhile (ABORTED). FF-A 1.3.
 */
export function* listReached(driver: DriverState, target?: number): Program<readonly Reached[]> {
  return yield* readSteady(() => listOnce(driver, target), STATUS.ABORTED);
}

function* listOnce(driver: DriverState, target: number | undefined): Program<readonly Reached[]> {
  const { rx } = driver.mapped();
  const request = target === undefined ? 0 : REACH_OF_TARGET;
  const found: Reached[] = [];
  for (let head: number = RESOURCE_HEADER.size, before = Number.POSITIVE_INFINITY; ; head = 0) {
    const asks = head === 0 ? REACH_CONTINUES : 0;
    const answer = yield* callFunction('FFA_NS_RES_INFO_GET', { 1: target ?? 0, 2: request | asks }, 64);
    if (isError(answer)) throw errorOf(ID, answer);
    if (w(answer, 0) !== FFA_SUCCESS_64) throw new ProtocolError(ID, answer, 'FFA_SUCCESS_64');
    const [left, length] = [answer[4], answer[5]];
    const goesOn = length >= head && length <= driver.bufferBytes && left < before;
    if (!goesOn) throw new ProtocolError(ID, answer, 'lengths that fit the buffer and come to an end');
    const bytes = yield* read(rx, length);
    yield* releaseRx();
    found.push(...readAddressMap(bytes.subarray(head)));
    if (left === 0) return found;
    before = left;
  }
}
