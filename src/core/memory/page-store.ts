import { copyWords } from './copy-words.ts';
import { PAGE_WORDS } from './pages.ts';

const BRANCHES = 512;
const PAGES_PER_TRUNK = BRANCHES * BRANCHES;

/** A node of the tree. It may be changed in place only by the generation that made it. */
interface Node<Child> {
  readonly generation: number;
  readonly children: (Child | undefined)[];
}

interface Leaf {
  readonly generation: number;
  readonly words: Uint32Array;
  /** From this index on, all words are zero. */
  filled: number;
}

type Twig = Node<Leaf>;
type Branch = Node<Twig>;
type Trunk = Node<Branch>;

/** A copy of all contents: a tree that nobody changes any more. */
export type SavedPages = Trunk;

/**
 * The contents of pages that have some: a tree of three levels, pages at its leaves.
 *
 * Taking a copy is O(1): it starts a new generation, and nodes of older generations are duplicated when they are first written.
 * So any number of copies cost only what differs between them.
 */
export class PageStore {
  private root: Trunk;
  private generation = 0;

  constructor(pages: number) {
    this.root = { generation: 0, children: new Array(Math.ceil(pages / PAGES_PER_TRUNK)).fill(undefined) };
  }

  /** The words of a page, to be read only; undefined for a page that was never written. */
  readable(page: number): Uint32Array | undefined {
    const trunk = Math.floor(page / PAGES_PER_TRUNK);
    const inside = page - trunk * PAGES_PER_TRUNK;
    return this.root.children[trunk]?.children[inside >>> 9]?.children[inside & 511]?.words;
  }

  /** The words of a page, to be written until the next copy is taken or the page is overwritten. */
  writable(page: number): Uint32Array {
    const leaf = this.leaf(page);
    leaf.filled = PAGE_WORDS;
    return leaf.words;
  }

  /** Copies the first `words` words of `from`, which is a page, to a page, and clears the rest of it. */
  overwrite(page: number, from: Uint32Array, words: number): void {
    const leaf = this.leaf(page);
    const end = Math.max(copyWords(from, leaf.words, words), leaf.filled);
    if (words < end) leaf.words.fill(0, words, end);
    leaf.filled = words;
  }

  /** Makes pages read as zero. */
  zero(page: number, pages: number): void {
    for (let done = 0; done < pages; ) {
      const trunk = Math.floor((page + done) / PAGES_PER_TRUNK);
      const inside = page + done - trunk * PAGES_PER_TRUNK;
      const count = Math.min(pages - done, BRANCHES - (inside & 511));
      if (this.root.children[trunk]?.children[inside >>> 9] !== undefined)
        this.zeroInTwig(this.twig(trunk, inside >>> 9), inside & 511, count);
      done += count;
    }
  }

  save(): SavedPages {
    this.generation++;
    return this.root;
  }

  /** Puts a copy back, also one of another store: no node of it is as new as the generation that starts now. */
  restore(saved: SavedPages): void {
    this.root = saved;
    this.generation = Math.max(this.generation, saved.generation) + 1;
  }

  private zeroInTwig(twig: Twig, from: number, count: number): void {
    for (let index = from; index < from + count; index++) {
      const leaf = twig.children[index];
      if (leaf === undefined) continue;
      if (leaf.generation === this.generation) {
        leaf.words.fill(0, 0, leaf.filled);
        leaf.filled = 0;
      } else twig.children[index] = undefined;
    }
  }

  /** The leaf of a page, free to be changed. */
  private leaf(page: number): Leaf {
    const trunk = Math.floor(page / PAGES_PER_TRUNK);
    const inside = page - trunk * PAGES_PER_TRUNK;
    const twig = this.twig(trunk, inside >>> 9);
    let leaf = twig.children[inside & 511];
    if (leaf === undefined || leaf.generation !== this.generation) {
      const words = leaf?.words.slice() ?? new Uint32Array(PAGE_WORDS);
      leaf = { generation: this.generation, words, filled: leaf?.filled ?? 0 };
      twig.children[inside & 511] = leaf;
    }
    return leaf;
  }

  /** The lowest inner node above a page, free to be changed. */
  private twig(trunk: number, branch: number): Twig {
    if (this.root.generation !== this.generation)
      this.root = { generation: this.generation, children: this.root.children.slice() };
    const upper = this.own(this.root.children, trunk);
    return this.own(upper.children, branch);
  }

  private own<Child>(children: (Node<Child> | undefined)[], index: number): Node<Child> {
    let node = children[index];
    if (node === undefined || node.generation !== this.generation) {
      node = {
        generation: this.generation,
        children: node?.children.slice() ?? new Array<Child | undefined>(BRANCHES).fill(undefined),
      };
      children[index] = node;
    }
    return node;
  }
}
