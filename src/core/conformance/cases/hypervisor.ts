import { writeField } from '../../abi/fields.ts';
import { RXTX_ENDPOINT_1_1 } from '../../abi/layouts.ts';
import { encodeRxTxEndpoint } from '../../abi/rxtx-endpoint.ts';
import { write } from '../../client/port.ts';
import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { offered } from '../needs.ts';

/** What a hypervisor does for its VMs. */
export const HYPERVISOR_CASES: readonly Case[] = [
  {
    id: 'hypervisor/forwarded-buffers',
    title: 'a hypervisor maps the buffers of a VM by a descriptor whose composites are aligned',
    rows: ['regressions A24'],
    runs: ['hypervisor'],
    unstarted: true,
    *body({ owner: hypervisor, party }) {
      yield* accepted('the hypervisor starts', hypervisor.start());
      const vm = party('vm1');
      yield* accepted('the VM negotiates its version', vm.negotiate());
      const [tx, rx] = [vm.page(0), vm.page(1)];
      const composites = { rx: { constituents: [rx] }, tx: { constituents: [tx] } };
      const described = encodeRxTxEndpoint({ endpoint: vm.id, ...composites }, hypervisor.driver.version);
      const { txOffset, rxOffset, reserved12 } = RXTX_ENDPOINT_1_1.fields;
      for (const [what, field, value] of [
        ['TX at an odd place', txOffset, 52],
        ['RX behind a header of 12 bytes', rxOffset, 12],
        ['RX behind TX and out of sight', rxOffset, 0xffff_fff8],
        ['bytes that have to be zero', reserved12, 1],
      ] as const) {
        const spoiled = described.slice();
        writeField(spoiled, 0, field, BigInt(value));
        const { tx: at } = hypervisor.endpoint.buffers;
        yield* accepted(`the hypervisor writes ${what}`, hypervisor.attempt(write(at, spoiled)));
        yield* refused(
          what,
          'INVALID_PARAMETERS',
          hypervisor.call('FFA_RXTX_MAP', {}, 64),
          'mailbox/descriptor',
        );
      }
      yield* accepted(
        'the hypervisor writes it as it is',
        hypervisor.attempt(write(hypervisor.endpoint.buffers.tx, described)),
      );
      yield* accepted('the hypervisor maps them', hypervisor.call('FFA_RXTX_MAP', {}, 64));
      yield* refused(
        'the VM maps buffers of its own',
        'DENIED',
        vm.call('FFA_RXTX_MAP', { 1: BigInt(vm.page(8).address), 2: BigInt(vm.page(9).address), 3: 1 }, 64),
        'mailbox/already-mapped',
      );
    },
  },
  {
    id: 'hypervisor/acquired-rx',
    title: 'a hypervisor acquires RX of a VM that has one, and a refusal holds nothing up',
    rows: ['regressions E13'],
    runs: ['hypervisor'],
    needs: [offered('owner', 'FFA_RX_ACQUIRE')],
    *body({ owner: hypervisor, borrower, party }) {
      const vm = party('vm1');
      yield* accepted('the VM starts', vm.start());
      const acquire = (id: number) => hypervisor.call('FFA_RX_ACQUIRE', { 1: id });
      for (const [what, id] of [
        ['a VM that is not there', 0x7ffe],
        ['a VM without buffers', party('vm3').id],
        ['a secure partition', borrower.id],
      ] as const)
        yield* refused(what, 'INVALID_PARAMETERS', acquire(id), 'indirect/acquire-unknown');
      yield* accepted('a VM with buffers', acquire(vm.id));
      yield* refused('the same twice', 'DENIED', acquire(vm.id), 'indirect/acquire-busy');
      yield* accepted('it is given back', hypervisor.call('FFA_RX_RELEASE', { 1: vm.id }));
      yield* accepted('the VM uses its RX', vm.call('FFA_PARTITION_INFO_GET'));
      yield* accepted('the VM gives it back', vm.call('FFA_RX_RELEASE'));
    },
  },
];
