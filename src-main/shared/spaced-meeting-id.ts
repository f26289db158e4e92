/** Zoom's way to write a meeting ID: "820 1234 5678", "123 456 789". */
export function spacedMeetingId(meetingId: string): string {
  const middle = meetingId.length > 10 ? 7 : 6;
  return [meetingId.slice(0, 3), meetingId.slice(3, middle), meetingId.slice(middle)].filter(Boolean).join(' ');
}
