import { type Bot, BotProfile, BotRule } from '@shared/bot';
import type { Credential } from '@shared/credential';

/** What stands in the dialog's fields, as it was typed. */
export type BotForm = Omit<BotProfile, 'credentialId' | 'leaving'> & {
  credentialId: string;
  until: BotProfile['leaving']['until']['kind'];
  at: string;
  minutes: string;
  leavesWhenAlone: boolean;
  aloneMinutes: string;
};

type BotField = 'name' | 'credentialId' | 'at' | 'minutes' | 'aloneMinutes';

/** What to do about a field whose entry is not taken. */
const advice: { readonly [Field in BotField]: string } = {
  name: 'Give it a name of 1 to 100 characters, in one line: others will see it.',
  credentialId: 'Choose as whom it comes.',
  at: 'Enter a time of day, such as 17:30.',
  minutes: 'Enter 1 to 1440 minutes.',
  aloneMinutes: 'Enter 1 to 240 minutes.',
};

/** The dialog's fields for a bot, or for a new one. */
export function botForm(bot: Bot | undefined, credentials: readonly Credential[]): BotForm {
  const { until, whenAloneMinutes } = bot?.leaving ?? { until: { kind: 'meetingEnd' as const }, whenAloneMinutes: 10 };
  return {
    name: bot?.name ?? '',
    credentialId: bot?.credentialId ?? credentials[0]?.id ?? '',
    wish: bot?.wish ?? 'join',
    hasMicrophoneOff: bot?.hasMicrophoneOff ?? true,
    hasCameraOff: bot?.hasCameraOff ?? true,
    wantsRecording: bot?.wantsRecording ?? false,
    place: bot?.place ?? 'beside',
    until: until.kind,
    at: until.kind === 'time' ? until.at : '18:00',
    minutes: until.kind === 'after' ? String(until.minutes) : '60',
    leavesWhenAlone: whenAloneMinutes !== undefined,
    aloneMinutes: String(whenAloneMinutes ?? 10),
  };
}

/** The form as the main process wants it, or what is wrong with it, field by field. */
export function checkBotForm(
  form: BotForm,
): { ok: true; profile: BotProfile } | { ok: false; errors: Partial<Record<BotField, string>> } {
  const { until, at, minutes, leavesWhenAlone, aloneMinutes, ...rest } = form;
  const untils = {
    meetingEnd: { kind: 'meetingEnd' },
    time: { kind: 'time', at: at.trim() },
    after: { kind: 'after', minutes: wholeNumber(minutes) },
  };
  const parsed = BotProfile.safeParse({
    ...rest,
    leaving: {
      until: untils[until],
      ...(leavesWhenAlone ? { whenAloneMinutes: wholeNumber(aloneMinutes) } : {}),
    },
  });
  if (parsed.success) return { ok: true, profile: parsed.data };
  const wrong = new Set(parsed.error.issues.map(({ path }) => path.at(-1)));
  if (wrong.delete('whenAloneMinutes')) wrong.add('aloneMinutes');
  const fields = (Object.keys(advice) as BotField[]).filter((field) => wrong.has(field));
  return { ok: false, errors: Object.fromEntries(fields.map((field) => [field, advice[field]])) };
}

/** What stands in the fields of a rule. Empty ones choose nothing. */
export type BotRuleForm = { leadMinutes: string; topicWords: string; meetingId: string; hostCredentialId: string };

type RuleField = 'topicWords' | 'meetingId';

const ruleAdvice: { readonly [Field in RuleField]: string } = {
  topicWords: 'Say which meetings: by words, by ID or by host. Words have at most 200 characters.',
  meetingId: 'A meeting ID has 9 to 11 digits.',
};

/** The fields for a rule, or for a new one. */
export function botRuleForm(rule: BotRule | undefined): BotRuleForm {
  return {
    leadMinutes: String(rule?.leadMinutes ?? 2),
    topicWords: rule?.topicWords ?? '',
    meetingId: rule?.meetingId ?? '',
    hostCredentialId: rule?.hostCredentialId ?? '',
  };
}

/** The rule as the main process wants it, or what is wrong with it, field by field. */
export function checkRuleForm(
  { leadMinutes, topicWords, meetingId, hostCredentialId }: BotRuleForm,
  kept: { id: string; botId: string; isOn: boolean },
): { ok: true; rule: BotRule } | { ok: false; errors: Partial<Record<RuleField, string>> } {
  const digits = meetingId.replaceAll(/[\s-]/g, '');
  const parsed = BotRule.safeParse({
    ...kept,
    leadMinutes: wholeNumber(leadMinutes),
    ...(topicWords.trim() === '' ? {} : { topicWords }),
    ...(digits === '' ? {} : { meetingId: digits }),
    ...(hostCredentialId === '' ? {} : { hostCredentialId }),
  });
  if (parsed.success) return { ok: true, rule: parsed.data };
  const wrong = new Set(parsed.error.issues.map(({ path }) => path.at(-1)));
  const fields = (Object.keys(ruleAdvice) as RuleField[]).filter((field) => wrong.has(field));
  return { ok: false, errors: Object.fromEntries(fields.map((field) => [field, ruleAdvice[field]])) };
}

function wholeNumber(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}
