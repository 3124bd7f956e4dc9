import { hexdumpCanonical } from './hexdump-canonical.ts';
import { hexdumpWords } from './hexdump-words.ts';
import { kernelDump } from './kernel-dump.ts';
import { log } from './log/log.ts';
import { plainHex } from './plain-hex.ts';
import { rawBytes } from './raw-bytes.ts';
import type { Format } from './reading.ts';
import { recording } from './recording.ts';
import { sourceArray } from './source-array.ts';
import { xxd } from './xxd.ts';
import { xxdPlain } from './xxd-plain.ts';

/** Every format of input, in the order in which they are tried: what says most about itself comes first. */
export const FORMATS: readonly Format[] = [
  recording,
  log,
  rawBytes,
  xxd,
  hexdumpCanonical,
  hexdumpWords,
  kernelDump,
  sourceArray,
  xxdPlain,
  plainHex,
];
