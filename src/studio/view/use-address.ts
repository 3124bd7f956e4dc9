import { useEffect } from 'preact/hooks';

/** Has a page show what the address names, from the top, as long as the page is there. */
export function useAddress(page: { open(hash: string): void; leave(): void }): void {
  useEffect(() => {
    const arrive = (): void => {
      page.open(location.hash);
      document.querySelector('main')?.scrollTo(0, 0);
    };
    arrive();
    addEventListener('hashchange', arrive);
    return () => {
      removeEventListener('hashchange', arrive);
      page.leave();
    };
  }, [page]);
}
