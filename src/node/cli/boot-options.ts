import { InvalidArgumentError } from 'commander';
import type { FaultRule } from '../../core/board/fault-rule.ts';
import { USUAL_OPTIONS } from '../qemu/board/board-options.ts';
import { GUEST_RAM, MAX_CPUS } from '../qemu/monitor/mailbox.ts';
import type { LiveOptions } from './live-options.ts';

/** A file that goes to a physical address. */
export interface Load {
  readonly file: string;
  readonly address: number;
}

/** A secure partition with code of its own: its image, and the manifest that describes it. */
export interface PartitionFiles {
  readonly image: string;
  readonly manifest: string;
}

/** What the command line of `tantalum boot` says. */
export interface BootOptions extends LiveOptions {
  readonly guest?: string;
  readonly kernel?: string;
  readonly initrd?: string;
  readonly append?: string;
  readonly cpus: number;
  readonly guests: number;
  readonly memory: number;
  readonly el2?: true;
  readonly pkvm?: true;
  readonly hypervisor: boolean;
  readonly dtb?: string;
  readonly load?: readonly Load[];
  readonly entry?: number;
  readonly trace?: true;
  readonly record?: string;
  readonly snapshot?: string;
  readonly snapshotAt?: string;
  readonly restore?: string;
  readonly inject?: readonly FaultRule[];
  readonly partition?: readonly string[];
  readonly json?: true;
  readonly qemu: string;
  readonly cpu?: string;
  readonly sp?: readonly PartitionFiles[];
}

/** The processor model where no partition has code. */
export const { model: MODEL } = USUAL_OPTIONS;

const MEBIBYTE = 2 ** 20;
/** Below, there is no room for a kernel; above, addresses of other devices begin in smaller models of the machine. */
const LEAST_MEMORY = 64;
const MOST_MEMORY = 65_536;
/** Shared interrupts of consoles that no wire leads to, before the next that is taken. */
const MOST_GUESTS = 4;

/** The value of `--entry`. */
export function parseAddress(text: string): number {
  const address = /^(0x[0-9a-fA-F]{1,13}|\d{1,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!(address >= GUEST_RAM))
    throw new InvalidArgumentError(
      `It is an address in the guest's memory, 0x${GUEST_RAM.toString(16)} or above.`,
    );
  return address;
}

/** The values of `--load`, one by one. */
export function parseLoad(text: string, others: readonly Load[] = []): readonly Load[] {
  const at = text.lastIndexOf('@');
  if (at < 1) throw new InvalidArgumentError('It is FILE@ADDRESS, as in u-boot.bin@0x40200000.');
  return [...others, { file: text.slice(0, at), address: parseAddress(text.slice(at + 1)) }];
}

/** The values of `--sp`, one by one. */
export function parsePartition(
  text: string,
  others: readonly PartitionFiles[] = [],
): readonly PartitionFiles[] {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('It is IMAGE=MANIFEST, as in vault.bin=vault.dts.');
  return [...others, { image: text.slice(0, at), manifest: text.slice(at + 1) }];
}

/** The value of `--cpus`. */
export function parseCpus(text: string): number {
  return wholeNumber(text, 1, MAX_CPUS);
}

/** The value of `--guests`. */
export function parseGuests(text: string): number {
  return wholeNumber(text, 1, MOST_GUESTS);
}

/** The value of `--memory`, in MiB; returns bytes. */
export function parseMemory(text: string): number {
  return wholeNumber(text, LEAST_MEMORY, MOST_MEMORY) * MEBIBYTE;
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most))
    throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`);
  return number;
}
