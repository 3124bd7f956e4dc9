import type { JSX } from 'preact';
import { commandFor } from '../../model/explore/command.ts';
import type { Plan } from '../../model/explore/plan.ts';
import type { Words } from '../../model/explore/words.ts';
import { MistakeList } from '../../view/mistake-list.tsx';
import type { CampaignState } from './campaign-state.ts';
import { MachineChoice } from './machine-choice.tsx';

const MOST_SEED = 0xffff_ffff;
/** More than anybody waits for in a page. */
const MOST_CALLS = 1e12;

interface CampaignFormProps {
  readonly state: CampaignState;
  readonly words: Words;
}

/** Which walks to take, and the buttons that begin and end them. */
export function CampaignForm({ state, words }: CampaignFormProps): JSX.Element {
  const plan = state.plan.value;
  const running = state.running.value;
  const change = (changed: Partial<Plan>): void => {
    state.plan.value = { ...plan, ...changed };
  };
  const command = commandFor(plan);
  return (
    <form
      class="plan"
      onSubmit={(event) => {
        event.preventDefault();
        state.start();
      }}
    >
      <WholeNumber
        name="Seed"
        least={0}
        most={MOST_SEED}
        value={plan.seed}
        onChange={(seed) => change({ seed })}
      />
      <WholeNumber
        name="Calls"
        least={1}
        most={MOST_CALLS}
        value={plan.calls}
        onChange={(calls) => change({ calls })}
      />
      <MachineChoice
        machine={plan.machine}
        grounds={words.grounds}
        onChange={(machine) => {
          state.plan.value = { ...state.plan.value, machine };
        }}
      />
      <label>
        <span>Manager as</span>
        <select value={plan.profile} onChange={({ currentTarget: { value } }) => change({ profile: value })}>
          <option value="">what the machine says</option>
          {words.profiles.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={plan.faults}
          onChange={({ currentTarget: { checked } }) => change({ faults: checked })}
        />
        faults: deaths, interrupts, memory that is away or full
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={plan.model}
          onChange={({ currentTarget: { checked } }) => change({ model: checked })}
        />
        ask the specification, which takes longer
      </label>
      <div class="row">
        <button type="submit" class="primary">
          {running ? 'Start anew' : 'Start'}
        </button>
        {running && (
          <button type="button" onClick={() => state.stop()}>
            Stop
          </button>
        )}
        {state.canGoOn && (
          <button type="button" onClick={() => state.goOn()}>
            Go on
          </button>
        )}
      </div>
      {state.mistakes.value.length > 0 && (
        <div role="alert">
          <p class="bad">The machine file has mistakes:</p>
          <MistakeList mistakes={state.mistakes.value} />
        </div>
      )}
      {command !== undefined && (
        <p class="aside">
          The same walks: <code>{command}</code>
        </p>
      )}
    </form>
  );
}

interface WholeNumberProps {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A box for a whole number. The browser says what is wrong with another when the form is sent. */
function WholeNumber({ name, least, most, value, onChange }: WholeNumberProps): JSX.Element {
  return (
    <label>
      <span>{name}</span>
      <input
        type="number"
        required
        min={least}
        max={most}
        step={1}
        value={value}
        onInput={({ currentTarget }) => {
          if (currentTarget.validity.valid) onChange(currentTarget.valueAsNumber);
        }}
      />
    </label>
  );
}
