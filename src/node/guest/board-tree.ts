import { type TreeNode, type TreeValue, twoCells } from '../device-tree/tree.ts';

/** What a board tells its guest beside the devices that are always there. */
export interface BoardFacts {
  /** Cores, all in one cluster: 1 to 16. */
  readonly cpus: number;
  /** The number of the first; 0 when left out. */
  readonly firstCpu?: number;
  /** The shared interrupt of a console that no wire leads to; that of the real one when left out. */
  readonly wirelessConsole?: number;
  readonly memory: AddressRange;
  readonly bootargs: string;
  /** Where the initramfs lies. */
  readonly initrd?: AddressRange;
  /** Memory that the guest neither uses nor maps. */
  readonly reserved?: readonly AddressRange[];
  /** Bytes with which the guest starts its random numbers. */
  readonly seed?: Uint8Array;
}

/** Physical addresses. */
export interface AddressRange {
  readonly base: number;
  /** Bytes. */
  readonly size: number;
}

/** Devices of QEMU's `virt` machine that the guest meets. Source: the memory map of that machine. */
export const BOARD_DEVICES: Readonly<Record<'distributor' | 'redistributors' | 'console', AddressRange>> = {
  distributor: { base: 0x0800_0000, size: 0x1_0000 },
  redistributors: { base: 0x080a_0000, size: 0xf6_0000 },
  console: { base: 0x0900_0000, size: 0x1000 },
};

/** One cluster is all that the affinity fields of `virt` count in single steps. */
const MOST_CPUS = 16;

const PHANDLE = { interruptController: 1, clock: 2 };
/** First cell of an interrupt of GICv3: shared by all cores, or private to one. */
const SHARED = 0;
const PRIVATE = 1;
const LEVEL_HIGH = 4;
const RISING_EDGE = 1;
const REDISTRIBUTOR_BYTES = 0x2_0000;
/** Private interrupts of the generic timer: secure, non-secure, virtual, hypervisor's. */
const TIMER_INTERRUPTS = [13, 14, 11, 10];
const MAINTENANCE_INTERRUPT = 9;
const CONSOLE_INTERRUPT = 1;
const CLOCK_HERTZ = 24_000_000;

/**
 * The device tree of the QEMU board, whose firmware we are: PSCI by SMC, a GICv3, the generic timer and one
 * console; FF-A needs no node of its own. Source: the bindings of Linux for these devices.
 */
export function boardTree(facts: BoardFacts): TreeNode {
  const { cpus, firstCpu = 0, memory, reserved = [], wirelessConsole } = facts;
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > MOST_CPUS)
    throw new RangeError(`the board has 1 to ${MOST_CPUS} cores, not ${cpus}`);
  return {
    name: '',
    properties: {
      compatible: 'linux,dummy-virt',
      model: 'Tantalum QEMU board',
      '#address-cells': [2],
      '#size-cells': [2],
      'interrupt-parent': [PHANDLE.interruptController],
    },
    children: [
      chosenNode(facts),
      { name: `memory@${hex(memory.base)}`, properties: { device_type: 'memory', reg: reg(memory) } },
      ...(reserved.length === 0 ? [] : [reservedNode(reserved)]),
      psciNode(),
      cpusNode(firstCpu, cpus),
      timerNode(),
      interruptControllerNode(firstCpu),
      clockNode(),
      consoleNode(wirelessConsole),
    ],
  };
}

function chosenNode({ bootargs, initrd, seed }: BoardFacts): TreeNode {
  const properties: Record<string, TreeValue> = {
    bootargs,
    'stdout-path': `/pl011@${hex(BOARD_DEVICES.console.base)}`,
  };
  if (initrd !== undefined) {
    properties['linux,initrd-start'] = twoCells(initrd.base);
    properties['linux,initrd-end'] = twoCells(initrd.base + initrd.size);
  }
  if (seed !== undefined) properties['rng-seed'] = seed;
  return { name: 'chosen', properties };
}

function reservedNode(ranges: readonly AddressRange[]): TreeNode {
  return {
    name: 'reserved-memory',
    properties: { '#address-cells': [2], '#size-cells': [2], ranges: true },
    children: ranges.map((range) => ({
      name: `reserved@${hex(range.base)}`,
      properties: { reg: reg(range), 'no-map': true },
    })),
  };
}

function psciNode(): TreeNode {
  return { name: 'psci', properties: { compatible: ['arm,psci-1.0', 'arm,psci-0.2'], method: 'smc' } };
}

function cpusNode(first: number, count: number): TreeNode {
  return {
    name: 'cpus',
    properties: { '#address-cells': [1], '#size-cells': [0] },
    children: Array.from({ length: count }, (_, index) => ({
      name: `cpu@${hex(first + index)}`,
      properties: {
        device_type: 'cpu',
        compatible: 'arm,armv8',
        reg: [first + index],
        'enable-method': 'psci',
      },
    })),
  };
}

function timerNode(): TreeNode {
  return {
    name: 'timer',
    properties: {
      compatible: 'arm,armv8-timer',
      interrupts: TIMER_INTERRUPTS.flatMap((number) => [PRIVATE, number, LEVEL_HIGH]),
      'always-on': true,
    },
  };
}

/** Redistributors are looked through from that of the guest's first processor on. */
function interruptControllerNode(firstCpu: number): TreeNode {
  const { distributor } = BOARD_DEVICES;
  const { base, size } = BOARD_DEVICES.redistributors;
  const before = firstCpu * REDISTRIBUTOR_BYTES;
  const redistributors = { base: base + before, size: size - before };
  return {
    name: `intc@${hex(distributor.base)}`,
    properties: {
      compatible: 'arm,gic-v3',
      reg: [...reg(distributor), ...reg(redistributors)],
      'interrupt-controller': true,
      '#interrupt-cells': [3],
      '#address-cells': [0],
      interrupts: [PRIVATE, MAINTENANCE_INTERRUPT, LEVEL_HIGH],
      phandle: [PHANDLE.interruptController],
    },
  };
}

function clockNode(): TreeNode {
  return {
    name: 'clock',
    properties: {
      compatible: 'fixed-clock',
      '#clock-cells': [0],
      'clock-frequency': [CLOCK_HERTZ],
      phandle: [PHANDLE.clock],
    },
  };
}

function consoleNode(wireless: number | undefined): TreeNode {
  const interrupt = wireless === undefined ? [CONSOLE_INTERRUPT, LEVEL_HIGH] : [wireless, RISING_EDGE];
  return {
    name: `pl011@${hex(BOARD_DEVICES.console.base)}`,
    properties: {
      compatible: ['arm,pl011', 'arm,primecell'],
      reg: reg(BOARD_DEVICES.console),
      interrupts: [SHARED, ...interrupt],
      clocks: [PHANDLE.clock, PHANDLE.clock],
      'clock-names': ['uartclk', 'apb_pclk'],
    },
  };
}

function reg({ base, size }: AddressRange): readonly number[] {
  return [...twoCells(base), ...twoCells(size)];
}

/** As unit addresses are written. */
function hex(value: number): string {
  return value.toString(16);
}
