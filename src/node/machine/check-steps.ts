import { FUNCTIONS, hasWidth } from '../../core/abi/functions.ts';
import { HYPERVISOR_ID, isSecureLevel, type MachineSpec } from '../../core/board/machine.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import type { MachineFile } from './file-schema.ts';
import type { Mistakes, Path } from './mistakes.ts';
import type { StepInput } from './step-schema.ts';
import { oneOf } from './suggest.ts';
import { isNumeral } from './words.ts';

/** Notes what steps name and the machine does not have. */
export function checkSteps(file: MachineFile, machine: MachineSpec, mistakes: Mistakes): void {
  const checker = new StepChecker(machine, Object.keys(file.partitions), Object.keys(file.vms), mistakes);
  for (const [index, name] of (file.initialising ?? []).entries())
    checker.secure(name, ['initialising', index]);
  for (const [index, step] of file.steps.entries()) checker.check(step, ['steps', index]);
}

const BARE_RETRIEVE = {
  from: 'the sender, which a handle in numbers does not tell',
  receivers: 'the receivers, which a handle in numbers does not tell',
};

class StepChecker {
  private readonly machine: MachineSpec;
  private readonly partitions: readonly string[];
  private readonly vms: readonly string[];
  private readonly mistakes: Mistakes;
  /** Names that `as` gave to transactions and to parcels so far. */
  private readonly transactions: Set<string> = new Set();
  private readonly parcels: Set<string> = new Set();

  constructor(
    machine: MachineSpec,
    partitions: readonly string[],
    vms: readonly string[],
    mistakes: Mistakes,
  ) {
    this.machine = machine;
    this.partitions = partitions;
    this.vms = vms;
    this.mistakes = mistakes;
  }

  check(step: StepInput, path: Path): void {
    if ('by' in step) {
      this.actor(step, [...path, 'by']);
      this.context(step.by, step.vcpu ?? 0, [...path, 'vcpu']);
      if (step.refused !== undefined && step.faults !== undefined)
        this.mistakes.atKey([...path, 'faults'], 'found refused and faults', 'one of the two');
    }
    if ('parcel' in step && step.parcel !== undefined) this.parcel(step.parcel, [...path, 'parcel']);
    if ('handle' in step && step.handle !== undefined) this.transaction(step.handle, [...path, 'handle']);
    switch (step.do) {
      case 'share':
      case 'lend':
      case 'donate':
        this.partitionKeys(step.to, [...path, 'to']);
        if (step.as !== undefined) this.transactions.add(step.as);
        return;
      case 'retrieve':
        if (step.from !== undefined) this.partition(step.from, [...path, 'from']);
        this.partitionKeys(step.receivers ?? {}, [...path, 'receivers']);
        this.bareRetrieve(step, path);
        return;
      case 'request':
      case 'run':
      case 'message':
      case 'bind':
      case 'unbind':
      case 'notify':
        this.partition(step.to, [...path, 'to']);
        return;
      case 'bitmap':
      case 'unbitmap':
        this.partition(step.of, [...path, 'of']);
        return;
      case 'receive':
        if (step.from !== undefined) this.partition(step.from, [...path, 'from']);
        return;
      case 'partitions':
        step.names?.forEach((name, index) => {
          this.partition(name, [...path, 'names', index]);
        });
        return;
      case 'reached':
        if (step.of !== undefined) this.partition(step.of, [...path, 'of']);
        this.partitionKeys(step.finds ?? {}, [...path, 'finds']);
        return;
      case 'call':
        this.width(step, path);
        return;
      case 'rm-share':
      case 'rm-lend':
      case 'rm-donate':
        this.keys(step.to, this.vms, 'VM', [...path, 'to']);
        if (step.as !== undefined) this.parcels.add(step.as);
        return;
      case 'rm-notify':
        step.to?.forEach((vm, index) => {
          this.named(vm, this.vms, 'VM', [...path, 'to', index]);
        });
        return;
      case 'rm-vm':
        this.named(step.vm, this.vms, 'VM', [...path, 'vm']);
        return;
      case 'check':
        this.keys(step.state ?? {}, this.everybody, 'partition', [...path, 'state']);
        this.keys(step.access ?? {}, this.everybody, 'partition', [...path, 'access']);
        if (step.owner) this.named(step.owner, this.everybody, 'partition', [...path, 'owner']);
        this.page(step.page, [...path, 'page']);
        return;
      case 'lie':
      case 'tick':
        this.mediator([...path, 'do'], step.do);
        return;
      case 'create':
        this.mediator([...path, 'do'], step.do);
        this.guest(step.guest, [...path, 'guest']);
        return;
      case 'withdraw':
        this.page(step.page, [...path, 'page']);
        return;
      default:
    }
  }

  secure(name: string, path: Path): void {
    this.partition(name, path);
    const level = this.machine.partitions.find((each) => each.name === name)?.level;
    if (level !== undefined && !isSecureLevel(level))
      this.mistakes.at(path, `${name} runs at ${level}`, 'a secure partition');
  }

  private get everybody(): readonly string[] {
    return [...new Set([...this.partitions, ...this.vms])];
  }

  /** Who does a step: partitions speak FF-A, VMs to the resource manager, and both have memory. */
  private actor(step: Extract<StepInput, { by: string }>, path: Path): void {
    if (step.do === 'read' || step.do === 'write') this.named(step.by, this.everybody, 'partition', path);
    else if (step.do.startsWith('rm-')) this.named(step.by, this.vms, 'VM', path);
    else this.partition(step.by, path);
  }

  private partition(name: string | number, path: Path): void {
    this.named(name, this.partitions, 'partition', path);
  }

  private partitionKeys(input: Readonly<Record<string, unknown>>, path: Path): void {
    this.keys(input, this.partitions, 'partition', path);
  }

  /** A number is an id that nobody needs to have. */
  private named(name: string | number, names: readonly string[], what: string, path: Path): void {
    if (typeof name === 'string' && !names.includes(name))
      this.mistakes.at(path, `no ${what} is called ${name}`, expectedName(names, what, name));
  }

  private keys(
    input: Readonly<Record<string, unknown>>,
    names: readonly string[],
    what: string,
    path: Path,
  ): void {
    for (const name of Object.keys(input))
      if (!isNumeral(name) && !names.includes(name))
        this.mistakes.atKey([...path, name], `no ${what} is called ${name}`, expectedName(names, what, name));
  }

  private parcel(parcel: string | number, path: Path): void {
    if (typeof parcel === 'string') this.namedBefore(parcel, this.parcels, 'parcel', path);
  }

  private context(partition: string, vcpu: number, path: Path): void {
    const contexts = this.machine.partitions.find(({ name }) => name === partition)?.contexts;
    if (contexts === undefined || vcpu < contexts) return;
    const range = contexts === 1 ? '0, its only context' : `0 to ${contexts - 1}`;
    this.mistakes.at(path, `${partition} has no context ${vcpu}`, range);
  }

  private transaction(handle: string | bigint, path: Path): void {
    if (typeof handle === 'string') this.namedBefore(handle, this.transactions, 'transaction', path);
  }

  private namedBefore(name: string, given: ReadonlySet<string>, what: string, path: Path): void {
    if (given.has(name)) return;
    const expected = given.size === 0 ? 'a name that `as` gave' : oneOf([...given], name);
    this.mistakes.at(path, `no step before names a ${what} ${name}`, expected);
  }

  /** A handle that is a number says nothing about the send it came from. */
  private bareRetrieve(step: Extract<StepInput, { do: 'retrieve' }>, path: Path): void {
    if (typeof step.handle === 'string') return;
    for (const key of ['from', 'receivers'] as const)
      if (step[key] === undefined) this.mistakes.at(path, `${key} is missing`, BARE_RETRIEVE[key]);
  }

  private width({ function: name, wide }: Extract<StepInput, { do: 'call' }>, path: Path): void {
    const row = FUNCTIONS.find((each) => each.name === name);
    if (row === undefined || hasWidth(row, wide === true ? 64 : 32)) return;
    const [found, expected] = wide === true ? ['64', 'no `wide: true`'] : ['32', '`wide: true`'];
    this.mistakes.at([...path, 'function'], `${row.name} has no ${found}-bit form`, expected);
  }

  private mediator(path: Path, verb: string): void {
    if (this.machine.mediator === undefined)
      this.mistakes.at(path, `there is no mediator for ${verb}`, 'a machine with `mediator: {}`');
  }

  private guest(name: string, path: Path): void {
    this.partition(name, path);
    const found = this.machine.partitions.find((each) => each.name === name);
    const none = this.machine.mediator === undefined;
    if (!none && found !== undefined && (isSecureLevel(found.level) || found.id === HYPERVISOR_ID))
      this.mistakes.at(
        path,
        `${name} is no guest`,
        'a partition of the normal world that is not the hypervisor',
      );
  }

  private page(address: number, path: Path): void {
    const regions = this.machine.memory;
    const inside = ({ base, pages }: (typeof regions)[number]) =>
      address >= base && address < base + pages * PAGE_SIZE;
    if (!regions.some(inside))
      this.mistakes.at(
        path,
        `there is no memory at 0x${address.toString(16)}`,
        'an address in a memory region',
      );
  }
}

function expectedName(names: readonly string[], what: string, found: string): string {
  return names.length === 0 ? `a machine with ${what}s` : oneOf(names, found);
}
