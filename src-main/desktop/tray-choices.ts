import type { Commands } from '../app/commands';
import type { LiveState } from '../app/live-state';
import type { Notices } from '../app/notices';
import { failureOf } from '../shared/app-error';
import { authorizationsReplacedBy } from '../shared/authorizations-replaced-by';
import type { BotId } from '../shared/bot';
import type { CredentialId } from '../shared/credential';
import type { MeetingKey } from '../shared/meeting';
import type { ScreenName } from '../shared/screen-name';
import type { OperatorWindow } from './operator-window';
import type { TrayChoice } from './tray-menu';

type Parts = {
  live: LiveState;
  commands: Commands;
  operatorWindow: Pick<OperatorWindow, 'open'>;
  notices: Pick<Notices, 'add'>;
  quit: () => void;
};

/** Carries out what was chosen in the tray or in a notification. A failure there has no row to be shown in: it becomes a notice in the window. */
export function chooseFromTray(choice: TrayChoice, { live, commands, operatorWindow, notices, quit }: Parts): void {
  const run = (screen: ScreenName, command: Promise<unknown>, credentialId?: CredentialId) => {
    command.catch((error: unknown) => {
      notices.add(failureOf(error), credentialId);
      operatorWindow.open(screen);
    });
  };
  const listedBy = (meetingKey: MeetingKey) =>
    live.current.meetings.find(({ key }) => key === meetingKey)?.sources[0]?.credentialId;
  const botsCredential = (botId: BotId) => live.current.bots.profiles.find(({ id }) => id === botId)?.credentialId;
  switch (choice.kind) {
    case 'open':
      return operatorWindow.open(choice.screen);
    case 'quit':
      return quit();
    case 'checkMeeting':
      return run('meetings', commands.checkMeeting(choice));
    case 'copyMeetingLink':
      return run('meetings', commands.copyMeetingLink(choice), listedBy(choice.meetingKey));
    case 'copyDialString':
      return run('meetings', commands.copyDialString(choice), listedBy(choice.meetingKey));
    case 'endMeeting':
      return run('inMeetings', commands.endMeeting(choice), listedBy(choice.meetingKey));
    case 'snoozeReminder':
      return run('meetings', commands.snoozeReminder(choice));
    case 'startMeeting':
      return run('meetings', commands.startMeeting(choice), listedBy(choice.meetingKey));
    case 'joinMeeting':
      return run('meetings', commands.joinMeeting(choice), listedBy(choice.meetingKey));
    case 'joinFromClipboard':
      // What is in it is shown first.
      operatorWindow.open('meetings');
      return run('meetings', commands.readMeetingFromClipboard());
    case 'launchBot':
      return run('bots', commands.launchBot(choice), botsCredential(choice.botId));
    case 'cancelBotLaunch':
      return run('bots', commands.cancelBotLaunch(choice));
    case 'hideTopics':
      return run('settings', commands.updateSettings({ ...live.current.settings, hideTopics: choice.isOn }));
    case 'unlockKeyring':
      return run('settings', commands.unlockKeyring());
    case 'showMeetingWindow':
      return run('inMeetings', commands.showMeetingWindow(choice));
    case 'leaveAllMeetings':
      return run('inMeetings', commands.leaveAllMeetings());
    case 'leaveMeeting':
      return run('inMeetings', commands.leaveMeeting(choice));
    case 'authorizeCredential': {
      const { credentialId } = choice;
      const { credentials } = live.current;
      const credential = credentials.find(({ id }) => id === credentialId);
      if (credential && authorizationsReplacedBy(credential, credentials).length > 0) {
        return operatorWindow.open(`credentials/${credentialId}/authorize`);
      }
      // The browser comes up; the window shows the countdown, the link to copy and the way to cancel.
      operatorWindow.open('credentials');
      return run('credentials', commands.authorizeCredential({ credentialId }), credentialId);
    }
  }
}
