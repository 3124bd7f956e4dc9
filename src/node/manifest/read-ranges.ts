import type { DtsNode } from './dts-tree.ts';
import { FORMS } from './forms.ts';
import { noteUnknown } from './notes.ts';
import { type PropertyTable, type ReadContext, readProperties } from './properties.ts';
import { RANGE_RULES } from './range-rules.ts';
import { show } from './show.ts';
import type { MemoryRange } from './spmc-manifest.ts';
import { SPMC_RULES } from './spmc-rules.ts';

/** What the values of `device_type` say of a range. */
const KINDS: Readonly<Record<string, Pick<MemoryRange, 'secure' | 'device'>>> = {
  memory: { secure: true, device: false },
  'ns-memory': { secure: false, device: false },
  'device-memory': { secure: true, device: true },
  'ns-device-memory': { secure: false, device: true },
};

interface Widths {
  /** Cells of an address, and of a size. */
  readonly address: number;
  readonly size: number;
}

const ONE_OR_TWO = { rule: SPMC_RULES.cells, values: { 1: '32 bits', 2: '64 bits' } };
const WIDTHS: PropertyTable<Widths> = {
  address: { name: '#address-cells', form: 'u32', needed: true, otherwise: 2, allowed: ONE_OR_TWO },
  size: { name: '#size-cells', form: 'u32', needed: true, otherwise: 1, allowed: ONE_OR_TWO },
};

const PROPERTIES: ReadonlySet<string> = new Set(['device_type', 'reg']);

/** The ranges of all memory nodes, in the order of the file. */
export function readRanges(context: ReadContext): readonly MemoryRange[] {
  const { root, findings } = context;
  const widths = readProperties(root, WIDTHS, context);
  return root.children.flatMap((node) => {
    const kind = kindOf(node);
    if (kind !== undefined) {
      noteUnknown(node, PROPERTIES, findings);
      return rangesOf(node, kind, widths, context);
    }
    if (isMeantAsMemory(node)) {
      const property = node.properties.get('device_type');
      const found = property === undefined ? 'no `device_type`' : `\`device_type\` ${show(property)}`;
      findings.add(
        RANGE_RULES.ignored,
        (property ?? node).position,
        `\`${node.path}\` has ${found}, expected one of ${Object.keys(KINDS).join(', ')}`,
      );
    }
    return [];
  });
}

function kindOf({ properties }: DtsNode): Pick<MemoryRange, 'secure' | 'device'> | undefined {
  const value = properties.get('device_type')?.values[0];
  return value?.kind === 'string' && Object.hasOwn(KINDS, value.text) ? KINDS[value.text] : undefined;
}

function isMeantAsMemory({ name, properties }: DtsNode): boolean {
  return properties.has('reg') && /(^|-)memory$/.test(name);
}

function rangesOf(
  node: DtsNode,
  kind: Pick<MemoryRange, 'secure' | 'device'>,
  { address, size }: Widths,
  { root, findings }: ReadContext,
): readonly MemoryRange[] {
  const property = node.properties.get('reg');
  const reading = property === undefined ? undefined : FORMS.words.read(property, root);
  const words = reading !== undefined && 'value' in reading ? reading.value : [];
  const width = address + size;
  if (property === undefined || words.length === 0 || words.length % width !== 0) {
    findings.add(
      RANGE_RULES.list,
      (property ?? node).position,
      `\`reg\` of \`${node.path}\` is ${property === undefined ? 'missing' : show(property)}, expected ${width} cells for each range`,
    );
    return [];
  }
  const count = words.length / width;
  return Array.from({ length: count }, (_, index) => {
    const start = numberOf(words.slice(index * width, index * width + address));
    const length = numberOf(words.slice(index * width + address, (index + 1) * width));
    const called = node.path.slice(1);
    return { ...kind, node, name: count === 1 ? called : `${called}+${index}`, start, end: start + length };
  });
}

function numberOf(words: readonly number[]): bigint {
  return words.reduce((sum, word) => sum * 2n ** 32n + BigInt(word), 0n);
}
