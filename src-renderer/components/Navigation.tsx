import './Navigation.css';
import type { AppState } from '@shared/app-state';
import { isUp } from '@shared/codec';
import { type ScreenName, screenNames } from '@shared/screen-name';
import { isUnderWay } from '@shared/under-way';
import {
  IconCalendarEvent,
  IconDeviceTv,
  IconDoorEnter,
  IconHistory,
  IconKey,
  IconRobot,
  IconSettings,
  IconShieldLock,
} from '@tabler/icons-react';
import { waitingForPerson } from '../screens/credential-standing';
import { screenLabels } from '../screens/screen-names';

const icons: { readonly [Name in ScreenName]: typeof IconKey } = {
  meetings: IconCalendarEvent,
  inMeetings: IconDoorEnter,
  bots: IconRobot,
  rooms: IconDeviceTv,
  hostKeys: IconShieldLock,
  credentials: IconKey,
  activity: IconHistory,
  settings: IconSettings,
};

/** The way between the screens, with what asks for attention on each. */
export function Navigation({
  state,
  current,
  onChoose,
}: {
  state: AppState;
  current: ScreenName;
  onChoose: (name: ScreenName) => void;
}) {
  const underWay = state.meetingWindows.filter(isUnderWay).length;
  const bots = state.meetingWindows.filter((window) => window.botId !== undefined && isUnderWay(window)).length;
  const calls = state.codecs.flatMap(({ calls: theirs }) => theirs.filter(isUp)).length;
  const waiting = waitingForPerson(state.credentials);
  const badges: Partial<Record<ScreenName, { count: number; meaning: string; isAlarm: boolean }>> = {
    inMeetings: { count: underWay, meaning: `${underWay} open`, isAlarm: false },
    bots: { count: bots, meaning: `${bots} in meetings`, isAlarm: false },
    rooms: { count: calls, meaning: `${calls} in calls`, isAlarm: false },
    credentials: { count: waiting, meaning: `${waiting} ${waiting === 1 ? 'needs' : 'need'} you`, isAlarm: true },
  };
  return (
    <nav className="navigation" aria-label="Screens">
      <div className="navigation-brand" aria-hidden>
        <UsherMark />
        <span>Usher</span>
      </div>
      <ul>
        {screenNames.map((name, index) => {
          const Icon = icons[name];
          const badge = badges[name];
          return (
            <li key={name}>
              <button
                type="button"
                className="navigation-item"
                aria-current={name === current ? 'page' : undefined}
                aria-keyshortcuts={`Control+${index + 1}`}
                title={`Ctrl+${index + 1}`}
                onClick={() => onChoose(name)}
              >
                <Icon size={20} stroke={1.75} aria-hidden />
                <span className="navigation-label">{screenLabels[name]}</span>
                {badge && badge.count > 0 ? (
                  <span className={`navigation-badge numbers${badge.isAlarm ? ' is-alarm' : ''}`}>
                    <span aria-hidden>{badge.isAlarm ? `! ${badge.count}` : badge.count}</span>
                    <span className="visually-hidden"> {badge.meaning}</span>
                  </span>
                ) : null}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The app icon's door and light, small. */
function UsherMark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <title>Usher</title>
      <rect width="22" height="22" rx="5.5" fill="#0b6c67" />
      <path d="M6 5v6.5a5 5 0 0 0 10 0V5" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
