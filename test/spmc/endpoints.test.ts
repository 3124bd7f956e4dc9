/** Which endpoints there are: each has its id and its row in every table, and nobody has none. */

import { describe, expect, it } from 'vitest';
import { VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { crowd } from './support/crowd.ts';
import { FFA } from './support/ids.ts';
import { SP1, SP2 } from './support/processors.ts';

it('a machine in which two have one id is not built', () => {
  expect(() => crowd([0, SP1, SP2, SP1])).toThrow('two endpoints have id 0x8001');
});

it('there are as many as were said: rows begin at 1', () => {
  const { endpoints } = crowd([0, SP2, SP1]).spmc.state;

  expect([endpoints.count, endpoints.slotOf(SP1), endpoints.slotOf(SP2)]).toEqual([3, 3, 2]);
});

describe('nothing was said at the start of', () => {
  it.each([
    ['nobody', 0],
    ['one behind the last', 3],
  ])('%s', (_name, slot) => {
    const { endpoints } = crowd([0, SP1]).spmc.state;

    expect(() => endpoints.spec(slot)).toThrow(`no endpoint in slot ${slot}`);
  });
});

it('the last one has room to enumerate what the secure world can reach, as any other', () => {
  const {
    ledger,
    actors: [sp, os],
  } = crowd([SP1, 0], VERSION_1_3);
  const owned = { rights: 3, device: false, secure: false };
  ledger.assign(0, 32, { ...owned, owner: os!.party });
  for (let page = 100; page < 700; page += 2) ledger.assign(page, 1, { ...owned, owner: sp!.party });
  os!.mapBuffers();

  const first = os!.call(FFA.NS_RES_INFO_GET);
  os!.release();

  // 300 descriptions of 16 bytes for what is owned and two for buffers, without those that fit into a page behind 16 bytes.
  expect([first.verdict, first.frame[4]]).toEqual(['FFA_SUCCESS_64', (302 - 255) * 16]);
  expect(os!.call(FFA.NS_RES_INFO_GET, 0, 0x10).verdict).toBe('FFA_SUCCESS_64');
});
