import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Constituent } from '../../core/abi/transaction.ts';
import { parseVersion, SUPPORTED_VERSIONS, VERSION_1_2, versionText } from '../../core/abi/versions.ts';
import {
  joined,
  obstacles,
  type Plan,
  type PlanOptions,
  planSend,
  scattered,
} from '../../core/decode/plan.ts';
import { addressText } from '../../core/memory/pages.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { profileLines } from './profile-lines.ts';
import { readSource } from './read-source.ts';
import { terminalOf } from './terminal.ts';

const PAGE = 4096;
const MOST_PAGES = 0x100_0000;
const MOST_CALLS = 12;
const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

interface PlanCommandOptions {
  readonly pages?: number;
  readonly sg?: string;
  readonly ffa: string;
  readonly tx: number;
  readonly granule: number;
  readonly receivers: number;
  readonly all?: true;
  readonly json?: true;
}

/** `tantalum plan`: how many calls and fragments a send takes. */
export function define(command: Command): void {
  command
    .addOption(new Option('--pages <number>', 'pages of 4 KiB, each granule for itself').argParser(pagesOf))
    .option('--sg <file>', 'ranges instead: lines of ADDRESS LENGTH, or - for the standard input')
    .addOption(
      new Option('--ffa <version>', 'FF-A version of the sender')
        .choices(SUPPORTED_VERSIONS.map(versionText))
        .default(versionText(VERSION_1_2)),
    )
    .addOption(new Option('--tx <size>', 'bytes of the TX buffer').argParser(sizeOf).default(PAGE, '4K'))
    .addOption(
      new Option('--granule <size>', 'page size of the sender: 4K, 16K or 64K')
        .argParser(sizeOf)
        .default(PAGE, '4K'),
    )
    .addOption(new Option('--receivers <number>', 'receivers of the memory').argParser(countOf).default(1))
    .option('--all', 'show every call')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(plan);
}

const HELP = `
It shows where each fragment starts, with the registers of its call, and which managers would refuse it.

Examples:
  $ tantalum plan --pages 2048
  $ tantalum plan --pages 512 --granule 64K --ffa 1.1
  $ tantalum plan --sg ranges.txt --tx 16K --receivers 2

Exit codes: 0 every manager takes it, 1 some do not, 2 it cannot be planned.`;

function sizeOf(text: string): number {
  const match = /^(\d+)([KMG]?)$/.exec(text);
  const size = match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
  if (size === 0 || size % PAGE !== 0)
    throw new InvalidArgumentError('It is a size in whole pages: 4K, 16K, 1M.');
  return size;
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on.');
  return Number(text);
}

function pagesOf(text: string): number {
  const pages = /^\d+$/.test(text) ? Number(text) : 0;
  if (pages < 1 || pages > MOST_PAGES)
    throw new InvalidArgumentError(`It is a number from 1 to ${MOST_PAGES}.`);
  return pages;
}

async function plan(options: PlanCommandOptions): Promise<void> {
  const wanted: PlanOptions = {
    constituents: await constituentsOf(options),
    version: parseVersion(options.ffa) ?? VERSION_1_2,
    txBytes: options.tx,
    receivers: options.receivers,
  };
  const made = planned(wanted);
  const verdicts = obstacles(made, wanted);
  process.exitCode = verdicts.every(({ rule }) => rule === undefined) ? EXIT.OK : EXIT.BROKEN;
  if (options.json) {
    const managers = verdicts.map(({ profile, rule }) => ({
      profile: profile.name,
      refused: rule?.id ?? null,
    }));
    process.stdout.write(
      `${JSON.stringify({ constituents: wanted.constituents.length, ...made, managers }, null, 2)}\n`,
    );
    return;
  }
  const objections = verdicts.map(({ profile, rule }) => ({
    profile: profile.name,
    text: rule === undefined ? undefined : `refuses it: ${rule.id}. ${rule.fix}`,
  }));
  const lines = profileLines(objections, 'takes it', terminalOf(process.stdout, process.env));
  process.stdout.write(`${[...planLines(made, wanted, options), '', ...lines].join('\n')}\n`);
}

async function constituentsOf({ pages, sg, granule }: PlanCommandOptions): Promise<readonly Constituent[]> {
  if ((pages === undefined) === (sg === undefined))
    throw new CommandError('say what is to be sent', 'Give either --pages or --sg.');
  if (pages !== undefined) return scattered(pages, granule / PAGE);
  const name = sg ?? '-';
  const lines = new TextDecoder().decode(await readSource(name)).split('\n');
  const ranges = lines.flatMap((line, index) => rangeIn(line, `${name}:${index + 1}`));
  if (ranges.length === 0)
    throw new CommandError(`${name} has no ranges`, 'Write ADDRESS LENGTH into each line.');
  return joined(ranges);
}

function rangeIn(line: string, place: string): readonly Constituent[] {
  const text = line.replace(/#.*/, '').trim();
  if (text === '') return [];
  const [address = Number.NaN, length = Number.NaN] = text.split(/[\s,+]+/).map(Number);
  const whole = address % PAGE === 0 && length > 0 && length % PAGE === 0;
  if (whole) return [{ address, pages: length / PAGE }];
  throw new CommandError(
    `${place}:1: found ${text}, expected an address and a length in whole pages of 4 KiB`,
    'As in: 0x40100000 0x3000',
  );
}

function planned(wanted: PlanOptions): Plan {
  try {
    return planSend(wanted);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError(
      `${wanted.receivers} receivers do not fit into a TX buffer of ${wanted.txBytes} bytes`,
      'Name fewer receivers, or a larger --tx.',
    );
  }
}

function planLines(
  { length, pages, calls }: Plan,
  { constituents }: PlanOptions,
  { all }: PlanCommandOptions,
): readonly string[] {
  const shown = all === true ? calls : calls.slice(0, MOST_CALLS);
  const total = calls.length === 1 ? 'one call' : `${calls.length} calls`;
  return [
    `${pages} pages in ${constituents.length} constituents: a descriptor of ${length} bytes, ${total}`,
    '',
    ...shown.map(({ function: name, offset, length: bytes, first, count }, index) => {
      const registers = index === 0 ? `w1 ${length}, w2 ${bytes}` : `w3 ${bytes}`;
      const range = count === 0 ? 'no constituent' : `constituents ${first} to ${first + count - 1}`;
      const start = constituents[first];
      const from = start === undefined || count === 0 ? '' : `, from ${addressText(start.address)}`;
      return `${name.padEnd(16)} at ${String(offset).padStart(8)}  ${registers.padEnd(22)} ${range}${from}`;
    }),
    ...(shown.length < calls.length
      ? [`... and ${calls.length - shown.length} more (--all shows them)`]
      : []),
  ];
}
