/** Notifications as plain sets: what any manager has to remember, and no more. */

import { expect } from 'vitest';
import type { Frame } from '../../../../src/core/abi/frame.ts';
import type { Spmc } from '../../../../src/core/spmc/spmc.ts';
import { FFA } from '../ids.ts';
import { mustEqual } from './must.ts';

type Source = 'secure' | 'normal' | 'framework';
const SOURCES: readonly Source[] = ['secure', 'normal', 'framework'];

interface Listener {
  /** The sender of each notification that has one. */
  readonly bound: Map<number, number>;
  readonly pending: Readonly<Record<Source, Set<number>>>;
  /** Whether the scheduler has heard of what is pending. */
  told: boolean;
}

/** Who listens to whom, and what is pending. It is told of every call that was accepted, and looks whether the answer is right. */
export class BellModel {
  private readonly listeners: Map<number, Listener> = new Map();

  constructor(listeners: readonly number[]) {
    for (const id of listeners) this.admit(id);
  }

  /** An endpoint has died. */
  forget(id: number): void {
    this.listeners.delete(id);
  }

  /** A call was accepted. A letter that it sent is from the first to the second of `letter`. */
  learn(question: Frame, answer: Frame, letter: readonly [from: number, to: number]): void {
    const [upper, lower] = [question[2]! >>> 16, question[2]! & 0xffff];
    const bits = bitsOf(question[6]!, question[8]!);
    switch (question[0]) {
      case FFA.NOTIFICATION_BITMAP_CREATE:
        this.admit(lower);
        break;
      case FFA.NOTIFICATION_BITMAP_DESTROY:
        expect(SOURCES.flatMap((source) => [...this.of(lower).pending[source]])).toEqual([]);
        this.forget(lower);
        break;
      case FFA.NOTIFICATION_BIND:
        for (const bit of bits) this.of(lower).bound.set(bit, upper);
        break;
      case FFA.NOTIFICATION_UNBIND:
        for (const bit of bits) expect(this.of(lower).bound.get(bit)).toBe(upper);
        for (const bit of bits) this.of(lower).bound.delete(bit);
        break;
      case FFA.NOTIFICATION_SET:
        for (const bit of bits) expect(this.of(lower).bound.get(bit)).toBe(upper);
        this.ring(lower, upper >= 0x8000 ? 'secure' : 'normal', bits);
        break;
      case FFA.NOTIFICATION_GET:
        this.take(lower, question[4]!, answer);
        break;
      case FFA.NOTIFICATION_INFO_GET:
      case FFA.NOTIFICATION_INFO_GET_64:
        this.tell(answer, question[0] === FFA.NOTIFICATION_INFO_GET_64);
        break;
      case FFA.MSG_SEND2:
        if (this.listeners.has(letter[1])) this.ring(letter[1], 'framework', [letter[0] >= 0x8000 ? 0 : 32]);
    }
  }

  /** The letter in an endpoint's RX is gone with its buffers, and so is the notification of it. */
  loseLetter(id: number): void {
    this.listeners.get(id)?.pending.framework.clear();
  }

  /** Whether an endpoint was told of a letter and has not taken that notification. */
  isLetterUnread(id: number): boolean {
    return (this.listeners.get(id)?.pending.framework.size ?? 0) !== 0;
  }

  listens(id: number): boolean {
    return this.listeners.has(id);
  }

  /** The manager remembers the same. */
  expectSame({ state: { endpoints, notifications: n } }: Spmc): void {
    for (let slot = 1; slot <= endpoints.count; slot++) {
      const pending = this.listeners.get(endpoints.id[slot]!)?.pending;
      const found = [n.fromSecure, n.fromNormal, n.fromFramework].flatMap((words) => [
        ...words.subarray(2 * slot, 2 * slot + 2),
      ]);
      const expected = SOURCES.flatMap((source) => wordsOf([...(pending?.[source] ?? [])]));
      mustEqual(
        [n.enabled[slot] === 1, ...found],
        [pending !== undefined, ...expected],
        `notifications of ${slot}`,
      );
    }
  }

  /** FFA_NOTIFICATION_INFO_GET was answered with NO_DATA. */
  expectNothingToTell(): void {
    expect(this.untold()).toEqual([]);
  }

  private of(id: number): Listener {
    const listener = this.listeners.get(id);
    if (listener === undefined) throw new Error(`0x${id.toString(16)} has no notifications`);
    return listener;
  }

  private admit(id: number): void {
    const pending = { secure: new Set<number>(), normal: new Set<number>(), framework: new Set<number>() };
    this.listeners.set(id, { bound: new Map(), pending, told: false });
  }

  private ring(id: number, source: Source, bits: readonly number[]): void {
    const listener = this.of(id);
    for (const bit of bits) listener.pending[source].add(bit);
    listener.told = false;
  }

  /** Bits of `flags`: secure, normal, and the two halves of the framework's. */
  private take(id: number, flags: number, answer: Frame): void {
    const pending = this.listeners.get(id)?.pending;
    const expected = SOURCES.flatMap((source, index) => {
      const halves =
        source === 'framework' ? [(flags >>> 2) & 1, (flags >>> 3) & 1] : [0, 0].fill((flags >>> index) & 1);
      const taken = [...(pending?.[source] ?? [])].filter((bit) => halves[bit >>> 5] === 1);
      for (const bit of taken) pending?.[source].delete(bit);
      return wordsOf(taken);
    });
    expect([4, 6, 8, 10, 12, 14].map((half) => answer[half])).toEqual(expected);
  }

  /** Two ids a word: in the low halves of x3 and on, and in the upper ones, too, where registers are `wide`. */
  private tell(answer: Frame, wide: boolean): void {
    const count = (answer[4]! >>> 7) & 0x1f;
    const words = Array.from({ length: count }, (_, index) => answer[6 + (index >>> 1) * (wide ? 1 : 2)]!);
    const ids = words.map((word, index) => (word >>> ((index & 1) * 16)) & 0xffff);
    expect([...ids].sort()).toEqual(this.untold());
    for (const id of ids) this.of(id).told = true;
  }

  private untold(): readonly number[] {
    return [...this.listeners]
      .filter(([, { pending, told }]) => !told && SOURCES.some((source) => pending[source].size !== 0))
      .map(([id]) => id)
      .sort();
  }
}

function bitsOf(low: number, high: number): readonly number[] {
  return Array.from({ length: 64 }, (_, bit) => bit).filter(
    (bit) => (((bit < 32 ? low : high) >>> (bit & 31)) & 1) === 1,
  );
}

function wordsOf(bits: readonly number[]): [number, number] {
  const words: [number, number] = [0, 0];
  for (const bit of bits) words[bit >>> 5] = (words[bit >>> 5]! | (1 << (bit & 31))) >>> 0;
  return words;
}
