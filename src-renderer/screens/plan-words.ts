import type { Credential } from '@shared/credential';
import type { JoinPlan } from '@shared/join-plan';

/** What a plan means to whoever is about to follow it: the name that others will see, whose key it takes and what else goes along. */
export function planWords(plan: JoinPlan, credentials: readonly Credential[]): string {
  const nameOf = (id: Credential['id']) => `“${credentials.find((known) => known.id === id)?.name ?? 'a credential'}”`;
  return [
    `Others see ${plan.userName}${plan.avatar ? ', with their picture' : ''}`,
    ...(plan.role === 'host' ? ['as the host'] : []),
    ...(plan.access === 'obf' ? [`on behalf of ${nameOf(plan.as)}`] : []),
    ...(plan.signerBecause === 'hasOwnSecret' ? [] : [`signed by ${nameOf(plan.signer)}`]),
    ...(plan.recordingFrom ? [`with the permission to record from ${nameOf(plan.recordingFrom)}`] : []),
  ].join(', ');
}
