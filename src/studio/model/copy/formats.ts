import type { CopyFormat } from './copy-format.ts';
import { HEX } from './hex.ts';
import { REGISTERS } from './registers.ts';
import { SCENARIO } from './scenario.ts';
import { SOURCE_CODE } from './source-code.ts';

/** Every form in which bytes can be taken along. */
export const COPY_FORMATS: readonly CopyFormat[] = [...SOURCE_CODE, HEX, REGISTERS, SCENARIO];
