/** Reads and judges beside the page, which stays alive however long that takes. */

import { Decoder } from '../model/decoder.ts';
import type { Answer, Question } from './protocol.ts';

let decoder = new Decoder('');

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { number, input, choice } = data;
  if (input !== undefined) decoder = new Decoder(input);
  const answer: Answer = { number, view: decoder.view(choice) };
  postMessage(answer);
});
