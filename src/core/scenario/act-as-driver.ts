import { PAGE_SIZE } from '../abi/pages.ts';
import { statusName } from '../abi/statuses.ts';
import { receiverOf } from '../abi/transaction.ts';
import type { Program } from '../client/port.ts';
import type { KernelDriver } from '../driver/kernel-driver.ts';
import type { DriverError, Result as DriverResult } from '../driver/result.ts';
import type { Act, MessageAct, PartitionsAct, ReclaimAct, SendAct, Verb } from './act.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import type { Stage } from './stage.ts';

type Perform<V extends Verb> = (stage: Stage, step: Step, act: Extract<Act, { verb: V }>) => Result;

/** How a partition with a driver does what drivers do otherwise than others. */
export const DRIVER_VERBS: { readonly [V in Verb]?: Perform<V> } = {
  start: (stage, step) => outcome(stage, step, (driver) => driver.probe()),
  unmap: (stage, step) => outcome(stage, step, (driver) => driver.remove()),
  partitions,
  share: send,
  lend: send,
  donate: send,
  reclaim,
  message,
};

function partitions(stage: Stage, step: Step, { uuid, names }: PartitionsAct): Result {
  const judge = (found: readonly number[]) => {
    const listed = found.map((id) => stage.nameOf(id)).join();
    return doneUnless(names === undefined || names.join() === listed ? undefined : `it found ${listed}`);
  };
  if (uuid !== undefined)
    return outcome(
      stage,
      step,
      (driver) => driver.info.partitions(uuid),
      (found) => judge(found.map(({ endpoint }) => endpoint)),
    );
  const others = driverOf(stage, step).bus.devices.map(({ partition }) => partition);
  return judge(others.filter((id) => id !== stage.idOf(step.by)));
}

function send(stage: Stage, step: Step, { verb, to, memory, flags = 0, tag = 0n, as }: SendAct): Result {
  const receivers = to.map(({ partition, ...access }) =>
    receiverOf({ endpoint: stage.idOf(partition), ...access }),
  );
  const segments = memory.map(({ address, pages }) => ({ address, length: pages * PAGE_SIZE }));
  return outcome(
    stage,
    step,
    (driver) => driver.memory[verb]({ borrowers: receivers, segments, flags, tag }),
    (handle) => {
      const sender = stage.idOf(step.by);
      if (as !== undefined) stage.remember(as, { verb, sender, tag, receivers, handle, rest: undefined });
      return DONE;
    },
  );
}

function reclaim(stage: Stage, step: Step, { handle, flags }: ReclaimAct): Result {
  return outcome(stage, step, (driver) => driver.memory.reclaim(stage.handleOf(handle), flags));
}

function message(stage: Stage, step: Step, { to, bytes }: MessageAct): Result {
  const device = driverOf(stage, step).bus.deviceOf(stage.idOf(to));
  if (device === undefined)
    return { kind: 'failed', why: `ENODEV: its driver has not found ${to}`, errno: 'ENODEV' };
  return outcome(stage, step, (driver) => driver.messages.send(device, bytes));
}

/** Runs an operation of the step's driver, and says what came of it. */
function outcome<Value>(
  stage: Stage,
  step: Step,
  operation: (driver: KernelDriver) => Program<DriverResult<Value>>,
  judge: (value: Value) => Result = () => DONE,
): Result {
  const driver = driverOf(stage, step);
  return stage.perform(step, function* () {
    const result = yield* operation(driver);
    return result.ok ? judge(result.value) : resultOfError(result.error);
  });
}

function resultOfError({ errno, status, message }: DriverError): Result {
  if (status !== undefined) return { kind: 'refused', status: statusName(status), errno };
  return { kind: 'failed', why: `${errno}: ${message}`, errno };
}

function driverOf(stage: Stage, step: Step): KernelDriver {
  const driver = stage.driverOf(step.by);
  if (driver === undefined) throw new TypeError(`${step.by} has no driver`);
  return driver;
}
