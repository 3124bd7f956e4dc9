import type { Act, Patch, Recipient } from '../../core/scenario/act.ts';
import type { ParcelAct } from '../../core/scenario/rm-act.ts';
import type { Expectation, Step } from '../../core/scenario/scenario.ts';
import type { MachineFile } from './file-schema.ts';
import type { StepInput } from './step-schema.ts';
import { isNumeral } from './words.ts';

/** The steps of a file. Names in them are taken as they are. */
export function stepsOf(file: MachineFile): readonly Step[] {
  return file.steps.map(stepOf);
}

function stepOf(input: StepInput): Step {
  const expect = 'by' in input ? expectationOf(input) : undefined;
  const { by, vcpu }: { by: string; vcpu?: number | undefined } = 'by' in input ? input : { by: '' };
  return {
    by,
    ...(vcpu === undefined ? {} : { vcpu }),
    act: actOf(input),
    ...(expect === undefined ? {} : { expect }),
    ...(input.note === undefined ? {} : { note: input.note }),
  };
}

const OF_THE_STEP = ['do', 'by', 'vcpu', 'note', 'refused', 'errno', 'faults'];
const RENAMED = ['patch', 'context'];

/**
 * An act has the keys of its step, but for a few that authors and the runner call by different names. A test holds the types of the two
 * equal, key by key; the compiler cannot follow it through the copy.
 */
function actOf(input: StepInput): Act {
  const left = new Set([...OF_THE_STEP, ...RENAMED, ...(input.do === 'call' ? ['registers'] : [])]);
  const keys = Object.fromEntries(Object.entries(input).filter(([key]) => !left.has(key)));
  return { verb: input.do, ...keys, ...renamed(input) } as unknown as Act;
}

function renamed(input: StepInput): object {
  switch (input.do) {
    case 'share':
    case 'lend':
    case 'donate':
      return { to: recipientsOf(input.to), ...patchesOf(input.patch) };
    case 'rm-share':
    case 'rm-lend':
    case 'rm-donate':
      return { to: accessOf(input.to) };
    case 'retrieve':
      return {
        ...(input.receivers === undefined ? {} : { receivers: recipientsOf(input.receivers) }),
        ...patchesOf(input.patch),
      };
    case 'relinquish':
      return patchesOf(input.patch);
    case 'run':
      return input.context === undefined ? {} : { vcpu: input.context };
    case 'call':
      return input.registers === undefined ? {} : { args: input.registers };
    default:
      return {};
  }
}

function recipientsOf(input: Readonly<Record<string, number>>): readonly Recipient[] {
  return Object.entries(input).map(([name, permissions]) => ({
    partition: isNumeral(name) ? Number(name) : name,
    permissions,
  }));
}

function accessOf(input: Readonly<Record<string, number>>): ParcelAct['to'] {
  return Object.entries(input).map(([name, rights]) => ({
    vm: isNumeral(name) ? Number(name) : name,
    rights,
  }));
}

function patchesOf(input: Readonly<Record<string, Uint8Array>> | undefined): {
  readonly patches?: readonly Patch[];
} {
  if (input === undefined) return {};
  return { patches: Object.entries(input).map(([at, bytes]) => ({ at: Number(at), bytes })) };
}

function expectationOf({
  refused,
  errno,
  faults,
}: Pick<Extract<StepInput, { by: string }>, 'refused' | 'errno' | 'faults'>): Expectation | undefined {
  if (refused === undefined && errno === undefined && faults === undefined) return undefined;
  const { rule, status, bytes, register } =
    typeof refused === 'string' ? { rule: refused } : { rule: undefined, ...refused };
  return {
    ...(rule === undefined ? {} : { refused: rule }),
    ...(status === undefined ? {} : { status }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(register === undefined ? {} : { register }),
    ...(errno === undefined ? {} : { errno }),
    ...(faults === undefined ? {} : { fault: faults }),
  };
}
