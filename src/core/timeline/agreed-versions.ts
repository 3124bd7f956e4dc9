import type { MachineSpec } from '../board/machine.ts';
import type { RecordedEvent } from '../decode/recorded-event.ts';
import { RecordedVersions } from '../decode/recorded-versions.ts';
import { lastAtMost } from './page-space.ts';

interface Agreed {
  readonly event: number;
  readonly version: number;
}

/** Which version of FF-A each endpoint speaks, at any moment. */
export class AgreedVersions {
  readonly #versions = new RecordedVersions();
  readonly #agreed = new Map<string, Agreed[]>();

  /** Endpoints of a machine begin with the versions that it gives them. */
  constructor(machine?: MachineSpec) {
    for (const { name, version } of machine?.partitions ?? [])
      this.#agreed.set(name, [{ event: -1, version }]);
  }

  /** Takes the next event. */
  follow(event: RecordedEvent, number: number): void {
    if (event.kind !== 'call') return;
    this.#versions.follow(event);
    const version = this.#versions.of(event.caller);
    const list = this.#agreed.get(event.caller) ?? [];
    if (version === undefined || list.at(-1)?.version === version) return;
    list.push({ event: number, version });
    this.#agreed.set(event.caller, list);
  }

  /** The version of an endpoint after an event; `undefined` where none is known. */
  at(endpoint: string, event: number): number | undefined {
    const list = this.#agreed.get(endpoint) ?? [];
    return list[lastAtMost(list.length, (at) => list[at].event <= event)]?.version;
  }
}
