import { type Format, MAX_BYTES, tooLong, wholePiece } from './reading.ts';

/** The bytes themselves. */
export const rawBytes: Format = {
  name: 'raw bytes',
  detects: ({ text }) => (text === undefined ? 'the input is no text' : undefined),
  read: ({ bytes }) => (bytes.length > MAX_BYTES ? tooLong(1, 1) : wholePiece(bytes)),
};
