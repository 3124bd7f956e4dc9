import { MODEL } from '../spmc/contexts.ts';
import type { ProgramOf } from './activity.ts';
import { isSecureLevel, type PartitionSpec } from './machine.ts';
import type { Processors } from './processors.ts';
import type { Seat } from './seat.ts';

export interface BootOptions {
  /** What partitions run, by name. A secure one without a program ends its first run at once; any other does nothing. */
  readonly programs?: Readonly<Record<string, ProgramOf>>;
  /** Secure partitions that stay in the middle of their first run. */
  readonly without?: readonly string[];
  /** The guests of a hypervisor that mediates are created later: somebody has not started yet who may want to hear of them. */
  readonly withoutGuests?: boolean;
}

/** What became of a partition that was started. */
export interface Booted {
  readonly partition: string;
  /**
   * `ready`: it waits for messages, or, outside of the secure world, was started. `failed`: it died. `unfinished`: it has not waited for a
   * message, so its first run goes on.
   */
  readonly outcome: 'ready' | 'failed' | 'unfinished';
}

/**
 * Starts a machine as its manager does: the secure partitions one after the other in their boot order, each when the one before waits for
 * messages; then the guests of a hypervisor that mediates are created; then all others. One that fails is left behind. One that never finishes keeps the processor, and nobody after it is started.
 *
 * Source: ffa-hafnium 1.8 RTM_SP_INIT, 5.1 boot-order.
 */
export function bootAll(
  processors: Processors,
  partitions: readonly PartitionSpec[],
  { programs = {}, without = [], withoutGuests = false }: BootOptions,
): readonly Booted[] {
  const stray = Object.keys(programs).find((name) => !partitions.some((each) => each.name === name));
  if (stray !== undefined) throw new TypeError(`no partition is called ${stray}`);
  const secure = partitions.filter(({ level, name }) => isSecureLevel(level) && !without.includes(name));
  const others = partitions.filter(
    ({ level, name }) => !isSecureLevel(level) && programs[name] !== undefined,
  );
  const first = startEach(processors, inBootOrder(secure), programs);
  if (first.some(({ outcome }) => outcome === 'unfinished')) return first;
  if (!withoutGuests) processors.startGuests();
  return [...first, ...startEach(processors, others, programs)];
}

/** Starts one after the other, up to the first that keeps the processor. */
function startEach(
  processors: Processors,
  partitions: readonly PartitionSpec[],
  programs: Required<BootOptions>['programs'],
): readonly Booted[] {
  const booted: Booted[] = [];
  for (const { name } of partitions) {
    const seat = processors.seat(name, 0);
    const program = programs[name];
    if (program === undefined) processors.endFirstRun(seat);
    else processors.begin(seat, program, true);
    const outcome = outcomeOf(processors, seat);
    booted.push({ partition: name, outcome });
    if (outcome === 'unfinished') break;
  }
  return booted;
}

/** Secure partitions in the order in which they start. */
export function inBootOrder(secure: readonly PartitionSpec[]): readonly PartitionSpec[] {
  return secure.toSorted((left, right) => left.bootOrder - right.bootOrder);
}

function outcomeOf(processors: Processors, seat: Seat): Booted['outcome'] {
  if (processors.isDead(seat)) return 'failed';
  return processors.modelOf(seat) === MODEL.INIT ? 'unfinished' : 'ready';
}
