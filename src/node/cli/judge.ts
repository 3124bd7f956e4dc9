import { type Command, Option } from 'commander';
import { parseVersion, SUPPORTED_VERSIONS, versionText } from '../../core/abi/versions.ts';
import { type Identity, identify, knownOf } from '../../core/decode/identify.ts';
import {
  judgeByProfiles,
  judgeByResourceManager,
  type ProfileVerdict,
  portability,
} from '../../core/decode/judge-profiles.ts';
import type { KindName } from '../../core/decode/kind.ts';
import { KINDS } from '../../core/decode/kinds.ts';
import { placeText } from '../../core/rules/place-text.ts';
import { askedKind, messageOption } from './asked-kind.ts';
import { CommandError, EXIT } from './exit.ts';
import { footer } from './footer.ts';
import { profileLines } from './profile-lines.ts';
import { readPieces } from './read-pieces.ts';
import { parseSeq } from './seq.ts';
import { type Terminal, terminalOf } from './terminal.ts';
import { labelled } from './wrap.ts';

interface JudgeOptions {
  readonly call?: KindName;
  readonly message?: string;
  readonly ffa?: string;
  readonly seq?: number;
  readonly portable?: true;
  readonly json?: true;
}

/** `tantalum judge`: the same bytes before every manager. */
export function define(command: Command): void {
  command
    .argument('<file>', 'file to read, in any format that decode takes, or - for the standard input')
    .addOption(
      new Option('--call <kind>', 'what the bytes are (default: what they look like)').choices(
        KINDS.map(({ name }) => name),
      ),
    )
    .addOption(
      new Option('--ffa <version>', 'FF-A version of the caller (default: the most likely)').choices(
        SUPPORTED_VERSIONS.map(versionText),
      ),
    )
    .addOption(messageOption())
    .option('--seq <number>', 'one call of a recording', parseSeq)
    .option('--portable', 'name what to change so that all accept')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', footer(HELP))
    .action(judge);
}

const HELP = `
One line a profile: accepted, or the status, the rule and the bytes. Only what the bytes decide is judged. Messages of Gunyah are judged
by its resource manager alone.
tantalum explain tells more about a rule.

Examples:
  $ tantalum judge descriptor.bin --call share
  $ tantalum judge descriptor.bin --call share --portable
  $ tantalum judge boot.ndjson --seq 29 --json
  $ tantalum judge lend.bin --message MEM_LEND

Exit codes: 0 all accept, 1 some refuse, 2 the input cannot be read.`;

interface Judged {
  readonly title: string;
  readonly verdicts: readonly ProfileVerdict[];
}

async function judge(file: string, options: JudgeOptions): Promise<void> {
  const asked = askedKind(options);
  const { pieces } = await readPieces(file, { ...options, ...asked });
  if (pieces.length === 0)
    throw new CommandError(
      'the log dumps no descriptor',
      `Run tantalum decode ${file} to see what else it says.`,
    );
  const version = options.ffa === undefined ? undefined : parseVersion(options.ffa);
  const judged = pieces.map((piece): Judged => {
    const identity = identify(piece.bytes, knownOf(piece, { ...asked, version }));
    const { kind } = identity;
    const { origin, lines } = piece;
    const place =
      origin === undefined ? (lines === undefined ? '' : `line ${lines.first}: `) : `call ${origin.seq}: `;
    return {
      title: `${place}${kind.name}, ${spokenIn(identity)}, ${piece.bytes.length} bytes`,
      verdicts: verdictsOf(piece.bytes, identity),
    };
  });
  const accepted = judged.every(({ verdicts }) => verdicts.every(({ refusal }) => refusal === undefined));
  process.exitCode = accepted ? EXIT.OK : EXIT.BROKEN;
  process.stdout.write(options.json ? json(judged) : text(judged, options.portable === true));
}

function spokenIn({ version }: Identity): string {
  return version === undefined ? 'Gunyah' : `FF-A ${versionText(version)}`;
}

/** What those say who would receive the bytes: every partition manager, or the resource manager. */
function verdictsOf(bytes: Uint8Array, identity: Identity): readonly ProfileVerdict[] {
  return identity.version === undefined
    ? judgeByResourceManager(bytes, identity.kind, identity.message)
    : judgeByProfiles(bytes, identity.kind.name, identity.version);
}

function json(judged: readonly Judged[]): string {
  const value = judged.map(({ title, verdicts }) => ({
    title,
    verdicts: verdicts.map(({ profile, refusal }) => ({
      profile: profile.name,
      accepted: refusal === undefined,
      ...(refusal === undefined ? {} : { ...refusal, rule: refusal.rule.id, fix: refusal.rule.fix }),
    })),
  }));
  return `${JSON.stringify(value.length === 1 ? value[0] : value, null, 2)}\n`;
}

function text(judged: readonly Judged[], portable: boolean): string {
  const terminal = terminalOf(process.stdout, process.env);
  const lines = judged.flatMap(({ title, verdicts }, index) => [
    ...(index === 0 ? [] : ['']),
    terminal.paint('heading', title),
    ...profileLines(
      verdicts.map((verdict) => ({ profile: verdict.profile.name, text: objectionText(verdict) })),
      'accepted',
      terminal,
    ),
    ...(portable ? ['', ...changeLines(verdicts, terminal)] : []),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Status, rule and place of a refusal. */
function objectionText({ refusal }: ProfileVerdict): string | undefined {
  if (refusal === undefined) return undefined;
  const { rule, status, code } = refusal;
  const place = placeText(refusal);
  const answer = code === undefined ? status : `${status} (${code})`;
  return `${answer}  ${rule.id}${place === '' ? '' : `, ${place}`}`;
}

function changeLines(verdicts: readonly ProfileVerdict[], { width, paint }: Terminal): string[] {
  const changes = portability(verdicts);
  if (changes.size === 0) return [paint('good', 'All accept it as it is.')];
  return [
    paint('heading', 'to be accepted by all'),
    ...[...changes].flatMap(([rule, names]) => [
      ...labelled('', `${rule.fix}`, 2, width),
      ...labelled('', `(${rule.id}: ${names.join(', ')})`, 4, width).map((line) => paint('aside', line)),
    ]),
  ];
}
