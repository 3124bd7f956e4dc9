/** Whether a property fails is all that matters with a mutant: nobody reads the shortest way to make it fail. */

import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
