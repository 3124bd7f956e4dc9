import type { JSX } from 'preact';
import type { PlannedMachine } from '../../model/explore/plan.ts';
import type { Word } from '../../model/explore/words.ts';
import { RUN_EXAMPLES } from '../../model/run/examples.ts';
import { FileButton } from '../../view/file-button.tsx';
import { machineFile } from '../../view/machine-files.ts';

interface MachineChoiceProps {
  readonly machine: PlannedMachine;
  readonly grounds: readonly Word[];
  readonly onChange: (machine: PlannedMachine) => void;
}

/** The machine that walks are taken on: one that is made for it, one of the repository's, or a file of one's own. */
export function MachineChoice({ machine, grounds, onChange }: MachineChoiceProps): JSX.Element {
  const own = machine.of === 'file' && !RUN_EXAMPLES.some(({ id }) => fileNameOf(id) === machine.name);
  return (
    <>
      <label>
        <span>Machine</span>
        <select
          value={optionOf(machine)}
          onChange={async ({ currentTarget: { value } }) => onChange(await picked(value))}
        >
          <optgroup label="Made for walks">
            {grounds.map(({ name, what }) => (
              <option key={name} value={name}>
                {what}
              </option>
            ))}
          </optgroup>
          <optgroup label="Machine files">
            {RUN_EXAMPLES.map(({ id }) => (
              <option key={id} value={`file:${fileNameOf(id)}`}>
                {fileNameOf(id)}
              </option>
            ))}
            {own && <option value={optionOf(machine)}>{machine.name}</option>}
          </optgroup>
        </select>
      </label>
      <div class="row">
        <FileButton
          text="Open a machine file"
          onFile={async (file) => onChange({ of: 'file', name: file.name, text: await file.text() })}
        />
      </div>
    </>
  );
}

/** As the command is told of it. */
function fileNameOf(id: string): string {
  return `machines/${id}.yaml`;
}

function optionOf(machine: PlannedMachine): string {
  return machine.of === 'grounds' ? machine.name : `file:${machine.name}`;
}

/** The machine of an option. A file of one's own is picked already where there is an option for it. */
async function picked(value: string): Promise<PlannedMachine> {
  const example = RUN_EXAMPLES.find(({ id }) => value === `file:${fileNameOf(id)}`);
  if (example === undefined) return { of: 'grounds', name: value };
  return { of: 'file', name: fileNameOf(example.id), text: await machineFile(example.id) };
}
