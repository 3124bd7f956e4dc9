import { errorStatus, FFA_SUCCESS_32, FFA_SUCCESS_64, type Frame, isError, w } from '../abi/frame.ts';
import { MORE_NOTIFIED, type Notified, notifiedIn } from '../abi/notified.ts';
import { isSecureId } from '../abi/operations.ts';
import { STATUS } from '../abi/statuses.ts';
import { packHalves } from '../abi/words.ts';
import { bitmapArguments, type Pending, pendingIn } from '../client/notifications.ts';
import type { Program } from '../client/port.ts';
import type { Device } from './device.ts';
import { type DriverCore, is } from './driver-core.ts';
import { type Letter, takeLetter } from './letters.ts';
import { DriverError, type Result } from './result.ts';

/** The world that a notification comes from. */
export type Source = 'secure' | 'normal';

/** What a driver's client is called with. It must not make calls itself: the driver is in the middle of something. */
export type Handler = (id: number) => void;

/** What an interrupt was about. */
export type Event =
  | { readonly kind: 'notification'; readonly source: Source; readonly id: number }
  | { readonly kind: 'letter'; readonly letter: Letter }
  /** Another endpoint has notifications: its scheduler gives it the processor. */
  | { readonly kind: 'others'; readonly notified: Notified };

const IDS = 64;
/** The notification of the framework, from either world, that RX is full. */
const RX_FULL = 0x1n;
/** Bit 0 of the flags: each vCPU has its own. */
const PER_VCPU = 1;

/** Notifications, as the clients of a driver use them. */
export class NotificationOps {
  private readonly core: DriverCore;
  /** By source and id: notifications of one world share 64 ids, whoever sends them. */
  private readonly handlers: Map<string, Handler> = new Map();

  constructor(core: DriverCore) {
    this.core = core;
  }

  /** From now on the device's partition may send notification `id`, 0 to 63, and `handler` hears of it. */
  request(device: Device, id: number, handler: Handler, perVcpu = false): Program<Result> {
    return this.core.attempt(this.bind(device, id, handler, perVcpu));
  }

  /** From now on nobody may. */
  relinquish(device: Device, id: number): Program<Result> {
    return this.core.attempt(this.unbind(device, id));
  }

  /** Sends a notification to the device's partition; to one of its vCPUs, where it is named. */
  send(device: Device, id: number, vcpu?: number): Program<Result> {
    return this.core.attempt(this.set(device, id, vcpu));
  }

  /**
   * What the schedule-receiver interrupt makes a driver do: asks who has notifications, takes its own on processor `cpu`, reads the message in
   * RX, and calls the handlers. The value tells of everything, in its order.
   */
  serve(cpu = 0): Program<Result<readonly Event[]>> {
    return this.core.attempt(this.hear(cpu));
  }

  private *bind(device: Device, id: number, handler: Handler, perVcpu: boolean): Program {
    const key = this.keyOf(device, id);
    if (this.handlers.has(key)) throw new DriverError('EBUSY', `notification ${id} of that world is in use`);
    const flags = perVcpu ? PER_VCPU : 0;
    yield* this.change('FFA_NOTIFICATION_BIND', device, id, flags);
    this.handlers.set(key, handler);
  }

  private *unbind(device: Device, id: number): Program {
    const key = this.keyOf(device, id);
    if (!this.handlers.has(key)) throw new DriverError('EINVAL', `notification ${id} was not requested`);
    yield* this.change('FFA_NOTIFICATION_UNBIND', device, id, 0);
    this.handlers.delete(key);
  }

  private *change(call: string, device: Device, id: number, flags: number): Program {
    const args = {
      1: packHalves(device.partition, this.core.state.id),
      2: flags,
      ...bitmapArguments(1n << BigInt(id)),
    };
    yield* this.core.succeed(call, args, { exactly: true });
  }

  private *set(device: Device, id: number, vcpu: number | undefined): Program {
    this.keyOf(device, id);
    const args = {
      1: packHalves(this.core.state.id, device.partition),
      2: vcpu === undefined ? 0 : packHalves(vcpu, PER_VCPU),
      ...bitmapArguments(1n << BigInt(id)),
    };
    yield* this.core.succeed('FFA_NOTIFICATION_SET', args, { exactly: true });
  }

  private *hear(cpu: number): Program<readonly Event[]> {
    this.needNotifications();
    const events: Event[] = [];
    for (let calls = 0, more = true; more; calls++) {
      if (calls === this.core.limits.listings)
        throw new DriverError('EBUSY', `after ${calls} answers there are still more who have notifications`);
      const answer = yield* this.core.ask('FFA_NOTIFICATION_INFO_GET', {}, 64);
      if (isError(answer) && errorStatus(answer) === STATUS.NO_DATA) break;
      for (const notified of this.listed(answer))
        if (notified.endpoint === this.core.state.id) events.push(...(yield* this.take(cpu)));
        else events.push({ kind: 'others', notified });
      more = (w(answer, 2) & MORE_NOTIFIED) !== 0;
    }
    return events;
  }

  private listed(answer: Frame): readonly Notified[] {
    const call = 'FFA_NOTIFICATION_INFO_GET';
    if (isError(answer)) throw this.core.refused(call, answer);
    const wide = is(answer, FFA_SUCCESS_64);
    const listed = wide || is(answer, FFA_SUCCESS_32) ? notifiedIn(answer, wide ? 64 : 32) : undefined;
    if (listed === undefined) throw this.core.odd(call, answer);
    return listed;
  }

  /** Takes what is pending for this endpoint. */
  private *take(cpu: number): Program<readonly Event[]> {
    const { state, model } = this.core;
    const { first, others } = model.notificationSources;
    const args = { 1: packHalves(cpu, state.id), 2: state.id === 0 ? first : others };
    const answer = yield* this.core.succeed('FFA_NOTIFICATION_GET', args, { exactly: true });
    const pending = pendingIn(answer);
    const events: Event[] = [...this.tell(pending, 'secure'), ...this.tell(pending, 'normal')];
    const isFull = (pending.framework & (RX_FULL | (RX_FULL << 32n))) !== 0n;
    if (!isFull || !model.receivesMessages) return events;
    const letter = yield* this.core.alone('RX', takeLetter(this.core));
    return letter === undefined ? events : [...events, { kind: 'letter', letter }];
  }

  private tell(pending: Pending, source: Source): readonly Event[] {
    const ids = Array.from({ length: IDS }, (_, id) => id).filter(
      (id) => (pending[source] >> BigInt(id)) & 1n,
    );
    for (const id of ids) this.handlers.get(`${source}/${id}`)?.(id);
    return ids.map((id) => ({ kind: 'notification', source, id }));
  }

  private keyOf(device: Device, id: number): string {
    this.needNotifications();
    if (!Number.isInteger(id) || id < 0 || id >= IDS)
      throw new DriverError('EINVAL', `a notification is a number from 0 to ${IDS - 1}, not ${id}`);
    return `${isSecureId(device.partition) ? 'secure' : 'normal'}/${id}`;
  }

  private needNotifications(): void {
    this.core.need('notifications');
    if (!this.core.found.notifications)
      throw new DriverError('EOPNOTSUPP', 'the manager has no notifications');
  }
}
