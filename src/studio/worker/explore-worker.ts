/** Takes walks, explores small worlds and reads what others have explored, beside the page, which stays alive however long that takes. */

import { wordsOf } from '../model/explore/words.ts';
import type { ExploreRequest } from './explore-protocol.ts';
import { readExploration } from './read-exploration.ts';
import { searchWorld } from './search-world.ts';
import { takeCampaign } from './take-campaign.ts';

addEventListener('message', ({ data }: MessageEvent<ExploreRequest>) => {
  // The page's end hears of an error.
  serve(data).catch(reportError);
});

async function serve(request: ExploreRequest): Promise<void> {
  const tell = (said: object): void => postMessage(said);
  switch (request.kind) {
    case 'words':
      return tell(wordsOf());
    case 'campaign':
      return takeCampaign(request.plan, request.first, tell);
    case 'world':
      return searchWorld(request.name, tell);
    case 'open':
      return tell(readExploration(await request.file.text()));
  }
}
