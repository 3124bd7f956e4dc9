import { w } from '../abi/frame.ts';
import { functionOfId } from '../abi/functions.ts';
import { majorOf } from '../abi/versions.ts';
import type { RecordedCall } from './recorded-event.ts';

/** Which FF-A version each caller of a recording has agreed on so far. */
export class RecordedVersions {
  readonly #versions = new Map<string, number>();

  /** The lower of both versions counts, when the major parts agree: the one that asked steps down. */
  follow({ caller, in: question, out }: RecordedCall): void {
    if (functionOfId(w(question, 0))?.name !== 'FFA_VERSION') return;
    const [asked, offered] = [w(question, 1), out === undefined ? 0 : w(out, 0)];
    const agreed = majorOf(asked) === majorOf(offered) && offered >>> 31 === 0;
    if (agreed) this.#versions.set(caller, Math.min(asked, offered));
  }

  of(caller: string): number | undefined {
    return this.#versions.get(caller);
  }
}
