import { isError } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { request } from './driver.ts';
import { errorOf, ProtocolError } from './errors.ts';
import { call, type Program } from './port.ts';

/**
 * Ends the life of the endpoint that calls: FFA_ABORT, for secure partitions of FF-A 1.3. `code` is for whoever looks for the cause. It never
 * returns; throws an FfaError when the manager refuses.
 */
export function* abort(code = 0): Program<never> {
  const id = functionId('FFA_ABORT');
  const answer = yield* call(request(id, { 2: code }));
  if (isError(answer)) throw errorOf(id, answer);
  throw new ProtocolError(id, answer, 'no answer at all');
}
