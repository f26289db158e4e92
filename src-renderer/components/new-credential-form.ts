import { NewCredential } from '@shared/contract';
import type { CredentialKind, ZoomEnvironment } from '@shared/credential';
import type { ZodError } from 'zod';

/** What stands in the dialog's fields, as it was typed. */
export type NewCredentialForm = {
  kind: CredentialKind;
  environment: ZoomEnvironment;
  name: string;
  /** Separated by commas. */
  tags: string;
  accountId: string;
  clientId: string;
  clientSecret: string;
};

export type NewCredentialField = keyof NewCredentialForm;

/** What a person reads beside a field. The schema says which fields are wrong, this says what to do. */
const advice: { readonly [Field in NewCredentialField]: { missing: string; wrong: string } } = {
  kind: { missing: 'Choose what the credential is for.', wrong: 'Choose what the credential is for.' },
  environment: { missing: 'Choose where the Zoom app lives.', wrong: 'Choose where the Zoom app lives.' },
  name: {
    missing: 'Give it a name that you will know again.',
    wrong: 'A name is one line of at most 100 characters, with something to see in it.',
  },
  accountId: {
    missing: 'Paste the account ID that the server-to-server app shows.',
    wrong: 'An account ID has no spaces and at most 200 characters.',
  },
  clientId: {
    missing: 'Paste the client ID of the Zoom app.',
    wrong: 'A client ID has no spaces and at most 200 characters.',
  },
  clientSecret: {
    missing: 'Only a user credential can do without the client secret.',
    wrong: 'A client secret has no spaces and at most 200 characters.',
  },
  tags: {
    missing: 'Up to 20 tags, each with a letter or a digit and at most 30 characters.',
    wrong: 'Up to 20 tags, each with a letter or a digit and at most 30 characters.',
  },
};

/** What to do about a field whose entry is not taken. */
export function fieldAdvice(field: NewCredentialField, text: string): string {
  return text.trim() === '' ? advice[field].missing : advice[field].wrong;
}

export type CheckedForm =
  | { ok: true; input: NewCredential }
  | { ok: false; errors: Partial<Record<NewCredentialField, string>> };

/** The form as the main process wants it, or what is wrong with it, field by field. */
export function checkForm(form: NewCredentialForm): CheckedForm {
  const { tags, accountId, ...rest } = form;
  const parsed = NewCredential.safeParse({
    ...rest,
    tags: tagsIn(tags),
    // What was typed before another kind was chosen is not sent.
    ...(form.kind === 'serverToServer' ? { accountId } : {}),
  });
  return parsed.success ? { ok: true, input: parsed.data } : { ok: false, errors: fieldErrors(form, parsed.error) };
}

/** Each tag once, whatever its case, as it was first written. */
export function tagsIn(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  return tags.filter((tag, index) => tags.findIndex((other) => other.toLowerCase() === tag.toLowerCase()) === index);
}

function fieldErrors(form: NewCredentialForm, error: ZodError): Partial<Record<NewCredentialField, string>> {
  const wrong = new Set(error.issues.map(({ path }) => path[0]));
  // The schema asks for an app's secret only once everything else is right; a person wants to hear it all at once.
  if (form.kind !== 'user' && form.clientSecret.trim() === '') wrong.add('clientSecret');
  const fields = (Object.keys(advice) as NewCredentialField[]).filter((field) => wrong.has(field));
  return Object.fromEntries(fields.map((field) => [field, fieldAdvice(field, form[field])]));
}
