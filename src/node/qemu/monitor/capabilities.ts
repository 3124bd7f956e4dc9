import type { IDENTIFICATION } from './snippets.ts';

/** The identification registers of a processor, as the snippet `identify` stored them. */
export type Identification = Readonly<Record<(typeof IDENTIFICATION)[number], bigint>>;

/** A field of an identification register, and the least value that says yes. */
interface Field {
  readonly register: keyof Identification;
  readonly shift: bigint;
  readonly least: bigint;
}

const FIELDS = {
  /** A level for hypervisors. */
  EL2: [{ register: 'ID_AA64PFR0_EL1', shift: 8n, least: 1n }],
  /** The same in the secure world. */
  SEL2: [{ register: 'ID_AA64PFR0_EL1', shift: 36n, least: 1n }],
  /** Kernels may run at EL2. */
  VHE: [{ register: 'ID_AA64MMFR1_EL1', shift: 8n, least: 1n }],
  /** HCRX_EL2. */
  HCX: [{ register: 'ID_AA64MMFR1_EL1', shift: 40n, least: 1n }],
  /** Pointer authentication, by one algorithm or another. */
  PAUTH: [4n, 8n, 24n, 28n].map((shift): Field => ({ register: 'ID_AA64ISAR1_EL1', shift, least: 1n })),
  /** SCXTNUM_ELx. */
  SCXTNUM: [{ register: 'ID_AA64PFR0_EL1', shift: 56n, least: 2n }],
} as const satisfies Readonly<Record<string, readonly Field[]>>;

/** Something that a processor has or lacks. */
export type Capability = keyof typeof FIELDS;

/** What a processor says that it can do. */
export function capabilitiesOf(identification: Identification): ReadonlySet<Capability> {
  const says = ({ register, shift, least }: Field) => ((identification[register] >> shift) & 0xfn) >= least;
  const names = Object.keys(FIELDS) as Capability[];
  return new Set(names.filter((name) => FIELDS[name].some(says)));
}
