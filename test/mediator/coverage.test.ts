/**
 * Which test shows what becomes of bad input, row by row of the regression cases and requirements: of mediators, of their clients, and of the
 * sockets. A row of a mediator that is judged by the manager's own code is shown where that is tested.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Rows = Readonly<Record<string, readonly [file: string, title: string]>>;

const MEDIATORS: Rows = {
  A17: ['mediator/bad-input', 'A17: access descriptors near 2^32'],
  A19: ['mediator/memory', 'A19: no progress'],
  A20: ['mediator/bad-input', 'A20: an address that wraps at 2^64'],
  A21: ['mediator/bad-input', 'A21: an address above all physical memory'],
  A24: [
    'mediator/mailboxes',
    'A24: describes the buffers to the manager by their physical pages, aligned to 8 bytes',
  ],
  B11: ['mediator/versions', 'B11: another major version'],
  B12: ['abi/partition-info', 'B12: the stated size is the step, whatever lies between'],
  B14: ['mediator/bad-input', 'B14: a guest of FF-A 1.2 maps buffers at a manager of 1.3'],
  B15: [
    'mediator/messages',
    'reaches the partition, and the answer the guest, and nothing else in the registers',
  ],
  R10: ['mediator/mailboxes', 'R10: one page more'],
  E8: ['mediator/teardown', 'gives back what another guest had lent it, and takes back what others have'],
  E9: [
    'mediator/teardown',
    'E9, QG8: whose memory a partition still has is tried again, after ever more ticks',
  ],
  E10: [
    'mediator/bad-input',
    'E10, QG10: one guest cannot take back what another has sent, nor itself what it has back',
  ],
  E20: ['mediator/mailboxes', 'E20: with RX in the guest’s hands is refused'],
  E21: ['mediator/discovery', 'E21: that is refused after RX was acquired gives it back to the manager'],
  QE3: ['mediator/memory', 'QG6, QE3: of a send whose later fragment is refused, no page stays held'],
  QE4: ['mediator/memory', 'QG6, QE3: of a send whose later fragment is refused, no page stays held'],
  QE8: ['mediator/teardown', 'QE8: that a partition has no time to hear of is told of later'],
  QE9: ['mediator/teardown', 'R8, R10, QE9: what is never given back stays out of use, with the guest’s id'],
  QE10: ['mediator/teardown', 'R8, R10, QE9: what is never given back stays out of use, with the guest’s id'],
  QG1: ['mediator/bad-input', 'QG1: %s'],
  QG2: ['spmc/read-once', 'a share, its retrieve, its relinquish'],
  QG3: ['mediator/memory', 'QG3: a page twice'],
  QG4: ['mediator/bad-input', 'QG4: a composite in an access descriptor'],
  QG5: ['mediator/memory', '%s among fragments ends the send'],
  QG6: ['mediator/memory', 'QG6, QE3: of a send whose later fragment is refused, no page stays held'],
  QG7: ['mediator/profiles', 'QG7: more than it was sent'],
  QG8: [
    'mediator/teardown',
    'E9, QG8: whose memory a partition still has is tried again, after ever more ticks',
  ],
  QG9: [
    'mediator/teardown',
    'QG9: that one refuses is none, and exactly those told before are told of its end',
  ],
  QG10: [
    'mediator/bad-input',
    'E10, QG10: one guest cannot take back what another has sent, nor itself what it has back',
  ],
  QG11: ['mediator/memory', 'QG11: in the layout of its version, by physical pages, with flags and tag'],
  QG12: ['mediator/discovery', 'FFA_FEATURES and the calls agree, function by function'],
  QG13: [
    'mediator/mailboxes',
    'A24: describes the buffers to the manager by their physical pages, aligned to 8 bytes',
  ],
  QG14: ['mediator/bad-input', 'QG14: what the manager has dropped is dropped here as soon as it says so'],
  QG15: ['mediator/bad-input', 'QG15: guests that share with each other never get a handle twice'],
  QG16: ['mediator/discovery', 'QG16: counts without a buffer'],
};

const CLIENTS: Rows = {
  E19: ['driver/probe', 'is undone by %s'],
  QI1: ['client/driver', 'QI1, QI2: is given up when the second fragment is answered with %s'],
  QI2: ['driver/memory', '%s: it has the memory back'],
  QI3: ['driver/memory', 'that is %s leaves it held'],
  QI4: ['client/indirect', 'QI4: what was read stays as it was when RX changes'],
  QI5: ['driver/memory', 'status %i, %i times: %s'],
  QI6: ['driver/descriptors', 'a part of a page'],
  QI7: ['gunyah/client', 'and when that fails, too: both errors are told, and the handle is kept'],
  QI8: ['gunyah/client', 'less data than there should be'],
  QI9: ['gunyah/client', '%i regions take %j, and come back whole'],
  QI10: ['driver/notifications', '%s is an error number'],
  QI11: ['client/indirect', 'QI11: an indirect message'],
};

const SOCKETS: Rows = {
  'half a frame': ['serve/hostile', 'has sent half a frame and no more'],
  'a wrong length': ['serve/hostile', 'any bytes are answered with frames, and nobody else suffers'],
  'another’s token': ['serve/tokens', 'is of no use to another session'],
  'a client that vanishes': [
    'serve/deaths',
    'whatever clients do and whenever they die, everything is as before',
  ],
  'a client that floods': [
    'serve/hostile',
    'asks and asks and does not read: what is held for it stays bounded',
  ],
  'a guest that frees, remaps, dies or floods at any moment': [
    'mediator/walk',
    'whatever guests do, and whatever the manager says',
  ],
};

describe.each([
  ['mediators', MEDIATORS],
  ['clients', CLIENTS],
  ['sockets', SOCKETS],
])('bad input of %s', (_, rows) => {
  it.each(Object.entries(rows))(
    '%s is shown by a test that is there, and that runs',
    (_row, [file, title]) => {
      const text = readFileSync(`test/${file}.test.ts`, 'utf8');

      expect(
        [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted)),
        title,
      ).toBe(true);
      expect(text).not.toMatch(/\b(?:it|test|describe)\.(?:skip|todo|only|fails|skipIf|runIf)\b/);
    },
  );
});
