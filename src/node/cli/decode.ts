import { type Command, Option } from 'commander';
import { parseVersion, SUPPORTED_VERSIONS, versionText } from '../../core/abi/versions.ts';
import { FORMATS } from '../../core/decode/formats.ts';
import { inspectPiece } from '../../core/decode/inspect-piece.ts';
import { inspectionJson } from '../../core/decode/inspection-json.ts';
import type { KindName } from '../../core/decode/kind.ts';
import { KINDS } from '../../core/decode/kinds.ts';
import { isRefused, logJson } from '../../core/decode/log/log-json.ts';
import type { Input } from '../../core/decode/read-as.ts';
import { askedKind, messageOption } from './asked-kind.ts';
import { EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { inspectionText } from './inspection-text.ts';
import { type Decoded, logLines } from './log-text.ts';
import { readPieces } from './read-pieces.ts';
import { parseSeq } from './seq.ts';
import { terminalOf } from './terminal.ts';
import { labelled } from './wrap.ts';

interface DecodeOptions {
  readonly call?: KindName;
  readonly message?: string;
  readonly ffa?: string;
  readonly seq?: number;
  readonly json?: true;
  readonly all?: true;
}

/** `tantalum decode`: bytes beside fields, and every rule they break. */
export function define(command: Command): void {
  command
    .argument('<file>', 'file to read, or - for the standard input')
    .addOption(
      new Option('--call <kind>', 'what the bytes are (default: what they look like)').choices(NAMES),
    )
    .addOption(
      new Option('--ffa <version>', 'FF-A version of the caller (default: the most likely)').choices(
        VERSIONS,
      ),
    )
    .addOption(messageOption())
    .option('--seq <number>', 'one call of a recording', parseSeq)
    .option('--all', 'show every element of long arrays')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(decode);
}

const NAMES = KINDS.map(({ name }) => name);
const VERSIONS = SUPPORTED_VERSIONS.map(versionText);

const HELP = `
Input is recognised by what it looks like:
  ${FORMATS.map(({ name }) => name).join(', ')}

Kinds of bytes:
${KINDS.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n')}

Examples:
  $ tantalum decode descriptor.bin --call share
  $ xxd descriptor.bin | tantalum decode - --ffa 1.1
  $ tantalum decode boot.ndjson --seq 29
  $ tantalum decode boot.ndjson --call share --json
  $ dmesg | tantalum decode -
  $ tantalum decode lend.bin --message MEM_LEND

Exit codes: 0 valid, 1 a rule is broken or a call of a log is refused, 2 the input cannot be read.`;

async function decode(file: string, options: DecodeOptions): Promise<void> {
  const asked = askedKind(options);
  const { input, pieces } = await readPieces(file, { ...options, ...asked });
  const version = options.ffa === undefined ? undefined : parseVersion(options.ffa);
  const decoded = pieces.map((piece) => ({
    piece,
    inspection: inspectPiece(piece, { ...asked, version }),
  }));
  const refused = input.log !== undefined && isRefused(input.log);
  const valid = !refused && decoded.every(({ inspection }) => inspection.valid);
  process.exitCode = valid ? EXIT.OK : EXIT.BROKEN;
  process.stdout.write(options.json ? json(input, decoded) : text(input, decoded, options.all === true));
}

/** One inspection, or for a recording a list of them, or for a log what its lines say. */
function json({ notes, log }: Input, decoded: readonly Decoded[]): string {
  if (log !== undefined) return `${JSON.stringify(logJson(log, notes, decoded), null, 2)}\n`;
  const calls = decoded.map(({ piece, inspection }) => ({ ...piece.origin, ...inspectionJson(inspection) }));
  const [single] = calls;
  const whole = single !== undefined && decoded[0]?.piece.origin === undefined;
  const value = whole ? single : { valid: calls.every(({ valid }) => valid), notes, calls };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function text(input: Input, decoded: readonly Decoded[], all: boolean): string {
  const { format, reason, notes, log } = input;
  const terminal = terminalOf(process.stdout, process.env);
  const { width, paint } = terminal;
  const lines = labelled('input', `${format}: ${reason}`, INPUT_LABEL, width);
  for (const note of notes) lines.push(...labelled('note', note, INPUT_LABEL, width));
  if (log !== undefined) return `${[...lines, '', ...logLines(log, decoded, terminal, all)].join('\n')}\n`;
  for (const { piece, inspection } of decoded) {
    const { origin } = piece;
    if (origin !== undefined)
      lines.push('', paint('heading', `call ${origin.seq}: ${origin.function}, ${origin.buffer}`));
    lines.push(...inspectionText(inspection, terminal, all));
  }
  return `${lines.join('\n')}\n`;
}

const INPUT_LABEL = 8;
