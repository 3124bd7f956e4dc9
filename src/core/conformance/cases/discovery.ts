import { type Frame, w, x } from '../../abi/frame.ts';
import { layoutsOf } from '../../abi/layouts.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import { NIL_UUID, type UuidWords } from '../../abi/uuid.ts';
import { SUPPORTED_VERSIONS, VERSION_1_0, VERSION_1_1, versionText } from '../../abi/versions.ts';
import { countPartitions, listPartitions, listPartitionsInRegisters } from '../../client/discovery.ts';
import { read, write } from '../../client/port.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, type Body, equal, refused } from '../checks.ts';
import { can, offered } from '../needs.ts';
import type { Party } from '../party.ts';

const ALONE: readonly RunName[] = ['vm1', 'sp1', 'sp4'];
const UNKNOWN_UUID: UuidWords = [0x1234_5678, 0x9abc_def0, 0x0fed_cba9, 0x8765_4321];
const BIT_31 = 0x8000_0000;

function uuidArguments(uuid: UuidWords): Record<number, number> {
  return { 1: uuid[0], 2: uuid[1], 3: uuid[2], 4: uuid[3] };
}

/** FFA_VERSION with a number as it is, answered with a number. */
function* versionAnswer(party: Party, what: string, requested: number): Body<number> {
  return w(yield* accepted(what, party.call('FFA_VERSION', { 1: requested })), 0);
}

/** Who is there, in which version, and what they say of themselves. */
export const DISCOVERY_CASES: readonly Case[] = [
  {
    id: 'discovery/version',
    title: 'a version is agreed on before any other call, and stays',
    rows: [
      'regressions B10',
      'regressions B11',
      'ffa-hafnium 6.9 secure_partition_only (44): version',
      'requirements QF6',
    ],
    runs: ALONE,
    unstarted: true,
    *body({ owner }) {
      const own = yield* versionAnswer(owner, 'the own version of the manager', VERSION_1_0);
      yield* equal('it has major version 1', own >>> 16, 1);
      const refusedAs = (version: number) => owner.call('FFA_VERSION', { 1: version });
      yield* refused('bit 31', 'NOT_SUPPORTED', refusedAs((VERSION_1_1 | BIT_31) >>> 0), 'version/bit-31');
      yield* refused('all bits', 'NOT_SUPPORTED', refusedAs(0xffff_ffff), 'version/bit-31');
      yield* refused('major version 0', 'NOT_SUPPORTED', refusedAs(0x0_0009), 'version/major');
      yield* refused('major version 2', 'NOT_SUPPORTED', refusedAs(0x2_0000), 'version/major');
      const newer = owner.call('FFA_VERSION', { 1: own + 1 });
      yield* equal(
        'a newer minor version',
        w(yield* accepted('a newer minor version is asked for', newer), 0),
        own,
      );
      yield* equal(
        'another version is asked for',
        yield* versionAnswer(owner, 'version 1.1 is asked for', VERSION_1_1),
        own,
      );
      yield* accepted('the first other call', owner.call('FFA_ID_GET'));
      yield* refused('another version after it', 'NOT_SUPPORTED', refusedAs(VERSION_1_0), 'version/locked');
      yield* equal(
        'the same version after it',
        yield* versionAnswer(owner, 'version 1.1 is asked for again', VERSION_1_1),
        own,
      );
    },
  },
  {
    id: 'discovery/refused-version',
    title: 'a version that is refused leaves no trace: the layouts are those of the version before',
    rows: ['regressions B11', 'requirements QF6'],
    runs: ALONE,
    unstarted: true,
    *body({ owner }) {
      yield* accepted('the owner starts with FF-A 1.1', owner.start(VERSION_1_1));
      yield* refused(
        'bit 31',
        'NOT_SUPPORTED',
        owner.call('FFA_VERSION', { 1: (VERSION_1_0 | BIT_31) >>> 0 }),
        'version/bit-31',
      );
      const answer = yield* accepted('the list of partitions', owner.call('FFA_PARTITION_INFO_GET'));
      yield* equal('has the size of FF-A 1.1', w(answer, 3), layoutsOf(VERSION_1_1).partitionInfo.size);
    },
  },
  ...SUPPORTED_VERSIONS.map(
    (version): Case => ({
      id: `discovery/partitions-1-${version - VERSION_1_0}`,
      title: `the list of partitions is there in the layout of FF-A ${versionText(version)}, and nothing behind it`,
      rows: [
        'ffa-hafnium 6.9 setup_and_discovery (12), partition_info_v1_3 (6)',
        'ffa-hafnium 6.9 …partition info',
        'ffa-hafnium 6.9 ffa_rxtx_data_path.partition_info_get_multi_page_no_overcopy',
      ],
      runs: ALONE,
      unstarted: true,
      *body({ owner, party }) {
        const { rx } = owner.endpoint.buffers;
        const painted = new Uint8Array(PAGE_SIZE).fill(0xa5);
        yield* accepted('the owner paints what becomes RX', owner.attempt(write(rx, painted)));
        yield* accepted('the owner starts', owner.start(version));
        const answer = yield* accepted('all partitions', owner.call('FFA_PARTITION_INFO_GET'));
        const { size } = layoutsOf(version).partitionInfo;
        const length = w(answer, 2) * size;
        const rest = yield* accepted(
          'the owner reads behind the list',
          owner.attempt(read(rx + length, PAGE_SIZE - length)),
        );
        yield* equal(
          'there are only zeros',
          rest.every((byte) => byte === 0),
          true,
        );
        yield* refused('the list again', 'BUSY', owner.call('FFA_PARTITION_INFO_GET'), 'info/no-rx');
        yield* accepted('RX is given back', owner.call('FFA_RX_RELEASE'));
        const listed = yield* accepted('the list once more', owner.attempt(listPartitions(owner.driver)));
        const known = ['sp1', 'sp2', 'sp3', 'sp4'] as const;
        const found = known.map((name) => listed.some(({ endpoint }) => endpoint === party(name).id));
        yield* equal(
          'every secure partition is in it',
          found,
          known.map(() => true),
        );
      },
    }),
  ),
  {
    id: 'discovery/by-uuid',
    title: 'partitions are found and counted by UUID, and an unknown UUID is refused',
    rows: [
      'ffa-hafnium 6.9 setup_and_discovery (12), partition_info_v1_3 (6)',
      'ffa-hafnium 6.9 …partition info',
      'requirements QF9',
    ],
    runs: ALONE,
    *body({ owner, party }) {
      const sp1 = party('sp1');
      const [uuid = NIL_UUID] = sp1.endpoint.uuids;
      const listed = yield* accepted('those with a UUID', owner.attempt(listPartitions(owner.driver, uuid)));
      yield* equal(
        'is the one partition that has it',
        listed.map(({ endpoint }) => endpoint),
        [sp1.id],
      );
      yield* equal(
        'how many have it',
        yield* accepted('they are counted', owner.attempt(countPartitions(uuid))),
        1,
      );
      const unknown = uuidArguments(UNKNOWN_UUID);
      yield* refused(
        'an unknown UUID',
        'INVALID_PARAMETERS',
        owner.call('FFA_PARTITION_INFO_GET', unknown),
        'info/unknown-uuid',
      );
      const flags = { ...uuidArguments(uuid), 5: 2 };
      yield* refused(
        'a flag that means nothing',
        'INVALID_PARAMETERS',
        owner.call('FFA_PARTITION_INFO_GET', flags),
        'info/flags',
      );
      yield* accepted('the list fills RX', owner.call('FFA_PARTITION_INFO_GET'));
      yield* accepted('they are counted while RX is full', owner.attempt(countPartitions(uuid)));
    },
  },
  {
    id: 'discovery/in-registers',
    title: 'the list in registers names the same partitions as the list in RX',
    rows: ['requirements QF9', 'ffa-hafnium 6.9 …partition info'],
    runs: ALONE,
    needs: [offered('owner', 'FFA_PARTITION_INFO_GET_REGS')],
    *body({ owner, party }) {
      const inRx = yield* accepted('the list in RX', owner.attempt(listPartitions(owner.driver)));
      const inRegisters = yield* accepted(
        'the list in registers',
        owner.attempt(listPartitionsInRegisters()),
      );
      const ids = (list: typeof inRx) => list.map(({ endpoint }) => endpoint);
      yield* equal('both name the same', ids(inRegisters), ids(inRx));
      const [uuid = NIL_UUID] = party('sp1').endpoint.uuids;
      const one = yield* accepted('by UUID', owner.attempt(listPartitionsInRegisters(uuid)));
      yield* equal('the one that has it', ids(one), [party('sp1').id]);
      const from = (start: number, tag = 0) =>
        owner.call('FFA_PARTITION_INFO_GET_REGS', { 3: tag * 0x1_0000 + start }, 64);
      yield* refused('from behind its end', 'INVALID_PARAMETERS', from(0xffff), 'info/start-index');
      yield* refused('with a tag that no answer had', 'RETRY', from(0, 0x7777), 'info/tag');
      const unknown = { 1: 0x1234_5678_9abc_def0n, 2: 1n };
      yield* refused(
        'by an unknown UUID',
        'INVALID_PARAMETERS',
        owner.call('FFA_PARTITION_INFO_GET_REGS', unknown, 64),
        'info/unknown-uuid',
      );
    },
  },
  {
    id: 'discovery/list-changes',
    title: 'a list in registers that changes while it is read is begun again',
    rows: ['requirements QF9'],
    runs: ['vm1'],
    needs: [offered('owner', 'FFA_PARTITION_INFO_GET_REGS'), can('endings')],
    *body({ owner, party }) {
      const from = (start: number, tag: bigint) =>
        owner.call('FFA_PARTITION_INFO_GET_REGS', { 3: (tag << 16n) + BigInt(start) }, 64);
      const tagOf = (answer: Frame) => (x(answer, 2) >> 32n) & 0xffffn;
      const first = yield* accepted('the first part', from(0, 0n));
      yield* accepted('a partition dies', party('sp4').end());
      yield* refused('the next part', 'RETRY', from(1, tagOf(first)), 'info/tag');
      const again = yield* accepted('the first part again', from(0, 0n));
      yield* accepted('the next part again', from(1, tagOf(again)));
    },
  },
  {
    id: 'discovery/ids',
    title: 'everybody learns its own id, and that of the manager',
    rows: ['regressions R7', 'ffa-hafnium 6.9 …features'],
    runs: ALONE,
    *body({ owner }) {
      const own = yield* accepted('its own id', owner.call('FFA_ID_GET'));
      yield* equal('is that of the endpoint', w(own, 2), owner.id);
      const manager = yield* accepted("the manager's id", owner.call('FFA_SPM_ID_GET'));
      yield* equal('is one of the secure world', w(manager, 2) >>> 15, 1);
    },
  },
];
