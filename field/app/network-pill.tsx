import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { PhoneState } from '../offline/state.ts';
import { addressOf } from './route.ts';
import { usePhoneState } from './the-phone.ts';

/** Always on top: whether what was done has reached the office. It leads to the queue. */
export function NetworkPill() {
  const { t } = useTranslation('field');
  const state = usePhoneState();
  const [tone, words] = saying(state, t);
  return (
    <a className="f-pill" data-tone={tone} href={addressOf({ at: 'queue' })} title={t('net.open')}>
      <span className="f-pill-dot" aria-hidden="true" />
      <span role="status">{words}</span>
    </a>
  );
}

function saying(
  { queue, network, exchanging, received, trouble }: PhoneState,
  t: TFunction<'field'>,
): readonly [tone: 'good' | 'attention' | 'bad', words: string] {
  const count = queue.length;
  if (network === 'offline') return ['attention', count > 0 ? t('net.offlineWaiting', { count }) : t('net.offline')];
  if (exchanging && received !== null && received > 0) return ['good', t('net.loading', { count: received })];
  if (count > 0)
    return [trouble === null ? 'attention' : 'bad', t(trouble === null ? 'net.waiting' : 'net.trouble', { count })];
  return ['good', t('net.sent')];
}
