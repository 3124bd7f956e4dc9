import type { TreeNode, TreeValue } from './tree.ts';

/** Devicetree Specification 0.4, 2.2.1: what a name may be made of, and how long it may be. */
const NODE_NAME = /^[0-9a-zA-Z,._+-]{1,31}(@[0-9a-zA-Z,._+-]+)?$/;
/** Devicetree Specification 0.4, 2.2.4.1. */
const PROPERTY_NAME = /^[0-9a-zA-Z,._+?#-]{1,31}$/;
/** Devicetree Specification 0.4, 2.3.3; the two others stand for "none". */
const NO_PHANDLES = [0, 0xffff_ffff];

/** Throws a RangeError that names the first place where a tree could not be written, or not be understood. */
export function checkTree(root: TreeNode): void {
  if (root.name !== '') throw new RangeError(`the root of a tree has no name, but is called ${root.name}`);
  checkNode(root, '', new Map());
}

function checkNode({ properties, children = [] }: TreeNode, path: string, phandles: Map<number, string>) {
  for (const [name, value] of Object.entries(properties)) checkProperty(name, value, path, phandles);
  const names = new Set<string>();
  for (const child of children) {
    const { name } = child;
    if (!NODE_NAME.test(name)) throw new RangeError(`no node can be called ${JSON.stringify(name)}`);
    if (names.has(name)) throw new RangeError(`there are two nodes ${path}/${name}`);
    names.add(name);
    checkNode(child, `${path}/${name}`, phandles);
  }
}

function checkProperty(name: string, value: TreeValue, path: string, phandles: Map<number, string>) {
  if (!PROPERTY_NAME.test(name)) throw new RangeError(`no property can be called ${JSON.stringify(name)}`);
  const place = `${path || '/'} ${name}`;
  if (value === true || value instanceof Uint8Array) return;
  for (const part of typeof value === 'string' ? [value] : value) {
    if (typeof part === 'string') {
      if (part.includes('\0')) throw new RangeError(`${place}: a string ends at its first NUL`);
    } else if (!Number.isInteger(part) || part < 0 || part > 0xffff_ffff)
      throw new RangeError(`${place}: ${part} is no cell of 32 bits`);
  }
  if (name === 'phandle') checkPhandle(value, path, phandles);
}

function checkPhandle(
  value: Exclude<TreeValue, true | Uint8Array>,
  path: string,
  phandles: Map<number, string>,
) {
  const [phandle] = value;
  if (value.length !== 1 || typeof phandle !== 'number' || NO_PHANDLES.includes(phandle))
    throw new RangeError(`${path || '/'} phandle: one cell is wanted that is neither 0 nor all ones`);
  const other = phandles.get(phandle);
  if (other !== undefined)
    throw new RangeError(`${other} and ${path || '/'} have the same phandle ${phandle}`);
  phandles.set(phandle, path || '/');
}
