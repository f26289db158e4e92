import type { AppState, MeetingFeed } from '@shared/app-state';
import type { Meeting } from '@shared/meeting';
import type { Risk } from '@shared/risk';

/** Risks with one cause, and so with one action; `risk` is that of the nearest meeting. */
export type RiskGroup = { risk: Risk; meetings: Meeting[] };

/** One group for each credential and cause, the nearest meeting first. While its sign-in is under way, that stands in place of the risk. */
export function groupRisks({ risks, meetings, signIns }: AppState): RiskGroup[] {
  const groups = new Map<string, RiskGroup>();
  for (const risk of risks) {
    const meeting = meetings.find(({ key }) => key === risk.meetingKey);
    if (!meeting || signIns.some(({ credentialId }) => credentialId === risk.credentialId)) continue;
    const name = `${risk.credentialId} ${risk.failure.code}`;
    const group = groups.get(name);
    if (group) group.meetings.push(meeting);
    else groups.set(name, { risk, meetings: [meeting] });
  }
  return [...groups.values()];
}

/** Whether a risk says already what a feed would say again. */
export function isToldByRisk({ credentialId, failure }: MeetingFeed, risks: readonly Risk[]): boolean {
  return risks.some((risk) => risk.credentialId === credentialId && risk.failure.code === failure?.code);
}
