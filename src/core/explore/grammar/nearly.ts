import type { Random } from '../random.ts';
import type { Written } from './words.ts';

const FLAGS: readonly number[] = [1, 2, 3, 4, 5, 8, 0x10, 0x18, 0x20, 0x200, 0x400, 0x401, 0x404, 0x800];
const ATTRIBUTES: readonly number[] = [0, 0x10, 0x14, 0x1f, 0x20, 0x2d, 0x2e, 0x27, 0x2f, 0x3f, 0x6f];

/** A descriptor that is well made and does not say what it should: one of its values is another that has a meaning, too. */
export function nearly(right: Written, random: Random): Written {
  const { receivers, constituents } = right;
  const permissions = random.below(16);
  switch (random.below(8)) {
    case 0:
      return { ...right, flags: random.pick(FLAGS) };
    case 1:
      return { ...right, attributes: random.pick(ATTRIBUTES) };
    case 2:
      return { ...right, receivers: receivers.map((each) => ({ ...each, permissions })) };
    case 3:
      return { ...right, receivers: [...receivers, random.pick(receivers)] };
    case 4:
      return { ...right, receivers: receivers.slice(1) };
    case 5:
      return {
        ...right,
        sender: random.pick([0, 1, 0x8001, 0x8002, right.sender]),
        tag: right.tag + random.below(2),
      };
    case 6:
      return { ...right, impdef: right.impdef + 1 };
    default: {
      const [first = [0, 1] as const] = constituents ?? [];
      return constituents === undefined
        ? { ...right, tag: right.tag + 1 }
        : { ...right, constituents: [...constituents, first] };
    }
  }
}
