import { type Command, InvalidArgumentError } from 'commander';
import { functionOfId } from '../../core/abi/functions.ts';
import { hexText } from '../../core/abi/hex.ts';
import { type RegisterReading, type Registers, readAnswer, readCall } from '../../core/decode/registers.ts';
import { EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { type Terminal, terminalOf } from './terminal.ts';
import { labelled } from './wrap.ts';

interface RegsOptions {
  readonly answer?: readonly bigint[];
  readonly json?: true;
}

/** `tantalum regs`: registers of a call and of its answer by their names. */
export function define(command: Command): void {
  command
    .argument('<registers...>', 'x0, x1 and so on of a call, in hex or decimal', collect)
    .option('--answer <registers...>', 'x0, x1 and so on of its answer', collect)
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(regs);
}

const HELP = `
It names every field, and points at what must be zero and is not, at ids in the wrong half of w1,
at handles in one register, and at a status that is not where it belongs.

Examples:
  $ tantalum regs 0x84000073 0x70 0x70
  $ tantalum regs 0x84000077 0x1 0x0 --answer 0x84000060 0 0xfffffffe
  $ tantalum regs 0xc4000066 0x40000000 0x40001000 1

Exit codes: 0 nothing looks wrong, 1 something does, 2 these are no registers.`;

function collect(text: string, before: readonly bigint[] | undefined): readonly bigint[] {
  if (!/^-?(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text))
    throw new InvalidArgumentError('A register is a number: 0x84000073, or 112.');
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
  return [...(before ?? []), BigInt.asUintN(64, value)];
}

function regs(registers: Registers, { answer, json }: RegsOptions): void {
  const call = readCall(registers);
  const name = functionOfId(Number(BigInt.asUintN(32, registers[0] ?? 0n)))?.name;
  const answered = answer === undefined ? undefined : readAnswer(answer, name);
  const wrong = [call, answered].some((reading) => (reading?.remarks.length ?? 0) > 0);
  process.exitCode = wrong ? EXIT.BROKEN : EXIT.OK;
  if (json) {
    const value = { call: plain(call), ...(answered === undefined ? {} : { answer: plain(answered) }) };
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    return;
  }
  const terminal = terminalOf(process.stdout, process.env);
  const lines = [
    ...readingLines(call, terminal),
    ...(answered === undefined ? [] : ['', ...readingLines(answered, terminal)]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function plain(reading: RegisterReading): object {
  const parts = reading.parts.map((part) => ({
    ...part,
    value: registerText(part.value),
  }));
  return { ...reading, parts };
}

function registerText(value: bigint): string {
  return hexText(BigInt.asUintN(64, value));
}

function readingLines(reading: RegisterReading, { width, paint }: Terminal): string[] {
  const letter = reading.width === 64 ? 'x' : 'w';
  const places = reading.parts.map(({ register, low, high }) =>
    low === 0 && high === reading.width - 1 ? `${letter}${register}` : `${letter}${register}[${high}:${low}]`,
  );
  const placeWidth = Math.max(...places.map(({ length }) => length), 2) + 2;
  const nameWidth = Math.max(...reading.parts.map(({ name }) => name.length), 2) + 2;
  return [
    paint('heading', reading.function),
    ...reading.parts.flatMap(({ name, value, text }, index) => {
      const shown = text === '' ? registerText(value) : text;
      return labelled(
        `  ${(places[index] ?? '').padEnd(placeWidth)}${name}`,
        shown,
        2 + placeWidth + nameWidth,
        width,
      );
    }),
    ...reading.remarks.flatMap(({ register, text }) =>
      labelled(paint('bad', `! ${letter}${register}`.padEnd(2 + placeWidth)), text, 2 + placeWidth, width),
    ),
  ];
}
