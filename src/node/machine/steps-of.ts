import { ruleById, similarRules } from '../../core/rules/registry.ts';
import type { Act, Recipient } from '../../core/scenario/act.ts';
import type { Expectation, Step } from '../../core/scenario/scenario.ts';
import { nearest } from '../manifest/nearest.ts';
import type { MachineFile } from './file-schema.ts';
import type { Mistakes, Path } from './mistakes.ts';
import type { StepInput } from './step-schema.ts';

/** The steps of a file. Notes names that nobody has. */
export function stepsOf(file: MachineFile, mistakes: Mistakes): readonly Step[] {
  const reader = new StepReader(Object.keys(file.partitions), mistakes);
  return file.steps.map((input, index) => reader.step(input, ['steps', index]));
}

class StepReader {
  private readonly partitions: readonly string[];
  private readonly mistakes: Mistakes;

  constructor(partitions: readonly string[], mistakes: Mistakes) {
    this.partitions = partitions;
    this.mistakes = mistakes;
  }

  step(input: StepInput, path: Path): Step {
    if (input.do === 'check' || input.do === 'withdraw')
      return {
        by: '',
        act: this.act(input, path),
        ...(input.note === undefined ? {} : { note: input.note }),
      };
    const expect = this.expectation(input, path);
    return {
      by: this.known(input.by, [...path, 'by']),
      ...(input.vcpu === undefined ? {} : { vcpu: input.vcpu }),
      act: this.act(input, path),
      ...(expect === undefined ? {} : { expect }),
      ...(input.note === undefined ? {} : { note: input.note }),
    };
  }

  private act(input: StepInput, path: Path): Act {
    switch (input.do) {
      case 'share':
      case 'lend':
      case 'donate': {
        const { to, patch, do: verb, ...rest } = input;
        return { ...rest, verb, to: this.recipients(to, [...path, 'to']), ...patches(patch) } as Act;
      }
      case 'retrieve': {
        const { receivers, patch, do: verb, from, ...rest } = input;
        return {
          ...rest,
          verb,
          ...(from === undefined ? {} : { from: this.known(from, [...path, 'from']) }),
          ...(receivers === undefined
            ? {}
            : { receivers: this.recipients(receivers, [...path, 'receivers']) }),
          ...patches(patch),
        } as Act;
      }
      case 'relinquish': {
        const { patch, do: verb, ...rest } = input;
        return { ...rest, verb, ...patches(patch) } as Act;
      }
      case 'request':
        this.known(input.to, [...path, 'to']);
        return { ...input, verb: input.do } as Act;
      case 'run': {
        const { context, ...rest } = input;
        this.known(input.to, [...path, 'to']);
        return { ...rest, verb: 'run', ...(context === undefined ? {} : { vcpu: context }) } as Act;
      }
      case 'call': {
        const { registers: args, ...rest } = input;
        return { ...rest, verb: 'call', ...(args === undefined ? {} : { args }) } as Act;
      }
      case 'check':
        for (const name of Object.keys({ ...input.state, ...input.access }))
          this.known(name, [...path, input.state?.[name] === undefined ? 'access' : 'state', name]);
        if (input.owner !== undefined && input.owner !== '') this.known(input.owner, [...path, 'owner']);
        return { ...input, verb: 'check' } as Act;
      default:
        return { ...input, verb: input.do } as Act;
    }
  }

  private known(name: string, path: Path): string {
    if (this.partitions.includes(name)) return name;
    const near = nearest(name, this.partitions);
    const hint = near === undefined ? this.partitions.join(', ') : `${near}, perhaps`;
    this.mistakes.at(path, `no partition is called ${name}`, `the name of a partition: ${hint}`);
    return name;
  }

  private recipients(input: Readonly<Record<string, number>>, path: Path): readonly Recipient[] {
    return Object.entries(input).map(([name, permissions]) => {
      const id = /^(0x[0-9a-fA-F]+|\d+)$/.test(name) ? Number(name) : undefined;
      return { partition: id ?? this.known(name, [...path, name]), permissions };
    });
  }

  private expectation(
    { refused, faults }: Pick<Exclude<StepInput, { do: 'check' | 'withdraw' }>, 'refused' | 'faults'>,
    path: Path,
  ): Expectation | undefined {
    if (refused === undefined && faults === undefined) return undefined;
    const { rule, status, bytes, register } =
      typeof refused === 'string' ? { rule: refused } : { rule: undefined, ...refused };
    if (rule !== undefined) this.rule(rule, [...path, 'refused']);
    const [offset, length] = bytes?.split('+').map(Number) ?? [];
    return {
      ...(rule === undefined ? {} : { refused: rule }),
      ...(status === undefined ? {} : { status }),
      ...(offset === undefined || length === undefined ? {} : { bytes: { offset, length } }),
      ...(register === undefined ? {} : { register }),
      ...(faults === undefined ? {} : { fault: faults }),
    };
  }

  private rule(id: string, path: Path): void {
    if (ruleById(id) !== undefined) return;
    const similar = similarRules(id);
    const hint =
      similar.length === 0 ? 'the id of a rule' : `the id of a rule, perhaps ${similar.join(', ')}`;
    this.mistakes.at(path, `there is no rule ${id}`, hint);
  }
}

function patches(input: Readonly<Record<string, Uint8Array>> | undefined) {
  if (input === undefined) return {};
  return { patches: Object.entries(input).map(([at, bytes]) => ({ at: Number(at), bytes })) };
}
