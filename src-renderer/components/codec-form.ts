import { type Codec, CodecEntry } from '@shared/codec';
import { CodecPassword } from '@shared/codec-address';
import { tagsIn } from './new-credential-form';

/** What stands in the dialog's fields, as it was typed. */
type CodecForm = {
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

/** Where the schema of a field has no words of its own for people. */
const advice: { readonly [Field in CodecField]?: string } = {
  name: 'Give it a name that you will know again.',
  place: 'At most 100 characters.',
  groups: 'Up to 20 groups, each with a letter or a digit and at most 30 characters.',
};

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

type CheckedCodecForm =
  | { ok: true; entry: Omit<CodecEntry, 'fingerprint'>; password: string }
  | { ok: false; errors: Partial<Record<CodecField, string>> };

/** The form as the main process wants it, or what is wrong with it, field by field. */
export function checkCodecForm({ password, groups, ...rest }: CodecForm): CheckedCodecForm {
  const parsed = CodecEntry.omit({ fingerprint: true }).safeParse({ ...rest, groups: tagsIn(groups) });
  const secret = CodecPassword.safeParse(password);
  if (parsed.success && secret.success) return { ok: true, entry: parsed.data, password: secret.data };
  const issues = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({ field: path[0], message })),
    ...(secret.error?.issues ?? []).map(({ message }) => ({ field: 'password', message })),
  ];
  const errors: Partial<Record<CodecField, string>> = {};
  for (const field of inOrder) {
    const issue = issues.find((one) => one.field === field);
    if (issue) errors[field] = advice[field] ?? issue.message;
  }
  return { ok: false, errors };
}
