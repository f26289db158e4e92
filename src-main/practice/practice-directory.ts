import { z } from 'zod';
import { zoomTime } from './meeting-bodies';
import { readJson } from './practice-body';
import type { Call } from './practice-meeting-calls';
import { formerPeople, fullName, type PracticeUser, people, practiceAccount } from './practice-people';
import type { PracticeState } from './practice-state';
import type { PracticeTokens } from './practice-tokens';
import { invalidField, zoomError } from './zoom-error';

const pageTokenSeconds = 15 * 60;
const PageToken = z.object({ status: z.string(), offset: z.number().int().nonnegative(), size: z.number().int() });
/** Zoom's own limits of a user's fields, of those that Usher sets (OpenAPI Users). */
const UserChange = z.looseObject({
  host_key: z
    .string()
    .regex(/^\d{6,10}$/)
    .optional(),
});

/** Who is in the practice account, and what is changed of them: `GET /users` and `PATCH /users/{id}` (OpenAPI Users); and who may. */
export class PracticeDirectory {
  /** The account lets only its admins change host keys. */
  isHostKeyLocked = false;

  constructor(
    private readonly state: PracticeState,
    private readonly tokens: PracticeTokens,
    private readonly now: () => Date,
  ) {}

  /** Whether this is the host key of that user: nobody can read one, here as at Zoom. */
  isHostKeyOf(userId: string, hostKey: string): boolean {
    return this.state.current.hostKeys[userId] === this.tokens.fingerprint(`host-key:${userId}:${hostKey}`);
  }

  async list({ parameters }: Call): Promise<Response> {
    const status = parameters.get('status') ?? 'active';
    const size = Number(parameters.get('page_size') ?? 30);
    if (!Number.isInteger(size) || size < 1 || size > 2000) return invalidField('page_size');
    const users = this.rows(status);
    if (!users) return invalidField('status');
    const sealed = parameters.get('next_page_token') ?? '';
    const page = sealed ? await this.tokens.unseal('page', sealed, PageToken) : { status, offset: 0, size };
    if (!page || page.status !== status || page.size !== size)
      return zoomError(400, 300, 'The next page token is invalid or expired.');
    const end = page.offset + size;
    const more = end < users.length;
    return Response.json({
      page_count: Math.ceil(users.length / size),
      page_number: Math.floor(page.offset / size) + 1,
      page_size: size,
      total_records: users.length,
      next_page_token: more ? await this.tokens.seal('page', { status, offset: end, size }, pageTokenSeconds) : '',
      users: users.slice(page.offset, end),
    });
  }

  /** Answers 204 with no body, as Zoom does. */
  async change({ user, isAdmin, request }: Call): Promise<Response> {
    const change = UserChange.safeParse(await readJson(request));
    if (!change.success) return invalidField(...change.error.issues.map(({ path }) => path.join('.')));
    const { host_key: hostKey } = change.data;
    if (hostKey === undefined) return new Response(null, { status: 204 });
    if (this.isHostKeyLocked && !isAdmin)
      return zoomError(400, 200, 'Only an account administrator can change the host key.');
    const print = this.tokens.fingerprint(`host-key:${user.id}:${hostKey}`);
    await this.state.update((state) => [{ ...state, hostKeys: { ...state.hostKeys, [user.id]: print } }, undefined]);
    return new Response(null, { status: 204 });
  }

  /**
   * `GET /accounts/{accountId}/settings` (OpenAPI Accounts), as far as it is about people. `option` asks for parts that this account has not.
   * @param accountId its own, or `me`
   */
  accountSettings({ parameters }: Call, accountId: string): Response {
    if (accountId !== 'me' && accountId !== practiceAccount.id)
      return zoomError(404, 2001, `Account does not exist: ${accountId}.`);
    if (parameters.has('option')) return invalidField('option');
    const settings = {
      security: {
        admin_change_user_info: this.isHostKeyLocked,
        user_modifiable_info_by_admin: this.isHostKeyLocked ? ['host_key'] : [],
        hide_billing_info: true,
        sign_in_with_two_factor_auth: 'none',
      },
      feature: { meeting_capacity: 100 },
    };
    const wanted = parameters.get('custom_query_fields')?.split(',');
    return Response.json(
      Object.fromEntries(Object.entries(settings).filter(([name]) => wanted?.includes(name) ?? true)),
    );
  }

  private rows(status: string): object[] | undefined {
    const now = this.now().getTime();
    if (status === 'active') return Object.values(people).map((user) => listedUser(user, status, now));
    if (status === 'inactive') return formerPeople.map((user) => listedUser(user, status, now));
    // Whoever has not answered an invitation yet has no ID (OpenAPI Users).
    if (status === 'pending')
      return [{ email: 'nora.invited@halden.example', type: 1, status, role_id: '2', timezone: '', verified: 0 }];
    return undefined;
  }
}

/** What a list says of a user, and the answer about one user too. @param now of this moment, in milliseconds */
export function listedUser(user: PracticeUser, status: string, now: number): object {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: fullName(user),
    email: user.email,
    type: user.type,
    pmi: Number(user.pmi),
    timezone: user.timezone,
    verified: 1,
    dept: user.dept,
    created_at: '2024-03-04T09:00:00Z',
    user_created_at: '2024-03-04T09:00:00Z',
    last_login_time: zoomTime(now - 40 * 60_000),
    role_id: '2',
    group_ids: [],
    im_group_ids: [],
    status,
  };
}
