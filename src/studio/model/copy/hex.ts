import { hexRows } from '../hex-rows.ts';
import { type CopyFormat, text } from './copy-format.ts';

/** Pairs of digits, 16 a line. */
export const HEX: CopyFormat = { name: 'Hex', write: ({ bytes }) => text(...hexRows(bytes)) };
