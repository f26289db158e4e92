import './App.css';
import { Button } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import type { ScreenName } from '@shared/screen-name';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ArrivalDialog } from './components/ArrivalDialog';
import { AuthorizationQuestion } from './components/AuthorizationQuestion';
import { ActionsEverywhere } from './components/actions-everywhere';
import { BotAnnouncements } from './components/BotAnnouncements';
import { Navigation } from './components/Navigation';
import { NewCredentialDialog, type NewCredentialStart } from './components/NewCredentialDialog';
import { Notices } from './components/Notices';
import { RiskNotes } from './components/RiskNotes';
import { UsherTheme } from './components/UsherTheme';
import { appState, call } from './main-process';
import { ActivityScreen } from './screens/ActivityScreen';
import { BotsScreen } from './screens/BotsScreen';
import { CredentialsScreen } from './screens/CredentialsScreen';
import { HostKeysScreen } from './screens/HostKeysScreen';
import { InMeetingsScreen } from './screens/InMeetingsScreen';
import { MeetingsScreen } from './screens/MeetingsScreen';
import { RoomsScreen } from './screens/RoomsScreen';
import { SettingsScreen } from './screens/SettingsScreen';
import { addressIn, screenForKey } from './screens/screen-names';
import { useToldByMain } from './told-by-main';

/** The operator's window. */
export function App() {
  const state = useToldByMain(appState);
  return (
    <UsherTheme choice={state?.settings.theme ?? 'system'}>
      {state ? (
        <ActionsEverywhere value={actionsEverywhere}>
          <AuthorizationQuestion state={state}>
            <OperatorWindow state={state} />
          </AuthorizationQuestion>
        </ActionsEverywhere>
      ) : (
        <WaitingForMainProcess />
      )}
    </UsherTheme>
  );
}

function OperatorWindow({ state }: { state: AppState }) {
  const [hash, setHash] = useState(shownAddress);
  const { screen, detail } = useMemo(() => addressIn(hash), [hash]);
  const [newCredential, setNewCredential] = useState<NewCredentialStart>();
  const [postponedArrival, setPostponedArrival] = useState<string>();
  const main = useRef<HTMLElement>(null);

  /** By key: the focus goes along, and Tab continues on the new screen. */
  const jumpTo = useCallback((name: ScreenName) => {
    setNewCredential(undefined);
    goTo(name);
    main.current?.focus();
  }, []);

  useEffect(() => {
    const onHashChange = () => setHash(shownAddress());
    window.addEventListener('hashchange', onHashChange);
    return () => window.removeEventListener('hashchange', onHashChange);
  }, []);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const name = screenForKey(event);
      if (!name) return;
      event.preventDefault();
      jumpTo(name);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [jumpTo]);

  // Before the screen's own effects: what takes the focus there may lie further down.
  // biome-ignore lint/correctness/useExhaustiveDependencies: every screen begins at its top.
  useLayoutEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [hash]);

  const shown = { state, onAddCredential: setNewCredential, onShow: goTo };
  return (
    <div className="operator-window">
      <Navigation state={state} current={screen} onChoose={goTo} />
      <main ref={main} tabIndex={-1}>
        <div className="screen">
          <RiskNotes {...shown} />
          <Notices {...shown} />
          <BotAnnouncements state={state} />
          {screen === 'meetings' ? <MeetingsScreen {...shown} detail={detail} /> : null}
          {screen === 'inMeetings' ? <InMeetingsScreen {...shown} /> : null}
          {screen === 'bots' ? <BotsScreen {...shown} /> : null}
          {screen === 'rooms' ? <RoomsScreen state={state} /> : null}
          {screen === 'hostKeys' ? <HostKeysScreen {...shown} /> : null}
          {screen === 'credentials' ? (
            <CredentialsScreen {...shown} detail={detail} onDecideArrival={() => setPostponedArrival(undefined)} />
          ) : null}
          {screen === 'activity' ? <ActivityScreen {...shown} /> : null}
          {screen === 'settings' ? <SettingsScreen {...shown} /> : null}
        </div>
      </main>
      <ArrivalDialog state={state} postponed={postponedArrival} onPostpone={setPostponedArrival} />
      <NewCredentialDialog
        start={newCredential}
        state={state}
        onClose={() => setNewCredential(undefined)}
        onAdded={() => {
          setNewCredential(undefined);
          goTo('credentials');
        }}
      />
    </div>
  );
}

/** The screen stands in the address, where the main process can change it too: the tray leads to a screen that way. */
function shownAddress(): string {
  return window.location.hash;
}

function goTo(screen: ScreenName): void {
  window.location.hash = screen;
}

const actionsEverywhere = {
  unlockKeyring: () => void call('unlockKeyring'),
  showKeyring: () => goTo('settings'),
  restart: () => void call('restart'),
};

function WaitingForMainProcess() {
  return (
    <main className="waiting-for-main">
      <p role="status">Waiting for Usher’s main process.</p>
      <Button variant="default" onClick={() => void appState.ask()}>
        Ask again
      </Button>
    </main>
  );
}
