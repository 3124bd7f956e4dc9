import { DATA_RO } from '../abi/bits.ts';
import { w } from '../abi/frame.ts';
import { FUNCTIONS, functionId, hasWidth } from '../abi/functions.ts';
import { hasFeature, negotiate } from '../client/discovery.ts';
import { type Attempt, attempt } from './came.ts';
import { type Cast, castOf } from './cast.ts';
import type { Party } from './party.ts';
import type { Play } from './play.ts';
import type { Role } from './role.ts';
import type { Capability, Target } from './target.ts';

/**
 * Something that is so on a target or not: found out once, before the runs that need it. Its name is a sentence, "VM is offered FFA_MEM_LEND", and
 * stable: what profiles lack is named by it.
 */
export type Fact = TargetFact | ManagerFact;

/** The target decides it, whatever manager runs there: it says so. */
interface TargetFact {
  readonly name: string;
  readonly of: 'target';
  holds(target: Target): boolean;
}

/** The manager decides it: somebody tries. */
interface ManagerFact {
  readonly name: string;
  readonly of: 'manager';
  find(target: Target): Play<boolean>;
}

/** Finds out whether a fact holds. */
export function* find(fact: Fact, target: Target): Play<boolean> {
  return fact.of === 'target' ? fact.holds(target) : yield* fact.find(target);
}

/** What a case needs, by the facts that this comes to with a given cast. */
export type Need = (cast: Cast) => readonly Fact[];

const CAPABILITY_TEXT: Readonly<Record<Capability, string>> = {
  vmToVm: 'a hypervisor moves memory between VMs',
  dataAborts: 'endpoints survive data aborts',
  refusalRules: 'the target names the rule of a refusal',
  endings: 'endpoints can die',
  withdrawals: 'pages can be taken by another world',
  initialisation: 'partitions can be met while they initialise',
  resourceManager: 'there is a resource manager of Gunyah',
};

/** The target can do something. */
export function can(capability: Capability): Need {
  return () => [capabilityOf(capability)];
}

/** A function is offered to the endpoint with a part, which speaks a version that has it. */
export function offered(role: Role, name: string, version?: number): Need {
  return (cast) => [offeredTo(cast[role], name, version)];
}

/** The owner can send memory to the borrower with a function. */
export function sends(name: string): Need {
  return ({ owner, borrower }) => [
    ...(owner.secure || borrower.secure ? [] : [capabilityOf('vmToVm')]),
    offeredTo(owner, name),
    ...(owner.secure ? [SECURE_SENDERS] : []),
  ];
}

/** The endpoint with a part has a page of its own of a special kind. */
export function owns(role: Role, page: 'readOnlyPage' | 'devicePage'): Need {
  return (cast) => [ownsPage(cast[role], page)];
}

/** The endpoint with a part may map buffers of so many pages. */
export function largeBuffers(role: Role, pages: number): Need {
  return (cast) => [mapsBuffers(cast[role], pages)];
}

/** Memory can be sent to two receivers at once. */
export const severalReceivers: Need = () => [SEVERAL_RECEIVERS];

/** Memory can be sent read-only. */
export const readOnlyGrants: Need = () => [READ_ONLY_GRANTS];

/** A descriptor can be sent in several fragments. */
export const fragments: Need = () => [FRAGMENTS];

function capabilityOf(capability: Capability): Fact {
  return {
    name: CAPABILITY_TEXT[capability],
    of: 'target',
    holds: ({ capabilities }) => capabilities.has(capability),
  };
}

function ownsPage({ endpoint }: Party, page: 'readOnlyPage' | 'devicePage'): Fact {
  return {
    name: `${endpoint.name} has a ${page === 'devicePage' ? 'device page' : 'page that it may only read'}`,
    of: 'target',
    holds: () => endpoint[page] !== undefined,
  };
}

/** FFA_FEATURES wants to hear from a caller of the later versions that it knows of the NS bit. */
const NS_BIT_KNOWN = 2;

function offeredTo({ endpoint }: Party, name: string, version: number = endpoint.version): Fact {
  return {
    name: `${endpoint.kind} is offered ${name}`,
    of: 'manager',
    *find(target) {
      const { driver } = castOf(endpoint.name, target).owner;
      const input = name === 'FFA_MEM_RETRIEVE_REQ' ? NS_BIT_KNOWN : 0;
      yield { do: 'reset', initialising: [] };
      return yield* succeeds<boolean>(
        attempt(
          endpoint.name,
          (function* () {
            yield* negotiate(driver, version);
            return yield* hasFeature(anyIdOf(name), input);
          })(),
        ),
        (found) => found,
      );
    },
  };
}

/** A function's id in the width it has; the 32-bit one where it has both. */
function anyIdOf(name: string): number {
  const narrow = FUNCTIONS.some((row) => row.name === name && hasWidth(row, 32));
  return functionId(name, narrow ? 32 : 64);
}

function mapsBuffers({ endpoint }: Party, pages: number): Fact {
  return {
    name: `${endpoint.kind} may map buffers of ${pages} pages`,
    of: 'manager',
    *find(target) {
      const { owner } = castOf(endpoint.name, target);
      yield { do: 'reset', initialising: [] };
      yield* attempt(endpoint.name, negotiate(owner.driver, endpoint.version));
      const asked = owner.call('FFA_FEATURES', { 1: functionId('FFA_RXTX_MAP', 64) });
      return yield* succeeds(asked, (answer) => w(answer, 2) >>> 16 >= pages);
    },
  };
}

const SECURE_SENDERS = tried('secure partitions send memory', ({ party }) =>
  party('sp1').share(party('sp1').page(0), [party('sp2')]),
);

const SEVERAL_RECEIVERS = tried('a share has several receivers', ({ party }) =>
  party('vm1').share(party('vm1').page(0), [party('sp1'), party('sp2')]),
);

const READ_ONLY_GRANTS = tried('a share grants read-only access', ({ party }) =>
  party('vm1').share(party('vm1').page(0), [party('sp1')], { permissions: DATA_RO }),
);

const FRAGMENTS = tried('a descriptor comes in several fragments', ({ party }) =>
  party('vm1').share([party('vm1').page(0), party('vm1').page(2)], [party('sp1')], { cuts: [112] }),
);

/** A fact that shows when somebody tries: everybody starts, one tries. */
function tried(name: string, attempt: (cast: Cast) => Attempt<unknown>): Fact {
  return {
    name,
    of: 'manager',
    *find(target) {
      const cast = castOf('vm1', target);
      yield { do: 'reset', initialising: [] };
      for (const each of ['vm1', 'sp1', 'sp2'] as const) yield* cast.party(each).start();
      return yield* succeeds(attempt(cast), () => true);
    },
  };
}

function* succeeds<Value>(attempt: Attempt<Value>, judge: (value: Value) => boolean): Play<boolean> {
  const came = yield* attempt;
  return came.kind === 'done' && judge(came.value);
}
