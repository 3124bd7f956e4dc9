/** Reads and judges beside the page, which stays alive however long that takes. */

import type { DecodeView } from '../model/decoder.ts';
import { Decoder } from '../model/decoder.ts';
import { answerWith } from './asker.ts';
import type { DecodeQuestion } from './decode-client.ts';

let decoder = new Decoder('');

answerWith<DecodeQuestion, DecodeView>(({ input, choice }) => {
  if (input !== undefined) decoder = new Decoder(input);
  return decoder.view(choice);
});
