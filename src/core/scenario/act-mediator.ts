import type { Hypervisor } from '../board/hypervisor.ts';
import { request } from '../client/driver.ts';
import type { CreateAct, LieAct, TickAct } from './act.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { type Stage, StepError } from './stage.ts';

/** What a manager of the secure world with a defect may do at any time. */
export function lie(stage: Stage, _: Step, { registers, after = 0 }: LieAct): Result {
  const { 0: id = 0, ...others } = registers;
  const truths = Array.from({ length: after }, () => undefined);
  hypervisorOf(stage).lies.push(...truths, request(Number(id), others));
  return DONE;
}

export function tick(stage: Stage, _: Step, { times = 1 }: TickAct): Result {
  hypervisorOf(stage);
  for (let unit = 0; unit < times; unit++) stage.board.tick();
  return DONE;
}

export function create(stage: Stage, _: Step, { guest, possible = true }: CreateAct): Result {
  hypervisorOf(stage);
  const came = stage.board.create(guest);
  return doneUnless(came === possible ? undefined : `${guest} ${came ? 'is created' : 'cannot be created'}`);
}

function hypervisorOf({ board: { hypervisor } }: Stage): Hypervisor {
  if (hypervisor === undefined) throw new StepError('there is no mediator');
  return hypervisor;
}
