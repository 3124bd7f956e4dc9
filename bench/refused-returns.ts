import { functionId } from '#core/abi/functions.js';
import { OPERATION } from '#core/abi/operations.js';
import { RX } from '#core/spmc/endpoints.js';
import type { Bench } from './bench.ts';
import { Exchange } from './exchange.ts';
import { post, requestLetter } from './letters.ts';
import { run } from './pages.ts';
import { FIRST_PAGE } from './partition.ts';
import { timeRefusal } from './refusals.ts';
import { World } from './world.ts';

const FFA_MEM_RETRIEVE_REQ = functionId('FFA_MEM_RETRIEVE_REQ') | 0;
const FFA_MEM_RECLAIM = functionId('FFA_MEM_RECLAIM') | 0;

/** Shares between two clean-ups. */
const BATCH = 256;

/** Retrieving one page: what it costs, and what it costs to refuse it. */
export function refusedRetrievals(bench: Bench): void {
  const world = new World();
  const receiver = world.receiver();
  const shares = sharesOf(world);
  const sendSome = send(shares);
  const success = bench.time('retrieve: done', {
    most: BATCH,
    before: (count) => {
      sendSome(count);
      // All requests are alike but for the handle.
      post(requestLetter(OPERATION.SHARE, world.sender.id, [receiver.id]), receiver.tx);
    },
    run: (count) => {
      for (let index = 0; index < count; index++) shares[index]?.retrieve(receiver);
    },
    after: (count) => {
      for (const share of shares.slice(0, count)) {
        share.relinquish(0);
        share.reclaim();
      }
    },
  });
  const letter = requestLetter(OPERATION.SHARE, world.sender.id, [receiver.id]);
  const refuse = (name: string, rule: string, rx: number) => {
    const { rx: states } = world.spmc.state.endpoints;
    const call = () => {
      post(letter, receiver.tx, 5);
      states[receiver.slot] = rx;
      world.call(receiver.context, FFA_MEM_RETRIEVE_REQ, letter.bytes, letter.bytes);
    };
    timeRefusal(bench, `retrieve: ${name}`, { world, rule, call }, { ns: success }, BATCH);
    states[receiver.slot] = RX.EMPTY;
  };
  refuse('RX is full', 'retrieve/rx-busy', RX.FULL);
  refuse('no such handle', 'retrieve/unknown-handle', RX.EMPTY);
}

/** Reclaiming one page: what it costs, and what it costs to refuse it. */
export function refusedReclaims(bench: Bench): void {
  const world = new World();
  const { context } = world.sender;
  const shares = sharesOf(world);
  const success = bench.time('reclaim: done', {
    most: BATCH,
    before: send(shares),
    run: (count) => {
      for (let index = 0; index < count; index++) shares[index]?.reclaim();
    },
  });
  const [share] = shares;
  if (share === undefined) return;
  const call = () => world.call(context, FFA_MEM_RECLAIM, share.handleLow, share.handleHigh);
  const stale = { world, rule: 'reclaim/unknown-handle', call };
  timeRefusal(bench, 'reclaim: a handle of the past', stale, { ns: success }, BATCH);
  share.settle();
  share.send();
  share.retrieve(world.receiver());
  timeRefusal(
    bench,
    'reclaim: a borrower has it',
    { world, rule: 'reclaim/held', call },
    { ns: success },
    BATCH,
  );
}

function sharesOf(world: World): readonly Exchange[] {
  return Array.from({ length: BATCH }, (_, index) => new Exchange(world, run(1, FIRST_PAGE + 2 * index)));
}

/** Sends the first so many. */
function send(shares: readonly Exchange[]): (count: number) => void {
  return (count) => {
    for (const share of shares.slice(0, count)) {
      share.settle();
      share.send();
    }
  };
}
