import { type Behaviours, behavioursOf } from '../abi/behaviours.ts';
import { isSecureId } from '../abi/operations.ts';
import { SUPPORTED_VERSIONS, versionText } from '../abi/versions.ts';
import { Slots } from '../memory/slots.ts';
import { Table } from '../memory/table.ts';
import type { Policy } from '../rules/profile.ts';
import { CALLER } from './caller-kind.ts';
import type { EndpointSpec } from './endpoint-spec.ts';
import { LIFE } from './life.ts';

/** Who may fill or read an endpoint's RX buffer. */
export const RX = {
  /** There are no buffers. */
  UNMAPPED: 0,
  /** The manager may fill it. */
  EMPTY: 1,
  /** The endpoint reads it. */
  FULL: 2,
  /** The hypervisor fills it for its VM. */
  ACQUIRED: 3,
} as const;

/** What changes about endpoints: versions, buffers, and what each of them makes the manager hold. */
export class Endpoints extends Table {
  /** What was said at the start, by slot; slot 0 is nobody. */
  readonly specs: readonly (EndpointSpec | undefined)[];
  /** Slots by FF-A id; 0 for an id that nobody has. Fixed, and no column: copies of the state do without it. */
  readonly #slotById: Uint16Array = new Uint16Array(0x1_0000);

  /** FF-A id, the ledger's party, and CALLER bits. Fixed. */
  readonly id: Uint16Array;
  readonly party: Uint16Array;
  readonly kind: Uint8Array;
  /** Negotiated FF-A version, and whether it came into use and is fixed. */
  readonly version: Uint32Array;
  readonly locked: Uint8Array;
  /** 1 when an FF-A 1.0 endpoint asked for the NS bit in retrieve responses. */
  readonly wantsNs: Uint8Array;
  /** Where the other contexts of a secure partition start, as it registered; 0 for nowhere. */
  readonly secondaryEntry: Float64Array;
  /** LIFE.*, and how often it has aborted. Row 0 of the latter adds up all endpoints. */
  readonly life: Uint8Array;
  readonly aborts: Uint32Array;
  /** RX.* */
  readonly rx: Uint8Array;
  /** Pages of one buffer, and the physical pages of both: `mailboxPages` entries an endpoint. */
  readonly bufferPages: Uint16Array;
  readonly txPage: Float64Array;
  readonly rxPage: Float64Array;
  /** The ledger's transactions that pin the buffers. */
  readonly txPin: Uint32Array;
  readonly rxPin: Uint32Array;
  /**
   * Live transactions that count against it, its sends that lack fragments, and constituents and receivers of the former. Row 0 adds up all
   * endpoints. The ledger's own counts are no substitute: others write into it, too.
   */
  readonly sent: Uint32Array;
  readonly unfinished: Uint32Array;
  readonly constituents: Uint32Array;
  readonly receivers: Uint32Array;

  constructor(specs: readonly EndpointSpec[], policy: Policy) {
    const { mailboxPages } = policy.limits;
    const slots = new Slots(specs.length);
    super(slots);
    const rows = specs.length + 1;
    this.specs = [undefined, ...specs];
    this.id = new Uint16Array(rows);
    this.party = new Uint16Array(rows);
    this.kind = new Uint8Array(rows);
    this.version = new Uint32Array(rows);
    this.locked = new Uint8Array(rows);
    this.wantsNs = new Uint8Array(rows);
    this.secondaryEntry = new Float64Array(rows);
    this.life = new Uint8Array(rows);
    this.aborts = new Uint32Array(rows);
    this.rx = new Uint8Array(rows);
    this.bufferPages = new Uint16Array(rows);
    this.txPage = new Float64Array(rows * mailboxPages);
    this.rxPage = new Float64Array(rows * mailboxPages);
    this.txPin = new Uint32Array(rows);
    this.rxPin = new Uint32Array(rows);
    this.sent = new Uint32Array(rows);
    this.unfinished = new Uint32Array(rows);
    this.constituents = new Uint32Array(rows);
    this.receivers = new Uint32Array(rows);
    for (const spec of specs) {
      const spoken = (isSecureId(spec.id) ? policy.behind : policy).version;
      if (!SUPPORTED_VERSIONS.includes(spec.version) || spec.version > spoken)
        throw new RangeError(
          `${spec.name} speaks FF-A ${versionText(spec.version)}, which this manager does not`,
        );
      if (this.#slotById[spec.id] !== 0)
        throw new RangeError(`two endpoints have id 0x${spec.id.toString(16)}`);
      if (spec.onAbort !== undefined && (!isSecureId(spec.id) || spec.contexts !== 1))
        throw new RangeError(`${spec.name}: only a secure partition with one context has a life cycle`);
      const slot = slots.take();
      this.#slotById[spec.id] = slot;
      this.id[slot] = spec.id;
      this.party[slot] = spec.party;
      this.life[slot] = LIFE.STARTED;
      this.kind[slot] = isSecureId(spec.id)
        ? CALLER.SECURE | (spec.user ? CALLER.USER : 0) | (spec.contexts > 1 ? CALLER.SEVERAL : 0)
        : CALLER.NORMAL | (spec.hypervisor ? CALLER.HYPERVISOR : 0);
      this.version[slot] = spec.version;
    }
  }

  /** How many there are. Slots run from 1 to this number. */
  get count(): number {
    return this.specs.length - 1;
  }

  /** The slot of an FF-A id, 0 when nobody has it. */
  slotOf(id: number): number {
    return this.#slotById[id & 0xffff];
  }

  /** What the version of the endpoint in a slot does differently. */
  behaviours(slot: number): Behaviours {
    return behavioursOf(this.version[slot]);
  }

  /** What was said about the endpoint in a slot. */
  spec(slot: number): EndpointSpec {
    const spec = this.specs[slot];
    if (spec === undefined) throw new RangeError(`no endpoint in slot ${slot}`);
    return spec;
  }
}
