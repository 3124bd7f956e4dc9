import { OPERATION } from '#core/abi/operations.js';
import type { Bench, Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { scattered } from '../pages.ts';
import { World } from '../world.ts';

const SIZES = [1, 16, 64, 170, 250];

/** Descriptors of one fragment. */
export const w2: Workload = {
  about: 'constituents of one page each in one fragment',
  run(bench) {
    linear(bench, 'share', (size) => sending(OPERATION.SHARE, size));
    linear(bench, 'lend', (size) => sending(OPERATION.LEND, size));
    linear(bench, 'donate there and back', donating);
  },
};

function linear(bench: Bench, name: string, make: (size: number) => (count: number) => void): void {
  const took = new Map<number, number>();
  for (const size of SIZES) {
    const most = name === 'share' && size === 170 ? 8_000 : undefined;
    took.set(size, bench.time(`${name}, ${size}`, { run: make(size) }, most));
  }
  const growth = (took.get(250) ?? 0) / (took.get(64) ?? 0);
  bench.compare('to 64', growth, 4.5);
}

function sending(operation: typeof OPERATION.SHARE | typeof OPERATION.LEND, size: number) {
  const exchange = new Exchange(new World(), scattered(size), { operation });
  return (count: number) => exchange.cycles(count);
}

function donating(size: number) {
  const world = new World();
  const pages = scattered(size);
  const { sender } = world;
  const receiver = world.receiver();
  const operation = OPERATION.DONATE;
  const there = new Exchange(world, pages, { operation, shareBuffers: true });
  const back = new Exchange(world, pages, {
    operation,
    sender: receiver,
    receivers: [sender],
    shareBuffers: true,
  });
  return (count: number) => {
    for (let index = 0; index < count; index++) {
      there.send();
      there.retrieve(receiver);
      back.send();
      back.retrieve(sender);
    }
  };
}
