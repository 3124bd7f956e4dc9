/** Notifications in the words of tests: who listens, who rings, what is heard. */

import type { Actor, Answer } from './actor.ts';
import { FFA } from './ids.ts';
import { pair } from './processors.ts';

type Bits = readonly [low: number, high?: number];

export function bind(listener: Actor, sender: number, ...[low, high = 0]: Bits): Answer {
  return listener.call(FFA.NOTIFICATION_BIND, pair(sender, listener.id), 0, low, high);
}

export function unbind(listener: Actor, sender: number, ...[low, high = 0]: Bits): Answer {
  return listener.call(FFA.NOTIFICATION_UNBIND, pair(sender, listener.id), 0, low, high);
}

export function ring(sender: Actor, listener: number, ...[low, high = 0]: Bits): Answer {
  return sender.call(FFA.NOTIFICATION_SET, pair(sender.id, listener), 0, low, high);
}

/** Takes everything that is pending, unless `flags` say whose. */
export function hear(listener: Actor, flags = 0xf): Answer {
  return listener.call(FFA.NOTIFICATION_GET, pair(0, listener.id), flags);
}

/** The hypervisor makes bitmaps for a VM. */
export function createBitmap(hypervisor: Actor, vm: number, vcpus = 1): Answer {
  return hypervisor.call(FFA.NOTIFICATION_BITMAP_CREATE, vm, vcpus);
}
