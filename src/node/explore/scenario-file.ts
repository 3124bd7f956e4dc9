import { Document, isScalar, visit } from 'yaml';
import { isSecureId } from '../../core/abi/operations.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { FoundScenario } from '../../core/explore/to-scenario.ts';
import { machineFile } from '../machine/write-machine.ts';

/** From here on a number is read more easily in hexadecimal: it is an address, an id or a word. */
const LARGE = 256;

/** A finding as a machine file that `tantalum run` plays. */
export function scenarioFile(machine: MachineSpec, { about, steps }: FoundScenario): string {
  const document = new Document({ about, ...machineFile(machine, initialising(machine)), steps });
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && typeof node.value === 'number' && node.value >= LARGE) node.format = 'HEX';
    },
    Map(_, node) {
      // Steps, regions and partitions are lines of their own; what belongs to one of them stands on its line.
      node.flow = node.items.every(({ value }) => isScalar(value));
    },
  });
  return document.toString({ lineWidth: 120 });
}

/** Moves begin before secure partitions have ended their first run, but where guests are created after that. */
function initialising({ partitions, mediator }: MachineSpec): readonly string[] {
  const secure = partitions.filter(({ id }) => isSecureId(id)).map(({ name }) => name);
  return mediator === undefined ? secure : [];
}
