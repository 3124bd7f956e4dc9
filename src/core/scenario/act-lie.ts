import { request } from '../client/driver.ts';
import type { LieAct } from './act.ts';
import { DONE, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { type Stage, StepError } from './stage.ts';

/** What a manager of the secure world with a defect may do at any time. */
export function lie(stage: Stage, _: Step, { registers, after = 0 }: LieAct): Result {
  const { hypervisor } = stage.board;
  if (hypervisor === undefined) throw new StepError('there is no mediator that could be lied to');
  const { 0: id = 0, ...others } = registers;
  const truths = Array.from({ length: after }, () => undefined);
  hypervisor.lies.push(...truths, request(Number(id), others));
  return DONE;
}
