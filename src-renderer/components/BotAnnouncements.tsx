import './BotAnnouncements.css';
import type { AppState } from '@shared/app-state';
import type { BotAnnouncement } from '@shared/bot';
import { IconRobot } from '@tabler/icons-react';
import { useId } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { clockTime, countdown } from '../time-words';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

/** Bots that a rule is about to send into a meeting, above every screen, until they go or somebody keeps them out. */
export function BotAnnouncements({ state }: { state: AppState }) {
  const { announcements } = state.bots;
  if (announcements.length === 0) return null;
  return (
    <section aria-label="Bots about to join" className="notices">
      {announcements.map((announcement) => (
        <Announcement
          key={`${announcement.botId} ${announcement.meetingKey}`}
          announcement={announcement}
          state={state}
        />
      ))}
    </section>
  );
}

function Announcement({
  announcement: { botId, meetingKey, launchesAt },
  state,
}: {
  announcement: BotAnnouncement;
  state: AppState;
}) {
  const now = useNow(1);
  const textId = useId();
  const launch = useCall('launchBot');
  const cancel = useCall('cancelBotLaunch');
  const bot = state.bots.profiles.find(({ id }) => id === botId);
  const meeting = state.meetings.find(({ key }) => key === meetingKey);
  if (!bot || !meeting) return null;
  const failure = launch.failure ?? cancel.failure;
  return (
    <>
      <div className="bot-announcement">
        <IconRobot className="bot-announcement-shape" size={18} stroke={1.75} aria-hidden />
        <div className="bot-announcement-text numbers">
          {/* A countdown would be read aloud every second. */}
          <p id={textId} role="status">
            <strong>{bot.name}</strong> {bot.wish === 'start' ? 'starts' : 'joins'} <strong>{meeting.topic}</strong> at{' '}
            {clockTime(launchesAt)}
          </p>
          <p className="small">in {countdown(launchesAt, now)}, by a rule</p>
        </div>
        <BusyButton
          size="compact-sm"
          variant="default"
          aria-describedby={textId}
          isBusy={launch.isBusy}
          onClick={() => void launch.run({ botId, meetingKey })}
        >
          Launch now
        </BusyButton>
        <BusyButton
          size="compact-sm"
          aria-describedby={textId}
          isBusy={cancel.isBusy}
          onClick={() => void cancel.run({ botId, meetingKey })}
        >
          Cancel
        </BusyButton>
      </div>
      {failure ? <FailureNote failure={failure} subject={bot.name} actions={{}} isNews /> : null}
    </>
  );
}
