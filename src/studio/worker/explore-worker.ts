/** Takes walks, explores small worlds and reads what others have explored, beside the page, which stays alive however long that takes. */

import { wordsOf } from '../model/explore/words.ts';
import { defectText } from './defect.ts';
import type { ExploreReply, ExploreRequest } from './explore-protocol.ts';
import { readExploration } from './read-exploration.ts';
import { searchWorld } from './search-world.ts';
import { takeCampaign } from './take-campaign.ts';

addEventListener('message', ({ data }: MessageEvent<ExploreRequest>) => {
  serve(data).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    tell({ kind: 'failure', why: defectText(why) });
  });
});

async function serve(request: ExploreRequest): Promise<void> {
  switch (request.kind) {
    case 'words':
      tell({ kind: 'words', ...wordsOf() });
      break;
    case 'campaign':
      await takeCampaign(request.plan, request.first, tell);
      break;
    case 'world':
      searchWorld(request.name, (view) => tell({ kind: 'world', view }));
      break;
    case 'open': {
      const read = readExploration(await request.file.text());
      if (read.of === 'mistakes') tell({ kind: 'mistakes', mistakes: read.mistakes });
      else if (read.of === 'world') tell({ kind: 'world', view: read.view });
      else tell({ kind: 'campaign', view: read.view });
    }
  }
}

function tell(reply: ExploreReply): void {
  postMessage(reply);
}
