import { DriverState } from '../client/driver.ts';
import type { Program } from '../client/port.ts';
import { Bus } from './bus.ts';
import { DriverCore, type Held, type Surroundings } from './driver-core.ts';
import { InfoOps } from './info-ops.ts';
import { MemoryOps } from './memory-ops.ts';
import { MessageOps } from './message-ops.ts';
import type { DriverModel } from './model.ts';
import { NotificationOps } from './notification-ops.ts';
import { destroyBitmap, STEPS, unmapBuffers } from './probe.ts';
import { DriverError, driverErrorOf, type Result } from './result.ts';

/**
 * FF-A as a kernel's driver gives it to other drivers: found without a device tree, with a device for each partition, and every failure a
 * value with an error number. `model` says whose driver it is.
 */
export class KernelDriver {
  readonly bus: Bus;
  readonly info: InfoOps;
  readonly messages: MessageOps;
  readonly memory: MemoryOps;
  readonly notifications: NotificationOps;
  private readonly core: DriverCore;
  private started = false;

  /** `state` is that of the endpoint's client, where something else looks at it. */
  constructor(model: DriverModel, surroundings: Surroundings, state: DriverState = new DriverState()) {
    this.core = new DriverCore(model, state, surroundings);
    this.bus = new Bus(this.core);
    this.info = new InfoOps(this.core, this.bus);
    this.messages = new MessageOps(this.core);
    this.memory = new MemoryOps(this.core);
    this.notifications = new NotificationOps(this.core);
  }

  get model(): DriverModel {
    return this.core.model;
  }

  /** Transactions that the manager has of this endpoint, as far as the driver knows: what is not reclaimed is here. */
  get held(): ReadonlyMap<bigint, Held> {
    return this.core.held;
  }

  /** Finds the manager and its partitions. When it fails, everything is as it was before. */
  probe(): Program<Result> {
    return this.core.attempt(this.start());
  }

  /**
   * Undoes `probe`: notifications, devices, buffers. Goes on where something cannot be undone; the value then is the first failure. Memory that
   * is out stays out, and in `held`.
   */
  remove(): Program<Result> {
    return this.core.attempt(this.stop());
  }

  private *start(): Program {
    if (this.started) throw new DriverError('EBUSY', 'the driver has started already');
    try {
      for (const step of this.core.model.probe)
        yield* step === 'partitions' ? this.bus.enumerate() : STEPS[step](this.core);
    } catch (error) {
      const [undoing] = yield* this.undo();
      const failure = driverErrorOf(this.core.model.errnos, error);
      throw undoing === undefined ? failure : failure.with({ undoing });
    }
    this.started = true;
  }

  private *stop(): Program {
    if (!this.started) throw new DriverError('ENODEV', 'the driver has not started');
    this.started = false;
    const [failure] = yield* this.undo();
    if (failure !== undefined) throw failure;
  }

  private *undo(): Program<readonly DriverError[]> {
    const { core, bus } = this;
    const failures: DriverError[] = [];
    for (const step of [destroyBitmap(core), bus.clear(), unmapBuffers(core)]) {
      const result = yield* core.attempt(step);
      if (!result.ok) failures.push(result.error);
    }
    Object.assign(core.found, { wideMemory: false, serviceRequests: false, notifications: false });
    return failures;
  }
}
