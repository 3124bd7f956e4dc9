import { functionId } from '#core/abi/functions.js';
import { hexText } from '#core/abi/hex.js';

/** Pages of the machine: 4 GiB. */
const PAGES = 1_000_000;
const BASE = 0x8000_0000;
const ENDPOINTS = 8;

/** A recording of so many calls on a machine of a million pages: each endpoint shares pages all over its part, and has them back later. */
export function* recordingLines(calls: number): Generator<string> {
  const each = PAGES / ENDPOINTS;
  const names = Array.from({ length: ENDPOINTS }, (_, index) => `vm${index}`);
  const partitions = Object.fromEntries(
    names.map((name, index) => [
      name,
      { id: index + 1, memory: [{ base: BASE + index * each * 4096, size: each * 4096 }] },
    ]),
  );
  const memory = { ram: { base: BASE, size: PAGES * 4096 } };
  yield JSON.stringify({ format: 'ffa-trace', version: 1, machine: { memory, partitions } });
  const [share, reclaim, success] = ['FFA_MEM_SHARE', 'FFA_MEM_RECLAIM', 'FFA_SUCCESS'].map((name) =>
    hexText(functionId(name)),
  );
  for (let seq = 1; seq <= calls; seq++) {
    const endpoint = seq % ENDPOINTS;
    const round = Math.floor(seq / ENDPOINTS);
    const sends = round % 2 === 0;
    // Two odd steps through the part of an endpoint: the same pages are sent and had back.
    const page = ((round >> 1) * 7919) % each;
    const handle = hexText((round >> 1) * ENDPOINTS + endpoint + 1);
    const address = hexText(BASE + (endpoint * each + page) * 4096);
    const party = names[endpoint];
    yield JSON.stringify({
      seq,
      from: party,
      in: sends ? [share, '0x70', '0x70'] : [reclaim, handle],
      out: sends ? [success, '0x0', handle] : [success],
      changes: [{ change: sends ? 'claimed' : 'returned', party, address, pages: 1 }],
    });
  }
}
