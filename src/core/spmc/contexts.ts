import { isSecureId } from '../abi/operations.ts';
import { Slots } from '../memory/slots.ts';
import { Table } from '../memory/table.ts';
import type { EndpointSpec } from './endpoint-spec.ts';

/** What an execution context is doing. */
export const CONTEXT = {
  /** Has finished its initialisation and waits for a message or for processor time. */
  WAITING: 1,
  /** Has a processor. */
  RUNNING: 2,
  /** Waits for the context it called. */
  BLOCKED: 3,
  /** Will never run again. */
  ABORTED: 4,
  /** Gave the processor up for now; FFA_RUN brings it back. */
  YIELDED: 5,
  /** An interrupt took the processor; FFA_RUN brings it back. */
  PREEMPTED: 6,
  /** Its first run has not begun. */
  CREATED: 7,
} as const;

/** Under which model a secure context runs, which decides what it may do. */
export const MODEL = {
  NONE: 0,
  /** First run, up to its first FFA_MSG_WAIT. */
  INIT: 1,
  /** It was given the processor with FFA_RUN. */
  RUN: 2,
  /** It serves a direct request. */
  DIRECT_REQUEST: 3,
} as const;

/** What kind of direct request a context serves. */
export const MESSAGE = { NONE: 0, REQUEST: 1, REQUEST2: 2 } as const;

/** Characters of a line that a context prints. */
export const LINE_BYTES = 256;

/** The execution contexts of all endpoints. Contexts of one endpoint lie side by side. */
export class Contexts extends Table {
  /** The endpoint's slot, and the number of the context within it. Fixed. */
  readonly endpoint: Uint16Array;
  readonly vcpu: Uint16Array;
  /** First context of each endpoint, by its slot. Fixed. */
  private readonly firstOf: readonly number[];
  /** CONTEXT.* */
  readonly state: Uint8Array;
  /** MODEL.* */
  readonly model: Uint8Array;
  /** The context that waits for this one, 0 for none. */
  readonly caller: Uint32Array;
  /** For a direct request: the id of the endpoint that sent it, and the width (32 or 64) it came in. */
  readonly requester: Uint16Array;
  readonly width: Uint8Array;
  /** MESSAGE.*, and the framework function that is asked for, 0 for none. */
  readonly message: Uint8Array;
  readonly framework: Uint8Array;
  /** The line that it is printing, LINE_BYTES for each context, and how long it is so far. */
  readonly line: Uint8Array;
  readonly lineLength: Uint16Array;

  constructor(specs: readonly EndpointSpec[]) {
    const count = specs.reduce((sum, spec) => sum + spec.contexts, 0);
    const slots = new Slots(count);
    super(slots);
    const rows = count + 1;
    this.endpoint = new Uint16Array(rows);
    this.vcpu = new Uint16Array(rows);
    this.state = new Uint8Array(rows);
    this.model = new Uint8Array(rows);
    this.caller = new Uint32Array(rows);
    this.requester = new Uint16Array(rows);
    this.width = new Uint8Array(rows);
    this.message = new Uint8Array(rows);
    this.framework = new Uint8Array(rows);
    this.line = new Uint8Array(rows * LINE_BYTES);
    this.lineLength = new Uint16Array(rows);
    const firstOf = [0];
    specs.forEach((spec, index) => {
      firstOf.push(slots.used + 1);
      for (let vcpu = 0; vcpu < spec.contexts; vcpu++) {
        const context = slots.take();
        this.endpoint[context] = index + 1;
        this.vcpu[context] = vcpu;
        const [state, model] = atStart(isSecureId(spec.id), vcpu);
        this.state[context] = state;
        this.model[context] = model;
      }
    });
    this.firstOf = firstOf;
  }

  /** Forgets what a context was about. Its state is the caller's to say. */
  forget(context: number): void {
    this.model[context] = MODEL.NONE;
    this.caller[context] = 0;
    this.requester[context] = 0;
    this.width[context] = 0;
    this.message[context] = MESSAGE.NONE;
    this.framework[context] = 0;
    this.lineLength[context] = 0;
  }

  /** Context number `vcpu` of the endpoint in a slot. The caller has checked that there is one. */
  of(endpoint: number, vcpu: number): number {
    return this.firstOf[endpoint] + vcpu;
  }
}

/** State and model in which a context is when its machine starts: a partition begins its first run in the first of its contexts, the others wait. */
function atStart(secure: boolean, vcpu: number): readonly [state: number, model: number] {
  if (!secure) return [CONTEXT.RUNNING, MODEL.NONE];
  return vcpu === 0 ? [CONTEXT.RUNNING, MODEL.INIT] : [CONTEXT.WAITING, MODEL.NONE];
}
