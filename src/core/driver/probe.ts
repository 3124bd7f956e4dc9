import { FFA_SUCCESS_32, type Frame, high, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { PAGE_SIZE } from '../abi/pages.ts';
import { STATUS } from '../abi/statuses.ts';
import { majorOf, versionText } from '../abi/versions.ts';
import { packHalves } from '../abi/words.ts';
import type { Program } from '../client/port.ts';
import { type DriverCore, is } from './driver-core.ts';
import { errnoOf } from './errno.ts';
import type { ProbeStep } from './model.ts';
import { DriverError } from './result.ts';

const RXTX_MAP: number = functionId('FFA_RXTX_MAP', 64);
const BITMAP_CREATE: number = functionId('FFA_NOTIFICATION_BITMAP_CREATE');
/** What FFA_FEATURES knows of beside functions: numbers of interrupts. */
const SCHEDULE_RECEIVER_INTERRUPT = 2;
const PENDING_INTERRUPT = 1;

/** How each step of a start is done, but the last: which partitions there are is the bus's concern. */
export const STEPS: Readonly<Record<Exclude<ProbeStep, 'partitions'>, (core: DriverCore) => Program>> = {
  version: negotiate,
  id: learnId,
  buffers: mapBuffers,
  'wide-memory': learnWidth,
  'service-requests': learnServiceRequests,
  notifications: createBitmap,
};

/** Source: clients-linux-uboot-pkvm 1.5, 4.2. */
function* negotiate(core: DriverCore): Program {
  const { model, state } = core;
  const answer = yield* core.ask('FFA_VERSION', { 1: model.version });
  const offered = w(answer, 0);
  if (offered >>> 31 === 1 || majorOf(offered) !== majorOf(model.version)) throw refusedVersion(core, answer);
  state.version = Math.min(model.version, offered);
  if (offered >= model.version || !model.asksAgain) return;
  const agreed = yield* core.ask('FFA_VERSION', { 1: offered });
  if (w(agreed, 0) !== offered) throw refusedVersion(core, agreed);
}

function refusedVersion({ model }: DriverCore, answer: Frame): DriverError {
  const status = w(answer, 0) | 0;
  const seen = model.versionWidth === 32 || high(answer, 0) === 0xffff_ffff;
  if (status === STATUS.NOT_SUPPORTED && seen)
    return new DriverError(errnoOf(model.versionErrnos, status), 'there is no FF-A', {
      call: 'FFA_VERSION',
      status,
    });
  const what = `FFA_VERSION was answered with ${versionText(w(answer, 0))}, and this driver speaks ${versionText(model.version)}`;
  return new DriverError(errnoOf(model.versionErrnos, seen && status < 0 ? status : 0), what, {
    call: 'FFA_VERSION',
  });
}

function* learnId(core: DriverCore): Program {
  core.state.id = w(yield* core.succeed('FFA_ID_GET'), 2) & 0xffff;
}

/** Source: clients-linux-uboot-pkvm 1.3 rows 3 and 4, 4.2; 5.1 for buffers that are mapped already. */
function* mapBuffers(core: DriverCore): Program {
  const { buffers, mapped = false, pageBytes = PAGE_SIZE } = core.surroundings;
  if (mapped) {
    core.state.buffers = buffers;
    return;
  }
  const { least, most } = yield* bufferSizes(core);
  const page = pageBytes / PAGE_SIZE;
  const usual = Math.ceil(least / page) * page;
  const wanted = most === 0 ? usual : Math.max(Math.min(usual, most), least);
  const answer = yield* map(core, wanted);
  const tooMany = isError(answer) && (w(answer, 2) | 0) === STATUS.INVALID_PARAMETERS;
  const smaller = tooMany && most === 0 && wanted > least && core.model.bufferSizes.maximum;
  if (!smaller) return succeeded(core, answer, wanted);
  succeeded(core, yield* map(core, least), least);
}

function* map(core: DriverCore, pages: number): Program<Frame> {
  const { tx, rx, pages: room } = core.surroundings.buffers;
  if (pages > room)
    throw new DriverError(
      'ENOMEM',
      `the manager wants buffers of ${pages} pages, and there is room for ${room}`,
    );
  return yield* core.ask('FFA_RXTX_MAP', { 1: BigInt(tx), 2: BigInt(rx), 3: pages }, 64);
}

function succeeded(core: DriverCore, answer: Frame, pages: number): void {
  if (isError(answer)) throw core.refused('FFA_RXTX_MAP', answer);
  if (!core.model.anySuccess && !is(answer, FFA_SUCCESS_32)) throw core.odd('FFA_RXTX_MAP', answer);
  const { tx, rx } = core.surroundings.buffers;
  core.state.buffers = { tx, rx, pages };
}

/** Pages of 4 KiB that a buffer has at least, and at most; 0 for no such limit. */
function* bufferSizes(core: DriverCore): Program<{ readonly least: number; readonly most: number }> {
  const { mask, pages, maximum, needed } = core.model.bufferSizes;
  const answer = yield* core.ask('FFA_FEATURES', { 1: RXTX_MAP });
  if (!is(answer, FFA_SUCCESS_32)) {
    if (!needed) return { least: 1, most: 0 };
    throw isError(answer) ? core.refused('FFA_FEATURES', answer) : core.odd('FFA_FEATURES', answer);
  }
  const least = pages[(w(answer, 2) & mask) >>> 0];
  if (least === undefined)
    throw new DriverError(
      'EINVAL',
      `FFA_FEATURES tells a size of buffers that ${core.model.name} does not know`,
    );
  return { least, most: maximum ? w(answer, 2) >>> 16 : 0 };
}

function* learnWidth(core: DriverCore): Program {
  core.found.wideMemory = yield* hasOneOf(core, core.model.wideMemory);
}

function* learnServiceRequests(core: DriverCore): Program {
  core.found.serviceRequests = yield* hasOneOf(core, core.model.serviceRequests);
}

function* hasOneOf(core: DriverCore, functions: readonly number[]): Program<boolean> {
  for (const each of functions) if (yield* core.has(each)) return true;
  return false;
}

/** Source: clients-linux-uboot-pkvm 1.3 rows 7 to 10b. */
function* createBitmap(core: DriverCore): Program {
  const { state, surroundings, found } = core;
  if (yield* core.has(BITMAP_CREATE)) {
    const args = { 1: state.id, 2: surroundings.cpus ?? 1 };
    if (isError(yield* core.ask('FFA_NOTIFICATION_BITMAP_CREATE', args))) return;
    found.notifications = true;
  }
  const scheduler = yield* core.has(SCHEDULE_RECEIVER_INTERRUPT);
  const pending = yield* core.has(PENDING_INTERRUPT);
  if (!scheduler && !pending) yield* destroyBitmap(core);
}

/** Takes the notifications of this endpoint away, if it has any. */
export function* destroyBitmap(core: DriverCore): Program {
  if (!core.found.notifications) return;
  core.found.notifications = false;
  yield* core.succeed('FFA_NOTIFICATION_BITMAP_DESTROY', { 1: core.state.id });
}

/** Unmaps the buffers, if they were mapped here. */
export function* unmapBuffers(core: DriverCore): Program {
  const { state, surroundings, model } = core;
  if (state.buffers === undefined) return;
  if (surroundings.mapped !== true)
    yield* core.succeed('FFA_RXTX_UNMAP', model.namedUnmap ? { 1: packHalves(state.id, 0) } : {});
  state.buffers = undefined;
}
