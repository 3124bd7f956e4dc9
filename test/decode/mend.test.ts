/** The smallest change that mends a broken rule, for every rule that bytes decide. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { inspect } from '../../src/core/decode/inspect.ts';
import { mended, mendOf } from '../../src/core/decode/mend.ts';
import { patched } from '../abi/support.ts';
import { BROKEN_CASES, type BrokenCase } from './broken-cases.ts';
import * as sample from './samples.ts';

/** What only the caller knows: other receivers, other pages, bytes that are missing. */
const UNDECIDED = new Set([
  'descriptor/header-cut',
  'descriptor/length-unit',
  'descriptor/receiver-count-max',
  'send/donate-receivers',
  'send/receiver-self',
  'send/receiver-duplicate',
  'send/to-normal-world',
  'send/normal-world-only',
  'send/constituent-empty',
  'send/constituent-range',
  'send/overlap',
  'fragment/length-unit',
  'retrieve/receiver-unlisted',
  'indirect/to-self',
  'mailbox/descriptor',
  'mailbox/unknown-endpoint',
  'mailbox/page-count-max',
]);

/** Cases whose bytes are too short or too long for a number to mend them. */
const OTHERS_MISSING = new Set([
  'send/total-length',
  'retrieve/length',
  'descriptor/access-array-cut retrieve',
]);

/** Where the smallest change is not the one that the case was spoiled by: byte, before, after. */
const OTHERWISE: Readonly<Record<string, readonly [number, string, string]>> = {
  'send/data-access-missing': [50, '00', '01'],
  'retrieve/execute-device': [50, '0a', '06'],
  'retrieve/zero-read-only': [4, '11', '10'],
  'relinquish/endpoint-count': [12, '02', '01'],
};

function mendFor({ call, version = VERSION_1_1, spoiled, mended: whole }: BrokenCase) {
  const bytes = spoiled(whole);
  const inspection = inspect(bytes, { call, version });
  const [breach] = inspection.broken;
  return { bytes, mend: breach && mendOf(bytes, inspection, breach) };
}

function hasNone({ rule, call }: BrokenCase): boolean {
  return UNDECIDED.has(rule) || OTHERS_MISSING.has(rule) || OTHERS_MISSING.has(`${rule} ${call}`);
}

const decided = BROKEN_CASES.filter((one) => !hasNone(one) && OTHERWISE[one.rule] === undefined);

describe('the smallest change', () => {
  test.each(decided)('brings the bytes back that broke $rule as $call at $at', (one) => {
    const { bytes, mend } = mendFor(one);

    expect(mend?.remaining).toBe(0);
    expect(mend && mended(bytes, mend)).toEqual(one.mended);
  });

  test.each(Object.entries(OTHERWISE))('for %s is another', (rule, [offset, before, after]) => {
    const { mend } = mendFor(BROKEN_CASES.find((one) => one.rule === rule)!);

    expect(mend).toMatchObject({ offset, remaining: 0 });
    expect(Buffer.from(mend!.before).toString('hex')).toBe(before);
    expect(Buffer.from(mend!.after).toString('hex')).toBe(after);
  });

  test.each(BROKEN_CASES.filter(hasNone))('is not in the bytes for $rule as $call', (one) => {
    expect(mendFor(one).mend).toBeUndefined();
  });

  test('of a rule on which others rest may bring more to light', () => {
    const bytes = patched(patched(sample.SHARE, 24, '18'), 50, '06');
    const inspection = inspect(bytes, { call: 'share', version: VERSION_1_1 });

    expect(inspection.broken.map(({ rule }) => rule.id)).toEqual(['descriptor/access-size']);
    expect(mendOf(bytes, inspection, inspection.broken[0]!)).toMatchObject({ offset: 24, remaining: 1 });
  });

  test('keeps the rule that it mends, whatever else is wrong', () => {
    const spoil = fc.array(fc.tuple(fc.nat(sample.SHARE.length - 1), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(spoil, fc.constantFrom('share', 'lend', 'donate', 'retrieve'), (changes, call) => {
        const bytes = sample.SHARE.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        const inspection = inspect(bytes, { call, version: VERSION_1_1 });
        for (const breach of inspection.broken) {
          const mend = mendOf(bytes, inspection, breach);
          if (mend === undefined) continue;
          const after = inspect(mended(bytes, mend), { call, version: VERSION_1_1 });
          const still = after.broken.filter(
            ({ rule, offset }) => rule === breach.rule && offset === breach.offset,
          );
          expect(still).toEqual([]);
          expect(after.broken.length + after.faults.length).toBe(mend.remaining);
        }
      }),
    );
  });
});
