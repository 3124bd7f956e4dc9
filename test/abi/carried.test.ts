import { describe, expect, test } from 'vitest';
import { bytesReceived, bytesSent } from '../../src/core/abi/carried.ts';
import { type Frame, frameOf, setX } from '../../src/core/abi/frame.ts';
import { hex } from './support.ts';

/** A message of three bytes behind a header of 20. */
const MESSAGE = hex('00 00 00 00 00 00 00 00 14 00 00 00 01 80 01 00 03 00 00 00 aa bb cc');
/** Two endpoints leave a transaction. */
const RELINQUISH = hex('12 00 00 00 00 00 00 00 01 00 00 00 02 00 00 00 01 80 02 80');

/** An answer with a value of 64 bits in x2. */
function withX2(id: number, value: bigint): Frame {
  const frame = frameOf(id);
  setX(frame, 2, value);
  return frame;
}

// The registers are those of ffa-hafnium 1.2, the descriptors those of 1.7 and 2.4.
describe('bytes of TX that a call is about', () => {
  test.each<[string, Frame, Uint8Array, number]>([
    ['a fragment of FFA_MEM_SHARE_32', frameOf(0x8400_0073, 0x2000, 0x1000), MESSAGE, 0x1000],
    ['a fragment of FFA_MEM_LEND_64', frameOf(0xc400_0072, 0x2000, 0x1001), MESSAGE, 0x1001],
    ['a fragment of FFA_MEM_DONATE_32', frameOf(0x8400_0071, 0x2000, 0x1002), MESSAGE, 0x1002],
    ['FFA_MEM_RETRIEVE_REQ_64', frameOf(0xc400_0074, 0x50, 0x50), MESSAGE, 0x50],
    ['a later fragment', frameOf(0x8400_007b, 1, 2, 0x30, 4), MESSAGE, 0x30],
    ['a message with its header', frameOf(0x8400_0086), MESSAGE, 23],
    ['a message of which the header alone is there', frameOf(0x8400_0086), MESSAGE.subarray(0, 20), 23],
    ['a message without a whole header', frameOf(0x8400_0086), MESSAGE.subarray(0, 19), 0],
    ['a message that the hypervisor sends for a VM', frameOf(0x8400_0086, 0x1_0000), MESSAGE, 0],
    ['FFA_MEM_RELINQUISH with its endpoints', frameOf(0x8400_0076), RELINQUISH, 20],
    ['FFA_MEM_RELINQUISH with its header alone in TX', frameOf(0x8400_0076), RELINQUISH.subarray(0, 16), 20],
    ['FFA_MEM_RELINQUISH without a whole header', frameOf(0x8400_0076), RELINQUISH.subarray(0, 15), 0],
    ['FFA_MEM_RECLAIM, which does not look at TX', frameOf(0x8400_0077, 1, 2, 3), RELINQUISH, 0],
  ])('%s', (_, question, tx, bytes) => {
    expect(bytesSent(question, (count) => tx.subarray(0, count))).toBe(bytes);
  });
});

describe('bytes of RX that an answer is about', () => {
  const RETRIEVE = frameOf(0xc400_0074, 0x50, 0x50);
  const FRAGMENT = frameOf(0x8400_007a, 1, 2, 0x1000);
  const REACHED = frameOf(0xc400_008f);
  const PARTITIONS = frameOf(0x8400_0068);
  const COUNT = frameOf(0x8400_0068, 0, 0, 0, 0, 1);

  test.each<[string, Frame, Frame, number]>([
    ['the first fragment of a response', RETRIEVE, frameOf(0x8400_0075, 0x2000, 0x1000), 0x1000],
    ['a later one', FRAGMENT, frameOf(0x8400_007b, 1, 2, 0x40), 0x40],
    ['part of what the secure world reaches', REACHED, withX2(0xc400_0061, 0x30_0000_0100n), 0x30],
    ['an error of the same call', REACHED, withX2(0x8400_0060, 0x30_ffff_fff9n), 0],
    ['partitions in registers', frameOf(0xc400_008b), withX2(0xc400_0061, 0x18_0000_0000_0001n), 0],
    ['two partitions in 24 bytes each', PARTITIONS, frameOf(0x8400_0061, 0, 2, 24), 48],
    ['two partitions in FF-A 1.0, which states no size', PARTITIONS, frameOf(0x8400_0061, 0, 2), 16],
    ['their number', COUNT, frameOf(0x8400_0061, 0, 2), 0],
    ['none of them', PARTITIONS, frameOf(0x8400_0060, 0, 0xffff_fffe), 0],
    ['an id', frameOf(0x8400_0069), frameOf(0x8400_0061, 0, 0x8001), 0],
  ])('%s', (_, question, answer, bytes) => {
    expect(bytesReceived(question, answer)).toBe(bytes);
  });
});
