import type { BootInfo } from '../abi/boot-info.ts';
import type { Frame } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import type { Notified } from '../abi/notified.ts';
import type { PartitionInfo } from '../abi/partition-info.ts';
import type { Reached } from '../abi/resources.ts';
import type { MemoryTransaction } from '../abi/transaction.ts';
import type { UuidWords } from '../abi/uuid.ts';
import { NEWEST_VERSION } from '../abi/versions.ts';
import { abort, failStart } from './abort.ts';
import { readBootInfo } from './boot-info.ts';
import {
  countPartitions,
  hasFeature,
  learnId,
  listPartitions,
  listPartitionsInRegisters,
  mapBuffers,
  negotiate,
  releaseRx,
  unmapBuffers,
} from './discovery.ts';
import { type Buffers, DriverState } from './driver.ts';
import { type Letter, receiveMessage, sendMessage } from './indirect.ts';
import {
  type Data,
  directRequest,
  directRequest2,
  type Message,
  respond,
  run,
  wait,
  yieldProcessor,
} from './messages.ts';
import {
  bindNotifications,
  createNotifications,
  destroyNotifications,
  listNotified,
  notify,
  type Pending,
  takeNotifications,
  unbindNotifications,
} from './notifications.ts';
import { type Program, read, write } from './port.ts';
import { listReached } from './resources.ts';
import { inspect, type RetrieveOptions, relinquish, retrieve } from './retrieve.ts';
import { reclaim, type SendOptions, send } from './send.ts';

/**
 * FF-A as a program sees it: what a kernel's driver offers, with versions, buffers and fragments out of sight.
 *
 * Every method is a part of a program: `const handle = yield* ffa.share({ ... })`. Refusals are thrown as FfaError, accesses that the
 * processor refuses as DataAbort.
 */
export class Ffa {
  /** Version, id and buffers, as negotiated. */
  readonly driver: DriverState;

  /** `entry` are the registers that the endpoint was started with. */
  constructor(entry?: Frame) {
    this.driver = new DriverState(entry);
  }

  /** Reads what the endpoint was given when it started; undefined for nothing. `register` is `gp-register-num` of its manifest. */
  *bootInfo(register = 0): Program<BootInfo | undefined> {
    return yield* readBootInfo(this.driver, register);
  }

  /** Negotiates a version, learns the endpoint's id and maps its buffers: what every driver does first. */
  *start(buffers?: Buffers, version: number = NEWEST_VERSION): Program {
    yield* negotiate(this.driver, version);
    yield* learnId(this.driver);
    if (buffers !== undefined) yield* mapBuffers(this.driver, buffers);
  }

  /** Unmaps the buffers. */
  *stop(): Program {
    yield* unmapBuffers(this.driver);
  }

  /** Whether the manager offers a function to this endpoint, by its name. */
  *offers(name: string, width: 32 | 64 = 32): Program<boolean> {
    return yield* hasFeature(functionId(name, width));
  }

  /** Ends the endpoint's own life, which does not return. FF-A 1.3, secure partitions only. */
  *abort(code?: number): Program<never> {
    return yield* abort(code);
  }

  /** Says that the initialisation has failed, and ends the life of the partition: up to FF-A 1.2, before the first wait. Never returns. */
  *failStart(): Program<never> {
    return yield* failStart();
  }

  /** Gives RX back to the manager. */
  *release(): Program {
    yield* releaseRx();
  }

  /** Lists partitions; through registers where the version has it and no buffers are mapped. */
  *partitions(uuid?: UuidWords): Program<PartitionInfo[]> {
    if (this.driver.buffers === undefined && this.driver.behaviours.infoInRegisters)
      return yield* listPartitionsInRegisters(uuid);
    return yield* listPartitions(this.driver, uuid);
  }

  /** Asks what memory of the normal world the secure world can reach, or one partition of it. FF-A 1.3, for the normal world. */
  *reached(target?: number): Program<readonly Reached[]> {
    return yield* listReached(this.driver, target);
  }

  /** Counts partitions. */
  *count(uuid?: UuidWords): Program<number> {
    return yield* countPartitions(uuid);
  }

  /** Shares memory: owner and receivers have access. Returns the handle. */
  *share(options: SendOptions): Program<bigint> {
    return yield* send(this.driver, 'FFA_MEM_SHARE', options);
  }

  /** Lends memory: only the receivers have access until it is reclaimed. Returns the handle. */
  *lend(options: SendOptions): Program<bigint> {
    return yield* send(this.driver, 'FFA_MEM_LEND', options);
  }

  /** Donates memory: the receiver becomes its owner. Returns the handle. */
  *donate(options: SendOptions): Program<bigint> {
    return yield* send(this.driver, 'FFA_MEM_DONATE', options);
  }

  /** Retrieves memory that was sent to this endpoint, and returns the whole response. */
  *retrieve(options: RetrieveOptions): Program<MemoryTransaction> {
    return yield* retrieve(this.driver, options);
  }

  /** Looks at any transaction: the hypervisor's privilege. */
  *inspect(handle: bigint): Program<MemoryTransaction> {
    return yield* inspect(this.driver, handle);
  }

  /** Gives retrieved memory up. */
  *relinquish(handle: bigint, flags?: number): Program {
    yield* relinquish(this.driver, handle, flags);
  }

  /** Takes sent memory back. */
  *reclaim(handle: bigint, flags?: number): Program {
    yield* reclaim(handle, flags);
  }

  /** Sends a direct request and returns the data of the response. A partition that stops on its way is run on. */
  *directRequest(receiver: number, data: Data = [], width?: 32 | 64): Program<readonly number[]> {
    return yield* directRequest(this.driver, receiver, data, width);
  }

  /** Sends a direct request to one service of a partition and returns the fourteen values of its response. FF-A 1.2. */
  *directRequest2(receiver: number, uuid: UuidWords, data: Data = []): Program<readonly bigint[]> {
    return yield* directRequest2(this.driver, receiver, uuid, data);
  }

  /** Sends an indirect message. Throws a NotNowError in FF-A 1.0. */
  *send(receiver: number, payload: Uint8Array, uuid?: UuidWords): Program {
    yield* sendMessage(this.driver, receiver, payload, uuid === undefined ? {} : { uuid });
  }

  /** Reads the indirect message in RX and releases RX. Call `notifications` first where the endpoint has any. */
  *receive(): Program<Letter> {
    return yield* receiveMessage(this.driver);
  }

  /** Lets a sender send the notifications in a bitmap to this endpoint. */
  *bind(sender: number, bitmap: bigint): Program {
    yield* bindNotifications(this.driver, sender, bitmap);
  }

  /** Stops listening to the notifications in a bitmap. */
  *unbind(sender: number, bitmap: bigint): Program {
    yield* unbindNotifications(this.driver, sender, bitmap);
  }

  /** Sends the notifications in a bitmap. `flags` bit 1 delays the interrupt of the scheduler. */
  *notify(receiver: number, bitmap: bigint, flags?: number): Program {
    yield* notify(this.driver, receiver, bitmap, flags);
  }

  /** Makes notifications for a VM, or for the OS itself: the hypervisor's privilege. */
  *createNotifications(vm: number, vcpus: number): Program {
    yield* createNotifications(vm, vcpus);
  }

  /** Takes them away. */
  *destroyNotifications(vm: number): Program {
    yield* destroyNotifications(vm);
  }

  /** Takes all notifications that are pending for this endpoint. */
  *notifications(): Program<Pending> {
    return yield* takeNotifications(this.driver);
  }

  /** Asks who has notifications that this endpoint, which schedules the normal world, has not heard of. The manager tells of each once. */
  *notified(): Program<readonly Notified[]> {
    return yield* listNotified();
  }

  /** Gives the processor up for now. */
  *yield(): Program {
    yield* yieldProcessor();
  }

  /** Answers a direct request and waits for the next. */
  *respond(to: Message, data: Data = []): Program<Message> {
    return yield* respond(to, data);
  }

  /** Waits for a message. */
  *wait(): Program<Message> {
    return yield* wait();
  }

  /** Gives the processor to a partition. */
  *run(partition: number, vcpu?: number): Program<Frame> {
    return yield* run(partition, vcpu);
  }

  /** Reads the endpoint's memory. */
  *read(address: number, length: number): Program<Uint8Array> {
    return yield* read(address, length);
  }

  /** Writes the endpoint's memory. */
  *write(address: number, bytes: Uint8Array): Program {
    yield* write(address, bytes);
  }
}
