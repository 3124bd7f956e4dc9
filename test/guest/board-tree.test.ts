import { describe, expect, test } from 'vitest';
import { writeFdt } from '../../src/node/device-tree/fdt.ts';
import type { TreeNode } from '../../src/node/device-tree/tree.ts';
import { type BoardFacts, boardTree } from '../../src/node/guest/board-tree.ts';
import { isInstalled, read } from '../installed.ts';

const HAS_DTC = isInstalled('dtc', 'the board as dtc prints it');

const FACTS: BoardFacts = {
  cpus: 2,
  memory: { base: 0x4020_0000, size: 0x1fe0_0000 },
  bootargs: 'console=ttyAMA0 rdinit=/init',
};

const childNames = ({ children = [] }: TreeNode) => children.map(({ name }) => name);
const childOf = ({ children = [] }: TreeNode, name: string) => children.find((child) => child.name === name);

describe('boardTree', () => {
  test('has the nodes that Linux needs, in any board', () => {
    expect(childNames(boardTree(FACTS))).toEqual([
      'chosen',
      'memory@40200000',
      'psci',
      'cpus',
      'timer',
      'intc@8000000',
      'clock',
      'pl011@9000000',
    ]);
  });

  test('leaves out what the board does not have', () => {
    expect(childOf(boardTree(FACTS), 'chosen')?.properties).toEqual({
      bootargs: 'console=ttyAMA0 rdinit=/init',
      'stdout-path': '/pl011@9000000',
    });
  });

  test('says where the initramfs begins and ends, over 4 GiB as well', () => {
    const tree = boardTree({ ...FACTS, initrd: { base: 0xffff_f000, size: 0x2000 } });
    expect(childOf(tree, 'chosen')?.properties).toMatchObject({
      'linux,initrd-start': [0, 0xffff_f000],
      'linux,initrd-end': [1, 0x1000],
    });
  });

  test.each([1, 16])('has %i cores', (cpus) => {
    const { children = [] } = childOf(boardTree({ ...FACTS, cpus }), 'cpus') ?? {};
    expect(children.map(({ properties: { reg } }) => reg)).toEqual(
      Array.from({ length: cpus }, (_, n) => [n]),
    );
  });

  test.each([0, 17, 1.5])('cannot have %d cores', (cpus) => {
    expect(() => boardTree({ ...FACTS, cpus })).toThrow(
      new RangeError(`the board has 1 to 16 cores, not ${cpus}`),
    );
  });
});

test.runIf(HAS_DTC)('dtc prints a whole board and has nothing to say against it', () => {
  const tree = boardTree({
    ...FACTS,
    cpus: 1,
    initrd: { base: 0x4620_0000, size: 0x23_0000 },
    reserved: [{ base: 0x5f80_0000, size: 0x80_0000 }],
    seed: new Uint8Array([1, 2, 3]),
  });
  const { status, out, err } = read('dtc', ['-I', 'dtb', '-O', 'dts'], writeFdt(tree));
  expect([status, err]).toEqual([0, '']);
  expect(out.toString()).toBe(PRINTED);
});

const PRINTED = `/dts-v1/;

/ {
	compatible = "linux,dummy-virt";
	model = "Tantalum QEMU board";
	#address-cells = <0x02>;
	#size-cells = <0x02>;
	interrupt-parent = <0x01>;

	chosen {
		bootargs = "console=ttyAMA0 rdinit=/init";
		stdout-path = "/pl011@9000000";
		linux,initrd-start = <0x00 0x46200000>;
		linux,initrd-end = <0x00 0x46430000>;
		rng-seed = [01 02 03];
	};

	memory@40200000 {
		device_type = "memory";
		reg = <0x00 0x40200000 0x00 0x1fe00000>;
	};

	reserved-memory {
		#address-cells = <0x02>;
		#size-cells = <0x02>;
		ranges;

		reserved@5f800000 {
			reg = <0x00 0x5f800000 0x00 0x800000>;
			no-map;
		};
	};

	psci {
		compatible = "arm,psci-1.0\\0arm,psci-0.2";
		method = "smc";
	};

	cpus {
		#address-cells = <0x01>;
		#size-cells = <0x00>;

		cpu@0 {
			device_type = "cpu";
			compatible = "arm,armv8";
			reg = <0x00>;
			enable-method = "psci";
		};
	};

	timer {
		compatible = "arm,armv8-timer";
		interrupts = <0x01 0x0d 0x04 0x01 0x0e 0x04 0x01 0x0b 0x04 0x01 0x0a 0x04>;
		always-on;
	};

	intc@8000000 {
		compatible = "arm,gic-v3";
		reg = <0x00 0x8000000 0x00 0x10000 0x00 0x80a0000 0x00 0xf60000>;
		interrupt-controller;
		#interrupt-cells = <0x03>;
		#address-cells = <0x00>;
		interrupts = <0x01 0x09 0x04>;
		phandle = <0x01>;
	};

	clock {
		compatible = "fixed-clock";
		#clock-cells = <0x00>;
		clock-frequency = <0x16e3600>;
		phandle = <0x02>;
	};

	pl011@9000000 {
		compatible = "arm,pl011\\0arm,primecell";
		reg = <0x00 0x9000000 0x00 0x1000>;
		interrupts = <0x00 0x01 0x04>;
		clocks = <0x02 0x02>;
		clock-names = "uartclk\\0apb_pclk";
	};
};
`;
