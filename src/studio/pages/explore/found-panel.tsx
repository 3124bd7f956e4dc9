import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FoundView } from '../../model/explore/views.ts';
import { runHashOf } from '../../model/run/run-link.ts';
import { saveFile } from '../../view/save-file.ts';

interface FoundPanelProps {
  readonly found: readonly FoundView[];
  /** Nothing is under way. */
  readonly ended: boolean;
  /** Something was looked at. */
  readonly explored: boolean;
}

/** What does not hold, each with the run that shows it. */
export function FoundPanel({ found, ended, explored }: FoundPanelProps): JSX.Element | null {
  if (!explored) return null;
  if (found.length === 0)
    return <p class="good">{ended ? 'All is as it has to be.' : 'So far all is as it has to be.'}</p>;
  return (
    <section id="found" tabIndex={-1} aria-labelledby="found-title">
      <h2 id="found-title" class="bad">
        {found.length === 1 ? 'Something is wrong' : `${found.length} things are wrong`}
      </h2>
      <ol class="found">
        {found.map((each) => (
          <FoundCard key={each.where} found={each} />
        ))}
      </ol>
    </section>
  );
}

function FoundCard({ found }: { readonly found: FoundView }): JSX.Element {
  const { where, invariant, what, problem, after, scenario, file } = found;
  return (
    <li>
      <p>
        <strong>{where}</strong>: {problem}
      </p>
      <p class="aside">
        {invariant}
        {what !== '' && `: ${what}`} ({after})
      </p>
      {scenario === undefined ? (
        <p class="aside">
          {file === '' ? 'It was not cut down to a scenario.' : `Its scenario may be in ${file}.`}
        </p>
      ) : (
        <p class="row">
          <RunLink scenario={scenario} />
          <button type="button" onClick={() => saveFile(file, new Blob([scenario], { type: 'text/yaml' }))}>
            Save {file}
          </button>
        </p>
      )}
    </li>
  );
}

/** Opens a scenario as a run, at the call that went wrong: its last. */
function RunLink({ scenario }: { readonly scenario: string }): JSX.Element {
  const [hash, setHash] = useState<string | undefined>('');
  useEffect(() => {
    let wanted = true;
    void runHashOf({ text: scenario, at: 'end' }).then((made) => wanted && setHash(made));
    return () => {
      wanted = false;
    };
  }, [scenario]);
  if (hash === undefined)
    return <span class="aside">It is too long for a link: save it, and open it in Run.</span>;
  return <a href={hash}>Open the run at the failing call</a>;
}
