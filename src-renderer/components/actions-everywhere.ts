import { createContext } from 'react';
import type { FailureActions } from './FailureNote';

/** What can be done about a failure wherever it is shown. The window says what that is; a page without it has none. */
export const ActionsEverywhere = createContext<FailureActions>({});
