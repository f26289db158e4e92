import type { MeetingView } from '../../../src-main/app/meeting-session';
import type { BotId } from '../../../src-main/shared/bot';
import type { RoomView, SdkCommand } from '../../../src-main/shared/meeting-page';

export type ViewRequest = {
  windowId: string;
  title: string;
  isPractice: boolean;
  botId?: BotId;
  onClosed: () => void;
  onPageGone: (reason: string) => void;
};

/** A meeting window that is nothing but a list of what was asked of it. */
export class RecordingView implements MeetingView {
  readonly calls: string[] = [];
  readonly rooms: RoomView[] = [];
  readonly commands: SdkCommand[] = [];

  constructor(readonly request: ViewRequest) {}

  showSdk(): void {
    this.calls.push('showSdk');
  }

  showRoom(): void {
    this.calls.push('showRoom');
  }

  roomChanged(room: RoomView): void {
    this.rooms.push(room);
  }

  command(command: SdkCommand): void {
    this.commands.push(command);
  }

  focus(): void {
    this.calls.push('focus');
  }

  close(): void {
    this.calls.push('close');
    this.request.onClosed();
  }
}
