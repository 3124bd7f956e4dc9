import { type FaultRule, faultText, parseFault } from '../../core/board/fault-rule.ts';
import { LiveStory } from './live-story.ts';

/** Has calls go wrong by these rules, and no others. */
export type Inject = (rules: readonly FaultRule[]) => void;

/** Whoever watches a run. */
export interface Watcher {
  /** There is more of the run. */
  goOn(): void;
  /** Other faults are set. */
  tellFaults(): void;
  /** The process ends. */
  close(): void;
}

/** What keeps a page from setting faults. */
export interface FaultProblem {
  readonly why: string;
  /** The number of the fault, and the character in it. */
  readonly place: readonly number[];
}

/** So long events wait for others that go to pages together. */
const TOGETHER_MS = 20;

/** A run as pages see it: what happens, whether it is over, and which faults are set. No page is waited for. */
export class LiveRun {
  /** Of the recording that its events are. */
  readonly header: object;
  readonly story: LiveStory;
  readonly pages = new Set<Watcher>();
  #inject: Inject | undefined;
  #faults: readonly string[] = [];
  #ended: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `most`: characters of events that are kept for pages that come later. */
  constructor(header: object, most?: number) {
    this.header = header;
    this.story = new LiveStory(most);
  }

  /** Lets pages set faults in place of those that are set from the start. Before any page is there. */
  takeFaults(rules: readonly FaultRule[], inject: Inject): void {
    this.#faults = rules.map(faultText);
    this.#inject = inject;
  }

  /** The faults that are set, as `--inject` has them. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  get takesFaults(): boolean {
    return this.#inject !== undefined && this.#ended === undefined;
  }

  /** How the run ended; undefined as long as it goes on. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** Notes the next event, a line of a recording. */
  readonly put = (line: string): void => {
    this.story.put(line);
    this.#tellSoon();
  };

  /** There will be no more events. `how` is a sentence. */
  end(how: string): void {
    this.#ended = how;
    this.#tellSoon();
  }

  /** Sets faults, for a page. */
  setFaults(texts: readonly string[]): FaultProblem | undefined {
    if (this.#inject === undefined || this.#ended !== undefined)
      return { why: this.#ended === undefined ? 'This run takes no faults.' : 'The run is over.', place: [] };
    const rules: FaultRule[] = [];
    for (const [number, text] of texts.entries()) {
      const rule = parseFault(text);
      if ('expected' in rule)
        return {
          why: `Fault ${number + 1}: at character ${rule.at + 1} it needs ${rule.expected}.`,
          place: [number, rule.at],
        };
      rules.push(rule);
    }
    this.#inject(rules);
    this.#faults = rules.map(faultText);
    for (const page of this.pages) page.tellFaults();
    return undefined;
  }

  #tellSoon(): void {
    if (this.pages.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const page of this.pages) page.goOn();
    }, TOGETHER_MS);
  }
}
