import { FUNCTIONS, functionId, hasWidth } from '../../abi/functions.ts';
import { SUPPORTED_VERSIONS, VERSION_1_0, versionText } from '../../abi/versions.ts';
import type { Came } from '../came.ts';
import type { Case } from '../case.ts';
import { accepted, type Body, equal, refused } from '../checks.ts';
import { offered } from '../needs.ts';
import type { Party } from '../party.ts';

/** What nobody calls, though it may be asked about: a caller has to understand it. */
const ANSWERS = [
  'FFA_ERROR',
  'FFA_SUCCESS',
  'FFA_INTERRUPT',
  'FFA_MEM_RETRIEVE_RESP',
  'FFA_NORMAL_WORLD_RESUME',
];
const NS_BIT_KNOWN = 2;
/** Arguments with which a call is refused for another reason than that it is not offered, where zeros do not do. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  FFA_VERSION: { 1: 0x1_0000 },
  FFA_FEATURES: { 1: functionId('FFA_VERSION') },
};

function isSupported(came: Came<unknown>): boolean {
  return !(came.kind === 'refused' && came.status === 'NOT_SUPPORTED');
}

/** What partitions at S-EL1 hear of permissions depends on the manager: own-permissions/at-s-el1. */
function isRefusedInWords(name: string, { endpoint }: Party): boolean {
  return name.startsWith('FFA_MEM_PERM_') && endpoint.kind === 'S-EL1';
}

/** Whether FFA_FEATURES reports a function to a party, and whether a call of it is served. Both from the machine's start. */
function* reportsAndServes(
  party: Party,
  name: string,
  width: 32 | 64,
  version: number,
): Body<readonly [boolean, boolean]> {
  const id = functionId(name, width);
  yield { do: 'reset', initialising: [] };
  yield* party.negotiate(version);
  const input = name === 'FFA_MEM_RETRIEVE_REQ' ? NS_BIT_KNOWN : 0;
  const reports = isSupported(yield* party.call('FFA_FEATURES', { 1: id, 2: input }));
  const { [name]: args = {} } = ARGUMENTS;
  const serves = isSupported(yield* party.call(name, name === 'FFA_VERSION' ? { 1: version } : args, width));
  return [reports, serves];
}

/** What FFA_FEATURES says. */
export const FEATURE_CASES: readonly Case[] = [
  ...SUPPORTED_VERSIONS.map(
    (version): Case => ({
      id: `features/as-dispatched-1-${version - VERSION_1_0}`,
      title: `FFA_FEATURES reports what is served to a caller of FF-A ${versionText(version)}, in both widths, and nothing else`,
      rows: [
        'requirements QD5',
        'requirements QF11',
        'ffa-hafnium 6.9 …features',
        'ffa-hafnium 6.10 call_ffa_features',
      ],
      runs: ['hypervisor', 'vm1', 'sp1', 'sp4'],
      unstarted: true,
      *body({ owner }) {
        for (const row of FUNCTIONS) {
          if (ANSWERS.includes(row.name) || isRefusedInWords(row.name, owner)) continue;
          for (const width of [32, 64] as const) {
            if (!hasWidth(row, width)) continue;
            const [reports, serves] = yield* reportsAndServes(owner, row.name, width, version);
            yield* equal(
              `${row.name}, ${width} bits`,
              reports ? 'reported' : 'denied',
              serves ? 'reported' : 'denied',
            );
          }
        }
      },
    }),
  ),
  {
    id: 'features/unknown',
    title: 'what FF-A does not define is neither reported nor served',
    rows: ['requirements QF11', 'ffa-hafnium 6.9 …features'],
    runs: ['hypervisor', 'vm1', 'sp1', 'sp4'],
    *body({ owner }) {
      for (const id of [0x8400_0060 + 0x18, 0x8400_00ff, 0xc400_00ff, 0x000f_ffff]) {
        const asked = owner.call('FFA_FEATURES', { 1: id });
        yield* refused(`asked about 0x${id.toString(16)}`, 'NOT_SUPPORTED', asked, 'info/unknown-feature');
      }
      for (const id of [0x8400_008f, 0xc400_008f, 0x8400_0090, 0x8400_00ef])
        yield* refused(`called: 0x${id.toString(16)}`, 'NOT_SUPPORTED', owner.callId(id));
    },
  },
  {
    id: 'features/retrieve-input',
    title: 'who speaks FF-A 1.1 or later says that it knows of the NS bit when it asks about retrieving',
    rows: ['ffa-hafnium 6.9 …features'],
    runs: ['sp1', 'sp4'],
    *body({ owner }) {
      const asks = (input: number) =>
        owner.call('FFA_FEATURES', { 1: functionId('FFA_MEM_RETRIEVE_REQ'), 2: input });
      yield* refused('says nothing', 'NOT_SUPPORTED', asks(0), 'info/input-properties');
      yield* accepted('says that it does', asks(NS_BIT_KNOWN));
    },
  },
  {
    id: 'features/console',
    title: 'as many characters are printed as the registers of the call hold',
    rows: ['requirements QF11'],
    runs: ['sp1', 'sp4'],
    needs: [offered('owner', 'FFA_CONSOLE_LOG')],
    *body({ owner }) {
      const print = (count: number, width: 32 | 64) =>
        owner.call('FFA_CONSOLE_LOG', { 1: count, 2: 0x0a }, width);
      for (const [width, most] of [
        [32, 24],
        [64, 128],
      ] as const) {
        yield* accepted(`as many as fit, ${width} bits`, print(most, width));
        yield* refused(
          `one more, ${width} bits`,
          'INVALID_PARAMETERS',
          print(most + 1, width),
          'console/count',
        );
        yield* refused(`none, ${width} bits`, 'INVALID_PARAMETERS', print(0, width), 'console/count');
      }
    },
  },
];
