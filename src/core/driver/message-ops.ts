import { FFA_SUCCESS_32, type Frame, isError, w, x } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { layoutsOf, MESSAGE_1_1, MESSAGE_1_2 } from '../abi/layouts.ts';
import { encodeMessageHeader } from '../abi/message-header.ts';
import { packHalves } from '../abi/words.ts';
import { DATA, DATA2, type Data, dataArguments, serviceArguments } from '../client/messages.ts';
import { type Program, write } from '../client/port.ts';
import type { Device } from './device.ts';
import { type DriverCore, is } from './driver-core.ts';
import { DriverError, type Result } from './result.ts';

/** Messages, as the clients of a driver send them, and processor time. */
export class MessageOps {
  private readonly core: DriverCore;

  constructor(core: DriverCore) {
    this.core = core;
  }

  /** From now on direct requests to the device are made in 32 bits. */
  use32Bits(device: Device): void {
    device.mode32 = true;
  }

  /** Sends a direct request and waits for the response. The value is its data; empty where the partition says that there is none. */
  request(
    device: Device,
    data: Data,
    width: 32 | 64 = device.mode32 ? 32 : 64,
  ): Program<Result<readonly bigint[]>> {
    return this.core.attempt(this.ask(device, data, width));
  }

  /** Sends a direct request to the service that the device stands for. The value is the fourteen values of the response. */
  requestService(device: Device, data: Data): Program<Result<readonly bigint[]>> {
    return this.core.attempt(this.askService(device, data));
  }

  /** Sends an indirect message. */
  send(device: Device, payload: Uint8Array): Program<Result> {
    return this.core.attempt(this.post(device, payload));
  }

  /** Gives the processor to a context of the partition, until that gives it back by itself. */
  run(device: Device, vcpu = 0): Program<Result> {
    return this.core.attempt(this.give(device, vcpu));
  }

  private *ask(device: Device, data: Data, width: 32 | 64): Program<readonly bigint[]> {
    const { core } = this;
    core.need('direct-request');
    const parties = packHalves(core.state.id, device.partition);
    const call = 'FFA_MSG_SEND_DIRECT_REQ';
    const first = yield* core.ask(call, { 1: parties, ...dataArguments(data, DATA, width) }, width);
    const answer = yield* this.untilDone(first, core.model.resumes);
    if (isError(answer)) throw core.refused(call, answer);
    if (core.model.silentAnswers && is(answer, FFA_SUCCESS_32)) return [];
    if (!is(answer, functionId('FFA_MSG_SEND_DIRECT_RESP', width))) throw core.odd(call, answer);
    return DATA.map((register) => (width === 32 ? BigInt(w(answer, register)) : x(answer, register)));
  }

  private *askService(device: Device, data: Data): Program<readonly bigint[]> {
    const { core } = this;
    core.need('service-request');
    if (!core.found.serviceRequests)
      throw new DriverError('EOPNOTSUPP', 'the manager has no requests to services');
    const call = 'FFA_MSG_SEND_DIRECT_REQ2';
    const args = {
      1: packHalves(core.state.id, device.partition),
      ...serviceArguments(device.uuid),
      ...dataArguments(data, DATA2, 64),
    };
    const answer = yield* this.untilDone(yield* core.ask(call, args, 64), core.model.resumes);
    if (isError(answer)) throw core.refused(call, answer);
    if (!is(answer, functionId('FFA_MSG_SEND_DIRECT_RESP2', 64))) throw core.odd(call, answer);
    return DATA2.map((register) => x(answer, register));
  }

  private *post(device: Device, payload: Uint8Array): Program {
    const { core } = this;
    core.need('message');
    const { model, state } = core;
    const layout = layoutsOf(model.messageHeader).message ?? MESSAGE_1_1;
    if (payload.length > state.bufferBytes - layout.size)
      throw new DriverError('ERANGE', `a message has room for ${state.bufferBytes - layout.size} bytes`);
    const header = encodeMessageHeader(
      {
        sender: state.id,
        receiver: device.partition,
        offset: layout.size,
        size: payload.length,
        flags: 0,
        ...(layout === MESSAGE_1_2 ? { uuid: device.uuid } : {}),
      },
      model.messageHeader,
    );
    yield* core.alone('TX', this.deliver(Uint8Array.of(...header, ...payload)));
  }

  private *deliver(message: Uint8Array): Program {
    yield* write(this.core.state.mapped().tx, message);
    yield* this.core.succeed('FFA_MSG_SEND2');
  }

  private *give(device: Device, vcpu: number): Program {
    const { core } = this;
    core.need('run');
    const first = yield* core.ask('FFA_RUN', { 1: packHalves(device.partition, vcpu) });
    const answer = yield* this.untilDone(first, ['FFA_INTERRUPT']);
    if (isError(answer)) throw core.refused('FFA_RUN', answer);
  }

  /** Runs a partition on that was stopped, until it has answered. */
  private *untilDone(first: Frame, stops: readonly string[]): Program<Frame> {
    const ids = stops.map((name) => functionId(name));
    let answer = first;
    for (let runs = 0; ids.some((id) => is(answer, id)); runs++) {
      if (runs === this.core.limits.runs)
        throw new DriverError('EBUSY', `the partition has not answered after it was run ${runs} times`);
      answer = yield* this.core.ask('FFA_RUN', { 1: w(answer, 1) });
    }
    return answer;
  }
}
