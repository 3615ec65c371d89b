import { Badge, EmptyState, useFormat } from '#parts';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../act/people-names.ts';
import { useCoded } from '../app/coded.ts';
import { useOfferNames } from '../app/names.ts';
import { Panel } from '../app/page.tsx';
import { happenings, type CustomerView, type Happening, type Part } from './customer-view.ts';

const shownAtFirst = 40;

/** One line of time with every contact, order, bill, payment and complaint. */
export function CustomerTimeline({ view }: { view: CustomerView }) {
  const { t } = useTranslation();
  const all = happenings(view);
  const kinds = [...new Set(all.map((one) => one.kind))];
  const [hidden, setHidden] = useState<readonly Happening['kind'][]>(['bill', 'payment']);
  const [many, setMany] = useState(shownAtFirst);
  const shown = all.filter((one) => !hidden.includes(one.kind));
  return (
    <Panel title={t('know.customer.timeline')}>
      <div className="timeline-kinds" role="group" aria-label={t('know.customer.timeline')}>
        {kinds.map((kind) => (
          <Checkbox
            key={kind}
            checked={!hidden.includes(kind)}
            onChange={(event) =>
              setHidden(event.target.checked ? hidden.filter((one) => one !== kind) : [...hidden, kind])
            }
          >
            {t(`know.customer.kinds.${kind}`)}
          </Checkbox>
        ))}
      </div>
      {shown.length === 0 ? (
        <EmptyState title={t('know.customer.nothingHappened')}>{t('know.customer.nothingAdvice')}</EmptyState>
      ) : (
        <ol className="timeline">
          {shown.slice(0, many).map((one, i) => (
            <Moment key={`${one.at} ${one.kind} ${i}`} one={one} />
          ))}
        </ol>
      )}
      {shown.length > many && (
        <button type="button" className="gl-link" onClick={() => setMany(many + 100)}>
          {t('know.customer.older', { shown: shown.length - many })}
        </button>
      )}
    </Panel>
  );
}

function Moment({ one }: { one: Happening }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = usePartWords();
  return (
    <li>
      <time dateTime={one.at} title={one.at.length > 10 ? format.instant(one.at) : undefined}>
        {format.day(one.at)}
      </time>
      <Badge tone={one.tone}>{t(`know.customer.kinds.${one.kind}`)}</Badge>
      <span className="timeline-text">{one.parts.map(say).join(' · ')}</span>
      <span className="gl-right">{one.amount === null ? '' : format.moneyExact(one.amount)}</span>
    </li>
  );
}

/** Our own codes in words, people and offers by name; what the operator's data say stays as it is. */
function usePartWords(): (part: Part) => string {
  const offer = useOfferNames();
  const { nameOf } = usePeopleNames();
  const channel = useCoded('act.channels');
  const result = useCoded('act.results');
  return ({ is, value }) => {
    if (is === 'channel') return channel(value) ?? value;
    if (is === 'result') return result(value) ?? value;
    if (is === 'person') return nameOf(value);
    return is === 'offer' ? offer(value) : value;
  };
}
