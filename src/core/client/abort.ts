import { isError } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { request } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import { call, type Program } from './port.ts';

/**
 * Ends the life of the endpoint that calls: FFA_ABORT, for secure partitions of FF-A 1.3. `code` is for whoever looks for the cause. It never
 * returns; throws an FfaError when the manager refuses.
 */
export function* abort(code = 0): Program<never> {
  return yield* end('FFA_ABORT', code);
}

/**
 * Says that the initialisation of the partition that calls has failed, and ends its life: FFA_ERROR, up to FF-A 1.2 and before the first
 * FFA_MSG_WAIT. It never returns; throws an FfaError when the manager refuses.
 */
export function* failStart(): Program<never> {
  return yield* end('FFA_ERROR', STATUS.ABORTED >>> 0);
}

function* end(name: string, reason: number): Program<never> {
  const id = functionId(name);
  const answer = yield* call(request(id, { 2: reason }));
  if (isError(answer)) throw errorOf(id, answer);
  throw new ProtocolError(id, answer, 'no answer at all');
}
