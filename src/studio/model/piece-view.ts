import type { Fault } from '../../core/abi/decoded.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, versionText } from '../../core/abi/versions.ts';
import type { Breach } from '../../core/decode/breach.ts';
import { fieldGroups, shorten, type ViewPart } from '../../core/decode/field-groups.ts';
import { type Identity, identify, knownOf } from '../../core/decode/identify.ts';
import { inspect } from '../../core/decode/inspect.ts';
import { inspectPiece } from '../../core/decode/inspect-piece.ts';
import type { Inspection } from '../../core/decode/inspection.ts';
import {
  judgeByProfiles,
  judgeByResourceManager,
  type ProfileVerdict,
} from '../../core/decode/judge-profiles.ts';
import type { KindName } from '../../core/decode/kind.ts';
import { type Mend, mendOf } from '../../core/decode/mend.ts';
import type { Piece } from '../../core/decode/reading.ts';
import { placeText } from '../../core/rules/place-text.ts';
import type { Choice } from './choice.ts';
import { protocolText } from './protocol-text.ts';

/** A broken rule, and how to mend it where the bytes decide that. */
export interface BreachView extends Breach {
  readonly mend: Mend | undefined;
}

/** The same bytes, read as of one version. */
export interface VersionColumn {
  readonly version: number;
  /** As in "1.2". */
  readonly text: string;
  /** Whether the bytes look most like this version. */
  readonly likely: boolean;
  readonly chosen: boolean;
  readonly valid: boolean;
  /** Rules that are broken, each once. */
  readonly rules: readonly string[];
  readonly parts: readonly ViewPart[];
}

/** What one manager says. */
export interface ProfileRow {
  readonly name: string;
  /** `undefined`: it has nothing against the bytes. */
  readonly objection?: {
    /** As in "DENIED (-6)". */
    readonly answer: string;
    readonly rule: string;
    readonly fix: string;
    /** As in "bytes 50+1"; '' for none. */
    readonly place: string;
    readonly bytes?: { readonly offset: number; readonly length: number };
  };
}

/** One run of bytes in all detail. */
export interface PieceView {
  readonly bytes: Uint8Array;
  readonly kind: KindName;
  /** FF-A version; absent for messages of Gunyah. */
  readonly version: number | undefined;
  /** As in "FF-A 1.2". */
  readonly protocol: string;
  /** Id of a message of Gunyah, for bytes that do not say it themselves. */
  readonly message: number | undefined;
  readonly valid: boolean;
  readonly reasons: readonly string[];
  readonly parts: readonly ViewPart[];
  readonly breaches: readonly BreachView[];
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
  readonly columns: readonly VersionColumn[];
  /** Why one version is more likely than the others, as a clause. */
  readonly likelihood: string;
  readonly profiles: readonly ProfileRow[];
}

const COMPARED = [VERSION_1_0, VERSION_1_1, VERSION_1_2];
/** Structures shown of one descriptor: something may be wrong with each of thousands, and a page of them helps nobody. */
const FEW_GROUPS = 64;
/** The same, when all are asked for. */
const MOST_GROUPS = 1000;
/** Bytes judged for proposals in all, so that a long descriptor with many broken rules does not take long. */
const MEND_BUDGET = 200_000;

/** Everything that the page shows about a run of bytes. */
export function pieceView(piece: Piece, { call, version, all }: Omit<Choice, 'piece'>): PieceView {
  const { bytes } = piece;
  const inspection = inspectPiece(piece, { call, version });
  const { kind, valid, reasons, faults, notes } = inspection;
  const identity = identify(bytes, knownOf(piece, { call, version }));
  const likely = identify(bytes, { call: kind, message: piece.message });
  return {
    bytes,
    kind,
    version: inspection.version,
    protocol: protocolText(inspection.version),
    message: piece.message,
    valid,
    reasons,
    parts: partsOf(inspection, all),
    breaches: breachViews(bytes, inspection),
    faults,
    notes,
    columns:
      likely.version === undefined
        ? []
        : COMPARED.map((one) => column(bytes, inspection, one, likely.version)),
    likelihood: likely.reasons.at(-1) ?? '',
    profiles: verdictsOn(bytes, identity).map(profileRow),
  };
}

function verdictsOn(bytes: Uint8Array, identity: Identity): readonly ProfileVerdict[] {
  return identity.version === undefined
    ? judgeByResourceManager(bytes, identity.kind, identity.message)
    : judgeByProfiles(bytes, identity.kind.name, identity.version);
}

function partsOf({ fields, broken, faults }: Inspection, all: boolean): readonly ViewPart[] {
  const groups = fieldGroups(fields);
  return all ? firstOf(groups, MOST_GROUPS) : firstOf(shorten(groups, [...broken, ...faults]), FEW_GROUPS);
}

/** So many parts, and how many structures are behind them. */
function firstOf(parts: readonly ViewPart[], most: number): readonly ViewPart[] {
  const omitted = parts.slice(most).reduce((sum, part) => sum + ('omitted' in part ? part.omitted : 1), 0);
  return omitted > 0 ? [...parts.slice(0, most), { omitted }] : parts;
}

function breachViews(bytes: Uint8Array, inspection: Inspection): readonly BreachView[] {
  const most = Math.ceil(MEND_BUDGET / Math.max(bytes.length, 1));
  return inspection.broken.map((breach, index) => ({
    ...breach,
    mend: index < most ? mendOf(bytes, inspection, breach) : undefined,
  }));
}

function column(bytes: Uint8Array, chosen: Inspection, version: number, likely: number): VersionColumn {
  const same = version === chosen.version;
  const inspection = same ? chosen : inspect(bytes, { call: chosen.kind, version });
  const { valid, broken } = inspection;
  return {
    version,
    text: versionText(version),
    likely: version === likely,
    chosen: same,
    valid,
    rules: [...new Set(broken.map(({ rule }) => rule.id))],
    parts: partsOf(inspection, false),
  };
}

function profileRow({ profile, refusal }: ProfileVerdict): ProfileRow {
  const { name } = profile;
  if (refusal === undefined) return { name };
  const { rule, status, code, bytes } = refusal;
  const objection = {
    answer: code === undefined ? status : `${status} (${code})`,
    rule: rule.id,
    fix: rule.fix,
    place: placeText(refusal),
    ...(bytes === undefined ? {} : { bytes }),
  };
  return { name, objection };
}
