import { type Frame, x } from '../../core/abi/frame.ts';
import { hexText } from '../../core/abi/hex.ts';
import type { RegisterReading } from '../../core/decode/registers.ts';

/** A register of a call, and what FF-A calls its parts. */
export interface RegisterRow {
  readonly register: string;
  readonly value: string;
  readonly about: string;
}

/** Registers that are not zero, and what they are called. */
export function registerRows(
  frame: Frame,
  read: (registers: readonly bigint[]) => RegisterReading,
): readonly RegisterRow[] {
  const registers = Array.from({ length: frame.length / 2 }, (_, register) => x(frame, register));
  const { function: name, parts } = read(registers);
  return registers.flatMap((value, register) => {
    const words = parts
      .filter((part) => part.register === register)
      .map((part) => `${part.name}${part.text === '' ? '' : ` ${part.text}`}`);
    const about = register === 0 ? name : words.join(', ');
    return value === 0n && register !== 0 ? [] : [{ register: `x${register}`, value: hexText(value), about }];
  });
}
