/** What the hypervisor knows of the manager behind: which functions it offers, in which form, and how it answers. */

import { expect, it } from 'vitest';
import { ANSWERED, Behind, type Conduit } from '../../src/core/mediator/behind.ts';
import { SparseMemory } from '../../src/core/memory/physical-memory.ts';

const DIRECT_REQ_64 = 0xc400_006f;
const ERROR = 0x8400_0060;
/** The last function of FF-A 1.3. */
const ABORT_64 = 0xc400_0090;

function behind(conduit: Conduit = () => ANSWERED): Behind {
  return new Behind(conduit, new SparseMemory(2), { txPage: 0, rxPage: 1 });
}

it('a function is offered in the form in which it was noted', () => {
  const manager = behind();

  manager.note(DIRECT_REQ_64);

  expect(manager.offers('FFA_MSG_SEND_DIRECT_REQ', 64)).toBe(true);
  expect(manager.offers('FFA_MSG_SEND_DIRECT_REQ', 32)).toBe(false);
  expect(manager.offersAny('FFA_MSG_SEND_DIRECT_REQ')).toBe(true);
  expect(manager.offersAny('FFA_MSG_SEND_DIRECT_RESP')).toBe(false);
});

it('the first function and the last are noted like any other', () => {
  const manager = behind();

  manager.note(ERROR);
  manager.note(ABORT_64);

  expect(manager.offers('FFA_ERROR')).toBe(true);
  expect(manager.offers('FFA_ABORT', 64)).toBe(true);
  expect(manager.offers('FFA_ABORT')).toBe(false);
});

it('what was noted is forgotten, and is in a copy that was taken before', () => {
  const manager = behind();
  manager.version = 0x1_0002;
  manager.note(DIRECT_REQ_64);
  const saved = manager.save();

  manager.forget();
  expect([manager.version, manager.offersAny('FFA_MSG_SEND_DIRECT_REQ')]).toEqual([0, false]);

  manager.note(ABORT_64);
  manager.restore(saved);
  expect([manager.version, manager.offersAny('FFA_MSG_SEND_DIRECT_REQ')]).toEqual([0x1_0002, true]);
  expect(manager.offersAny('FFA_ABORT')).toBe(false);
});

it('a question that somebody else is to answer is an error of whoever asks', () => {
  const manager = behind(() => 7);

  expect(() => manager.ask(0, DIRECT_REQ_64)).toThrow(
    'call 0xc400006f of the hypervisor was not answered at once',
  );
});
