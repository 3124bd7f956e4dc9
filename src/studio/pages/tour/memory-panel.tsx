import type { JSX } from 'preact';
import type { TourPage, TourPartition, TourRegion, TourView } from '../../model/learn/tour/tour-view.ts';
import { laneColour, palette } from '../../view/palette.ts';
import { Scroll } from '../../view/scroll.tsx';
import type { TourState } from './state.ts';

interface MemoryPanelProps {
  readonly state: TourState;
  /** `undefined` while the tour is played. */
  readonly view: TourView | undefined;
}

/** Who is there, and who can reach which page, before or after the stop was played. */
export function MemoryPanel({ state, view }: MemoryPanelProps): JSX.Element {
  return (
    <aside class="memory" aria-label="The machine">
      {view === undefined ? <p>The machine starts.</p> : <Memory state={state} view={view} />}
    </aside>
  );
}

function Memory({ state, view }: { readonly state: TourState; readonly view: TourView }): JSX.Element {
  const stop = state.stop.value;
  const before = view.memory[stop] ?? [];
  const now = (state.shown.value ? view.memory[stop + 1] : undefined) ?? before;
  const changed = new Set(changedPages(before, now));
  return (
    <>
      <ul class="partitions">
        {view.partitions.map((partition, lane) => (
          <Partition key={partition.name} partition={partition} lane={lane} />
        ))}
      </ul>
      {now.map((region) => (
        <Region key={region.name} region={region} partitions={view.partitions} changed={changed} />
      ))}
      <Remarkable pages={now.flatMap(({ pages }) => pages).filter(({ remarkable }) => remarkable)} />
    </>
  );
}

function Partition({
  partition,
  lane,
}: {
  readonly partition: TourPartition;
  readonly lane: number;
}): JSX.Element {
  const { name, about, secure } = partition;
  return (
    <li>
      <span class="swatch" style={{ background: laneColour(palette(), lane) }} /> <strong>{name}</strong>{' '}
      <span class="aside">
        ({initialOf(name)}) {secure ? 'secure' : 'normal'} world, {about}
      </span>
    </li>
  );
}

interface RegionProps {
  readonly region: TourRegion;
  readonly partitions: readonly TourPartition[];
  /** Addresses of the pages that the stop has changed. */
  readonly changed: ReadonlySet<string>;
}

/** The pages of a region, each with the letters of who can reach it. The table below has the same in words. */
function Region({ region, partitions, changed }: RegionProps): JSX.Element {
  return (
    <section>
      <h3>{region.name}</h3>
      <div class="cells" aria-hidden="true">
        {region.pages.map((page) => (
          <span
            key={page.address}
            class={changed.has(page.address) ? 'cell changed' : 'cell'}
            style={{
              background: laneColour(
                palette(),
                partitions.findIndex(({ name }) => name === page.owner),
              ),
              color: palette().text,
            }}
            title={`${page.address}: ${wordsOf(page)}`}
          >
            {page.held === 'mailbox' ? '✉' : page.access.map(({ who }) => initialOf(who)).join('') || '–'}
          </span>
        ))}
      </div>
    </section>
  );
}

function Remarkable({ pages }: { readonly pages: readonly TourPage[] }): JSX.Element {
  return (
    <>
      <p class="aside">
        The colour is the owner's, the letters say who can reach the page, ✉ is an RX/TX buffer. A frame marks
        what has just changed.
      </p>
      <Scroll label="Pages that are not their owner's alone">
        <table class="profiles">
          <thead>
            <tr>
              <th scope="col">Page</th>
              <th scope="col">Owner</th>
              <th scope="col">Who can reach it</th>
              <th scope="col">Held by</th>
            </tr>
          </thead>
          <tbody>
            {pages.map((page) => (
              <tr key={page.address}>
                <th scope="row">{page.address}</th>
                <td>{page.owner}</td>
                <td>{accessText(page)}</td>
                <td>{page.held}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function changedPages(before: readonly TourRegion[], now: readonly TourRegion[]): readonly string[] {
  const pages = before.flatMap((region) => region.pages);
  return now
    .flatMap((region) => region.pages)
    .filter((page, index) => JSON.stringify(page) !== JSON.stringify(pages[index]))
    .map(({ address }) => address);
}

function wordsOf(page: TourPage): string {
  return `${page.owner} owns it; ${accessText(page)}${page.held === '' ? '' : `; ${page.held}`}`;
}

function accessText({ access }: TourPage): string {
  return access.map(({ who, rights }) => `${who} ${rights.replaceAll('-', '')}`).join(', ') || 'nobody';
}

function initialOf(name: string): string {
  return name.slice(0, 1).toUpperCase();
}
