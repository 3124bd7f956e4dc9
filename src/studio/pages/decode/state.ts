import { batch, type Signal, signal } from '@preact/signals';
import type { KindName } from '../../../core/decode/kind.ts';
import { type Mend, mended } from '../../../core/decode/mend.ts';
import { textOf } from '../../../core/decode/text.ts';
import type { DecodeView } from '../../model/decoder.ts';
import { fieldAt } from '../../model/field-at.ts';
import { hexRows } from '../../model/hex-rows.ts';
import { hashOf } from '../../model/permalink.ts';
import type { PieceView } from '../../model/piece-view.ts';
import type { Range } from '../../model/range.ts';
import type { Asked } from '../../worker/asker.ts';
import { DecodeClient } from '../../worker/decode-client.ts';

/** What is looked at: what stands in the box, or a file that is too large or too binary for it. */
export interface Subject {
  readonly input: string | Uint8Array;
  /** Name of the file; '' for a paste. */
  readonly name: string;
}

/** An input as it was before a change, and how it was read. */
interface Before {
  readonly subject: Subject;
  readonly call: KindName | undefined;
  readonly version: number | undefined;
}

const MOST_MEGABYTES = 64;
/** A text field with more than this is slow. */
const MOST_BOX = 256 * 1024;
/** While somebody types. */
const PAUSE_MS = 150;

const NOTHING: Subject = { input: '', name: '' };

/** What the decode page shows, and everything that can be done with it. */
export class DecodeState {
  readonly subject: Signal<Subject> = signal(NOTHING);
  readonly call: Signal<KindName | undefined> = signal<KindName | undefined>(undefined);
  readonly version: Signal<number | undefined> = signal<number | undefined>(undefined);
  readonly piece: Signal<number> = signal(0);
  readonly all: Signal<boolean> = signal(false);
  readonly view: Signal<DecodeView | undefined> = signal<DecodeView | undefined>(undefined);
  readonly busy: Signal<boolean> = signal(false);
  /** Why there is nothing to see, as a sentence. */
  readonly trouble: Signal<string> = signal('');
  /** The byte under the keyboard's cursor. */
  readonly cursor: Signal<number> = signal(0);
  readonly selected: Signal<Range | undefined> = signal<Range | undefined>(undefined);
  readonly hovered: Signal<Range | undefined> = signal<Range | undefined>(undefined);
  readonly history: Signal<readonly Before[]> = signal<readonly Before[]>([]);
  readonly #client = new DecodeClient();
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** Of several links that are being made, the last counts. */
  #link = 0;

  /** The bytes in detail, if there are any. */
  get shown(): PieceView | undefined {
    const view = this.view.value;
    return view?.ok ? view.piece : undefined;
  }

  /** Takes what somebody types or pastes. */
  type(text: string): void {
    this.subject.value = { input: text, name: '' };
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#open(), PAUSE_MS);
  }

  /** Takes an input as a whole. */
  open(subject: Subject, call?: KindName, version?: number): void {
    batch(() => {
      this.subject.value = subject;
      this.call.value = call;
      this.version.value = version;
      this.history.value = [];
    });
    this.#open();
  }

  /** Takes a file. */
  async openFile(file: File): Promise<void> {
    if (file.size > MOST_MEGABYTES * 1024 * 1024) {
      this.fail(
        `${file.name} has more than ${MOST_MEGABYTES} MiB. Cut out the part to be decoded: no descriptor is that long.`,
      );
      return;
    }
    try {
      this.openBytes(new Uint8Array(await file.arrayBuffer()), file.name);
    } catch {
      this.fail(`${file.name} cannot be read. Has it changed or gone since it was chosen?`);
    }
  }

  /** Takes the bytes of a file; short texts go into the box. */
  openBytes(bytes: Uint8Array, name: string): void {
    const text = bytes.length <= MOST_BOX ? textOf(bytes) : undefined;
    this.open(text === undefined ? { input: bytes, name } : { input: text, name: '' });
  }

  /** Shows a sentence instead of bytes. */
  fail(why: string): void {
    batch(() => {
      this.trouble.value = why;
      this.view.value = undefined;
      this.busy.value = false;
    });
  }

  /** Reads the same bytes otherwise. */
  readAs(change: { call?: KindName | undefined; version?: number | undefined }): void {
    batch(() => {
      if ('call' in change) this.call.value = change.call;
      if ('version' in change) this.version.value = change.version;
    });
    this.#ask();
    void this.#keepLink();
  }

  /** Shows another run of bytes of the same input. */
  choose(piece: number): void {
    this.piece.value = piece;
    this.#unselect();
    this.#ask();
  }

  /** Shows long arrays as a whole. */
  showAll(): void {
    this.all.value = true;
    this.#ask();
  }

  /** Selects a byte, and with it the field that it is part of. */
  selectByte(offset: number): void {
    const field = fieldAt(this.shown?.parts ?? [], offset);
    batch(() => {
      this.cursor.value = offset;
      this.selected.value = field ?? { offset, length: 1 };
    });
  }

  /** Selects a run of bytes. */
  select(range: Range): void {
    batch(() => {
      this.cursor.value = range.offset;
      this.selected.value = range;
    });
  }

  /** Writes what a rule asks for. The bytes become the input, and stay what they were read as. */
  mend(mend: Mend): void {
    const { shown } = this;
    if (shown === undefined) return;
    const before = { subject: this.subject.value, call: this.call.value, version: this.version.value };
    const history = [...this.history.value, before];
    const bytes = mended(shown.bytes, mend);
    this.open(
      { input: bytes.length * 3 > MOST_BOX ? bytes : hexRows(bytes).join('\n'), name: '' },
      shown.kind,
      shown.version,
    );
    this.history.value = history;
  }

  /** Takes the last change back. */
  undo(): void {
    const before = this.history.value.at(-1);
    if (before === undefined) return;
    const history = this.history.value.slice(0, -1);
    this.open(before.subject, before.call, before.version);
    this.history.value = history;
  }

  /** Goes to the next broken rule, or with -1 to the one before. */
  step(direction: 1 | -1): void {
    const { shown } = this;
    if (shown === undefined || shown.breaches.length === 0) return;
    const at = shown.breaches.findIndex(({ offset }) => offset === this.selected.value?.offset);
    const count = shown.breaches.length;
    const next = at < 0 ? (direction === 1 ? 0 : count - 1) : (at + direction + count) % count;
    const breach = shown.breaches[next];
    if (breach !== undefined) this.select(breach);
  }

  /** Ends what takes too long. */
  stop(): void {
    this.#client.stop();
    this.fail('Reading was stopped.');
  }

  /** Ends what runs for the page, and leaves the address to others. */
  leave(): void {
    clearTimeout(this.#pause);
    this.#link++;
    this.#client.end();
  }

  #open(): void {
    clearTimeout(this.#pause);
    this.piece.value = 0;
    this.all.value = false;
    this.trouble.value = '';
    this.#unselect();
    const { input } = this.subject.value;
    void this.#keepLink();
    if (input.length === 0) {
      this.#client.stop();
      this.busy.value = false;
      this.view.value = undefined;
      return;
    }
    this.busy.value = true;
    void this.#client.open(input, this.#choice()).then((asked) => this.#hear(asked));
  }

  #ask(): void {
    this.busy.value = true;
    void this.#client.ask(this.#choice()).then((asked) => this.#hear(asked));
  }

  #choice(): Parameters<DecodeClient['ask']>[0] {
    return {
      call: this.call.value,
      version: this.version.value,
      piece: this.piece.value,
      all: this.all.value,
    };
  }

  #hear(asked: Asked<DecodeView>): void {
    if ('failure' in asked) {
      this.fail(asked.failure);
      return;
    }
    batch(() => {
      this.busy.value = false;
      this.view.value = asked.answer;
    });
    const [first] = this.shown?.breaches ?? [];
    if (first !== undefined && this.selected.value === undefined) this.select(first);
  }

  #unselect(): void {
    batch(() => {
      this.selected.value = undefined;
      this.hovered.value = undefined;
      this.cursor.value = 0;
    });
  }

  /** Keeps the address of the page a link to what it shows. */
  async #keepLink(): Promise<void> {
    const number = ++this.#link;
    const { input } = this.subject.value;
    const hash =
      input.length === 0
        ? undefined
        : await hashOf({ input, call: this.call.value, version: this.version.value });
    if (number === this.#link) history.replaceState(null, '', hash ?? '#/decode');
  }
}
