/** Plays the examples of rules beside the page. */

import { ruleView } from '../model/learn/rule-view.ts';
import { answerWith } from './asker.ts';

answerWith(ruleView);
