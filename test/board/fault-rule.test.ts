import { describe, expect, test } from 'vitest';
import { type FaultRule, faultText, parseFault } from '../../src/core/board/fault-rule.ts';

const ALWAYS = Number.POSITIVE_INFINITY;

describe('a fault is written', () => {
  test.each<[string, FaultRule]>([
    [
      'FFA_MEM_FRAG_TX#2=BUSY',
      { function: 'FFA_MEM_FRAG_TX', first: 2, calls: 1, effect: { answer: 'BUSY' } },
    ],
    [
      'FFA_MEM_RECLAIM=DENIED*3',
      { function: 'FFA_MEM_RECLAIM', first: 1, calls: 3, effect: { answer: 'DENIED' } },
    ],
    [
      'FFA_MEM_SHARE_64#10=NO_MEMORY*',
      { function: 'FFA_MEM_SHARE_64', first: 10, calls: ALWAYS, effect: { answer: 'NO_MEMORY' } },
    ],
    [
      'FFA_MSG_SEND_DIRECT_REQ=interrupt/70ms',
      { function: 'FFA_MSG_SEND_DIRECT_REQ', first: 1, calls: 1, effect: { interrupts: 18 } },
    ],
    ['FFA_RUN#3=interrupt*2', { function: 'FFA_RUN', first: 3, calls: 2, effect: { interrupts: 1 } }],
  ])('%s', (text, rule) => {
    expect(parseFault(text)).toEqual(rule);
  });
});

test.each([
  'FFA_MEM_FRAG_TX#2=BUSY',
  'FFA_MEM_RECLAIM=DENIED*3',
  'FFA_MEM_SHARE_64#10=NO_MEMORY*',
  'FFA_MSG_SEND_DIRECT_REQ=interrupt/72ms',
  'FFA_RUN#3=interrupt/4ms*2',
  'FFA_RUN=interrupt/99999ms',
])('%s is written as it was read', (text) => {
  expect(faultText(parseFault(text) as FaultRule)).toBe(text);
});

describe('what is wrong with a fault is shown in', () => {
  test.each([
    ['', 0, 'a function of FF-A, as in FFA_MEM_SHARE'],
    ['MEM_SHARE=BUSY', 0, 'a function of FF-A, as in FFA_MEM_SHARE'],
    ['FFA_MEM_STEAL=BUSY', 0, 'a function of FF-A, as in FFA_MEM_SHARE'],
    ['FFA_MEM_RECLAIM_64=BUSY', 0, 'a function of FF-A, as in FFA_MEM_SHARE'],
    ['FFA_MEM_SHARE', 13, '"=" and a status, as in DENIED, or interrupt'],
    ['FFA_MEM_SHARE#=BUSY', 14, 'the number of a call, from 1 on'],
    ['FFA_MEM_SHARE#0=BUSY', 14, 'the number of a call, from 1 on'],
    ['FFA_MEM_SHARE#2', 15, '"=" and a status, as in DENIED, or interrupt'],
    ['FFA_MEM_SHARE=busy', 14, /^interrupt, or one of NOT_SUPPORTED, INVALID_PARAMETERS, .*, NOT_READY$/],
    ['FFA_MEM_SHARE=BUSY/70ms', 18, 'no time: an error lasts no longer than its call'],
    ['FFA_MEM_SHARE=BUSY*0', 19, 'how many calls, or nothing for all'],
    ['FFA_MEM_SHARE=BUSY*2x', 20, 'the end of the rule'],
    ['FFA_MEM_SHARE=BUSY!', 18, '"/" and how long, "*" and how many calls, or the end'],
    [
      'FFA_MEM_SHARE=interrupt',
      14,
      'a status: only calls that give a partition the processor are interrupted',
    ],
    ['FFA_RUN=interrupt/70', 18, 'how long it lasts, as in 70ms'],
    ['FFA_RUN=interrupt/70ms,', 22, '"*" and how many calls, or the end'],
  ])('%s', (text, at, expected) => {
    expect(parseFault(text)).toEqual({
      at,
      expected: typeof expected === 'string' ? expected : expect.stringMatching(expected),
    });
  });
});
