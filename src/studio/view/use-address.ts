import { useEffect } from 'preact/hooks';

/** Shows what addresses name. */
export interface AddressedPage {
  /** Shows what an address names. `signal` says that another one came, or that the page was left, while it looked for that. */
  open(hash: string, signal: AbortSignal): unknown;
  /** Ends what runs for the page. */
  leave(): void;
}

/** Has a page show what the address names, from the top, as long as the page is there. */
export function useAddress(page: AddressedPage): void {
  useEffect(() => {
    let wanted = new AbortController();
    const arrive = (): void => {
      wanted.abort();
      wanted = new AbortController();
      page.open(location.hash, wanted.signal);
      document.querySelector('main')?.scrollTo(0, 0);
    };
    arrive();
    addEventListener('hashchange', arrive);
    return () => {
      removeEventListener('hashchange', arrive);
      wanted.abort();
      page.leave();
    };
  }, [page]);
}
