import type { Bench, Workload } from '../bench.ts';
import { Exchange } from '../exchange.ts';
import { run } from '../pages.ts';
import { FAR, FIRST_PAGE } from '../partition.ts';
import { World } from '../world.ts';

const SHARES = 10_000;

/** What a live share costs in memory. */
export const w15: Workload = {
  about: 'state per live share of one page, at 10,000',
  run(bench) {
    live(bench, 'packed', 1, 300);
    live(bench, '2 MiB apart', FAR, 2_560);
  },
};

/** Notes the time of a share that stays, and the bytes that it adds to a saved state, which holds all rows in use and no others. */
function live(bench: Bench, name: string, apart: number, most: number): void {
  const world = new World();
  const shares = Array.from(
    { length: SHARES },
    (_, index) => new Exchange(world, run(1, FIRST_PAGE + index * apart)),
  );
  const before = bytesIn(world.spmc.save());
  let spent = 0;
  for (const share of shares) {
    share.settle();
    const start = performance.now();
    share.send();
    spent += performance.now() - start;
  }
  bench.note(`a share that stays, ${name}`, (spent * 1e6) / SHARES);
  bench.compare('bytes', (bytesIn(world.spmc.save()) - before) / SHARES, most);
}

/** Bytes of all typed arrays below an object. */
function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + bytesIn(part), 0);
}
