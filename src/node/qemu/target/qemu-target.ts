import { PAGE_SIZE } from '../../../core/abi/pages.ts';
import { describeMachine } from '../../../core/board/describe-machine.ts';
import type { MachineSpec } from '../../../core/board/machine.ts';
import { endpointsIn, type Layout, partitionOf } from '../../../core/conformance/in-process-machine.ts';
import type { Capability, EndpointName, Target } from '../../../core/conformance/target.ts';
import type { Profile } from '../../../core/rules/profile.ts';
import { GUEST_RAM } from '../monitor/mailbox.ts';
import { RAM } from '../monitor/virt-map.ts';
import { AGENT_END } from '../payload/step-agent-code.ts';

/** The endpoint that is a guest: its calls and accesses are those of a processor that QEMU emulates. */
export const GUEST_ENDPOINT: EndpointName = 'vm1';

const PAGES = 0x4000;
/** Registers that exist and have no effect: those of virtual devices that are not there. */
const QUIET_DEVICES = 0x0a00_0000;
/** Nothing that QEMU has: it is in this process. The guest finds nothing there. */
const SECURE_MEMORY = 0x8000_0000;
const SECURE_PAGES = 0x2000;
const SECURE_DEVICES = 0x0910_0000;
const DEVICE_PAGES = 4;

const LAYOUT: Layout = {
  normal: { blockPages: 2048, memory: 0x4100_0000, devices: QUIET_DEVICES },
  secure: { blockPages: 2048, memory: SECURE_MEMORY, devices: SECURE_DEVICES },
};

const CAPABILITIES: readonly Capability[] = ['dataAborts', 'refusalRules', 'endings', 'initialisation'];

/** The QEMU board as a target: one endpoint of the normal world is real, the others are partitions of this process. */
export const QEMU_TARGET: Target = {
  name: 'the QEMU board',
  capabilities: new Set(CAPABILITIES),
  endpoints: endpointsIn(LAYOUT),
};

/** Its machine, whose manager behaves as a profile says. The guest has the memory of what it runs beside that of its endpoint. */
export function qemuMachineOf(profile: Profile): MachineSpec {
  return describeMachine({
    profile,
    memory: [
      { name: 'dram', base: RAM, pages: PAGES },
      { name: 'devices', base: QUIET_DEVICES, pages: DEVICE_PAGES, device: true },
      { name: 'secure dram', base: SECURE_MEMORY, pages: SECURE_PAGES, secure: true },
      { name: 'secure devices', base: SECURE_DEVICES, pages: DEVICE_PAGES, secure: true, device: true },
    ],
    partitions: QEMU_TARGET.endpoints.map((endpoint) => {
      const partition = partitionOf(endpoint);
      if (endpoint.name !== GUEST_ENDPOINT) return partition;
      const agent = { base: GUEST_RAM, pages: (AGENT_END - GUEST_RAM) / PAGE_SIZE };
      return { ...partition, memory: [agent, ...partition.memory] };
    }),
  });
}
