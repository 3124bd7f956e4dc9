import type { Frame } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { packHalves } from '../abi/words.ts';
import { type Arguments, request } from '../client/driver.ts';
import { bitmapArguments, EVERYBODY, pendingIn } from '../client/notifications.ts';
import type { BindAct, BitmapAct, NotificationsAct, NotifyAct, UnbitmapAct } from './act.ts';
import { DONE, doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import type { Stage } from './stage.ts';

export function bitmap(stage: Stage, step: Step, { of, vcpus = 1 }: BitmapAct): Result {
  return make(stage, step, 'FFA_NOTIFICATION_BITMAP_CREATE', { 1: stage.idOf(of), 2: vcpus });
}

export function unbitmap(stage: Stage, step: Step, { of }: UnbitmapAct): Result {
  return make(stage, step, 'FFA_NOTIFICATION_BITMAP_DESTROY', { 1: stage.idOf(of) });
}

export function bind(stage: Stage, step: Step, { verb, to, bits, registers }: BindAct): Result {
  const name = verb === 'bind' ? 'FFA_NOTIFICATION_BIND' : 'FFA_NOTIFICATION_UNBIND';
  const parties = packHalves(stage.idOf(to), stage.idOf(step.by));
  return make(stage, step, name, { 1: parties, ...bitmapArguments(bits), ...registers });
}

export function notify(stage: Stage, step: Step, { to, bits, flags = 0, registers }: NotifyAct): Result {
  const parties = packHalves(stage.idOf(step.by), stage.idOf(to));
  return make(stage, step, 'FFA_NOTIFICATION_SET', {
    1: parties,
    2: flags,
    ...bitmapArguments(bits),
    ...registers,
  });
}

export function notifications(stage: Stage, step: Step, act: NotificationsAct): Result {
  const args = { 1: packHalves(step.vcpu ?? 0, stage.idOf(step.by)), 2: EVERYBODY, ...act.registers };
  return make(stage, step, 'FFA_NOTIFICATION_GET', args, (answer) =>
    doneUnless(differs(act, pendingIn(answer))),
  );
}

function make(
  stage: Stage,
  step: Step,
  name: string,
  args: Arguments,
  judge: (answer: Frame) => Result = () => DONE,
): Result {
  return stage.issue(step, request(functionId(name), args), judge);
}

function differs(
  expected: NotificationsAct,
  found: Readonly<Record<'secure' | 'normal' | 'framework', bigint>>,
): string | undefined {
  const different = (['secure', 'normal', 'framework'] as const)
    .filter((source) => expected[source] !== undefined && expected[source] !== found[source])
    .map((source) => `${source} is 0x${found[source].toString(16)}`);
  return different.length === 0 ? undefined : different.join(', ');
}
