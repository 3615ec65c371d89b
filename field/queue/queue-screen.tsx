import { EmptyState, useErrorWords, useFormat } from '#parts';
import { useTranslation } from 'react-i18next';
import { useNow } from '../app/clock.ts';
import { usePhone, usePhoneState } from '../app/the-phone.ts';
import { partOf, type Waiting } from '../offline/work.ts';
import { useWorkWords } from './work-words.ts';
import { ConflictCard } from './conflict-card.tsx';

export function QueueScreen() {
  const { t } = useTranslation('field');
  const phone = usePhone();
  const words = useErrorWords();
  const now = useNow();
  const format = useFormat();
  const { queue, conflicts, syncedAt, trouble, network, exchanging } = usePhoneState();
  return (
    <>
      <h1>{t('queue.title')}</h1>
      {conflicts.length > 0 && (
        <section className="f-section">
          <h2>
            {t('queue.conflicts')} <span className="f-count">{conflicts.length}</span>
          </h2>
          {conflicts.map((conflict) => (
            <ConflictCard key={conflict.id} conflict={conflict} />
          ))}
        </section>
      )}
      {queue.length > 0 ? (
        <section className="f-section">
          <h2>
            {t('queue.waiting')} <span className="f-count">{queue.length}</span>
          </h2>
          <ol className="f-queue">
            {queue.map((one) => (
              <QueueRow key={one.seq} waiting={one} />
            ))}
          </ol>
          {network === 'online' && trouble !== null && <p className="f-error">{words(trouble)}</p>}
          <button type="button" className="f-button" disabled={exchanging} onClick={() => void phone.exchange()}>
            {t('queue.sendNow')}
          </button>
        </section>
      ) : (
        <EmptyState title={t('queue.empty')}>
          <p>{t('queue.emptyText')}</p>
        </EmptyState>
      )}
      <p className="f-faint f-centred">
        {syncedAt === null
          ? t('queue.never')
          : t('queue.last', { ago: format.ago(syncedAt, new Date(Math.max(now, Date.parse(syncedAt)))) })}
      </p>
    </>
  );
}

function QueueRow({ waiting: { work, sending, holdUntil } }: { waiting: Waiting }) {
  const { t } = useTranslation('field');
  const words = useWorkWords();
  const now = useNow();
  const format = useFormat();
  const { cards } = usePhoneState();
  const card = work.kind === 'action' ? cards.get(work.action.workOrderId) : undefined;
  const { at } = partOf(work);
  return (
    <li>
      <span>
        {words(work)}
        {card && ` · ${card.customerName ?? card.customerId}`}
      </span>
      <span className="f-faint">
        {format.instant(at)}
        {sending && ` · ${t('queue.leaving')}`}
        {!sending && holdUntil > now && ` · ${t('queue.held')}`}
      </span>
    </li>
  );
}
