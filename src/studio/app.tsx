import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ThemeButton } from './view/theme-button.tsx';

interface PageEntry {
  /** Where it is: the beginning of the address behind the #. */
  readonly hash: string;
  readonly name: string;
  load(): Promise<ComponentType>;
}

/** The pages, each a program of its own. The first is there without a hash. */
const PAGES: readonly [PageEntry, ...PageEntry[]] = [
  {
    hash: '#/decode',
    name: 'Decode',
    load: async () => (await import('./pages/decode/decode-page.tsx')).DecodePage,
  },
  { hash: '#/run', name: 'Run', load: async () => (await import('./pages/run/run-page.tsx')).RunPage },
  {
    hash: '#/explore',
    name: 'Explore',
    load: async () => (await import('./pages/explore/explore-page.tsx')).ExplorePage,
  },
  {
    hash: '#/rules',
    name: 'Rules',
    load: async () => (await import('./pages/rules/rules-page.tsx')).RulesPage,
  },
  {
    hash: '#/tour',
    name: 'Tour',
    load: async () => (await import('./pages/tour/tour-page.tsx')).TourPage,
  },
  {
    hash: '#/exercises',
    name: 'Exercises',
    load: async () => (await import('./pages/exercises/exercises-page.tsx')).ExercisesPage,
  },
];

/** The frame around the pages. */
export function App(): JSX.Element {
  const here = useHere();
  const [shown, setShown] = useState<{ readonly entry: PageEntry; readonly Page: ComponentType }>();
  useEffect(() => {
    let wanted = true;
    void here.load().then((Page) => wanted && setShown({ entry: here, Page }));
    return () => {
      wanted = false;
    };
  }, [here]);
  return (
    <>
      <header class="top">
        <h1>
          Tantalum <span>studio</span>
        </h1>
        <nav aria-label="Pages">
          {PAGES.map(({ hash, name }) => (
            <a key={hash} href={hash} aria-current={hash === here.hash ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <p class="promise">Nothing leaves this page.</p>
        <ThemeButton />
      </header>
      {shown?.entry === here && <shown.Page />}
    </>
  );
}

/** The page that the address names. */
function useHere(): PageEntry {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return PAGES.find((page) => hash.startsWith(page.hash)) ?? PAGES[0];
}
