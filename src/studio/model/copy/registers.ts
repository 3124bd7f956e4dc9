import { hexText } from '../../../core/abi/hex.ts';
import { callOf } from '../../../core/decode/call-of.ts';
import { readCall } from '../../../core/decode/registers.ts';
import { type CopyFormat, none, text } from './copy-format.ts';

/** The registers of the call that sends the bytes, one a line, as debuggers print them. */
export const REGISTERS: CopyFormat = {
  name: 'Registers',
  write({ bytes, kind, version }) {
    const registers = version === undefined ? undefined : callOf(bytes, kind, version);
    if (registers === undefined)
      return none('The bytes do not tell the registers of a call that sends them.');
    const { function: name, parts } = readCall(registers);
    const lines = Array.from(registers, (value = 0n, index) => {
      const about =
        index === 0 ? name : parts.filter(({ register }) => register === index).map((part) => part.name);
      return `x${index} = ${hexText(value, 16)}  # ${[about].flat().join(', ')}`;
    });
    return text(...lines);
  },
};
