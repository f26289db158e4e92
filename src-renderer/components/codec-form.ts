import { type Codec, CodecEntry } from '@shared/codec';
import { CodecPassword } from '@shared/codec-address';
import { tagsIn } from './new-credential-form';

/** What stands in the dialog's fields, as it was typed. */
export type CodecForm = {
  name: string;
  place: string;
  address: string;
  userName: string;
  password: string;
  /** Separated by commas. */
  groups: string;
  forgetsKeys: boolean;
};
export type CodecField = keyof CodecForm;

/** As they stand in the dialog: the first that is wrong gets the focus. */
const inOrder = ['name', 'place', 'address', 'userName', 'password', 'groups'] as const satisfies CodecField[];

const advice: { readonly [Field in CodecField]?: string } = {
  name: 'Give it a name that you will know again.',
  place: 'At most 100 characters.',
  userName: 'The user on the device, without a colon.',
  password: 'At most 256 characters, in one line.',
  groups: 'Up to 20 groups, each with a letter or a digit and at most 30 characters.',
};
const addressAdvice = 'A name or an address such as 10.0.4.20 or board.example.com, without https://.';

/** A form for a device that is known, or an empty one. */
export function codecForm(codec: Codec | undefined): CodecForm {
  return {
    name: codec?.name ?? '',
    place: codec?.place ?? '',
    address: codec && codec.address !== 'practice' ? codec.address : '',
    userName: codec?.userName ?? '',
    password: '',
    groups: codec?.groups.join(', ') ?? '',
    forgetsKeys: codec?.forgetsKeys ?? true,
  };
}

export type CheckedCodecForm =
  | { ok: true; entry: Omit<CodecEntry, 'fingerprint'>; password: string }
  | { ok: false; errors: Partial<Record<CodecField, string>> };

/** The form as the main process wants it, or what is wrong with it, field by field. */
export function checkCodecForm({ password, groups, ...rest }: CodecForm): CheckedCodecForm {
  const parsed = CodecEntry.omit({ fingerprint: true }).safeParse({ ...rest, groups: tagsIn(groups) });
  const secret = CodecPassword.safeParse(password);
  if (parsed.success && secret.success) return { ok: true, entry: parsed.data, password: secret.data };
  const issues = parsed.error?.issues ?? [];
  const errors: Partial<Record<CodecField, string>> = {};
  for (const field of inOrder) {
    const message =
      field === 'password'
        ? secret.error && advice.password
        : issues.find(({ path }) => path[0] === field) && (advice[field] ?? addressWords(rest.address, issues));
    if (message) errors[field] = message;
  }
  return { ok: false, errors };
}

/** The address has more ways to be wrong than one sentence could name: its schema says which. */
function addressWords(address: string, issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const message = issues.find(({ path }) => path[0] === 'address')?.message ?? '';
  return address.trim() === '' || /^Invalid/.test(message) ? addressAdvice : message;
}
