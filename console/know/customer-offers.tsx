import type { QualifyingCampaign } from '#contract';
import { Badge, EmptyState, ErrorState, Loading, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useOfferNames } from '../app/names.ts';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useUnitWords } from '../app/unit-words.ts';
import { useCell } from './customer-facts.tsx';

/** What they qualify for, and why: each live campaign with its conditions, and this customer's own values of them. */
export function CustomerOffers({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const offers = useQuery({ ...reading('customerOffers', { params: { customerId: customer } }), retry: false });
  return (
    <Panel title={t('know.customer.offers')}>
      {offers.error ? (
        <ErrorState error={offers.error} onRetry={() => void offers.refetch()} />
      ) : !offers.data ? (
        <Loading lines={3} />
      ) : offers.data.items.length === 0 ? (
        <EmptyState title={t('know.customer.noOffers')}>{t('know.customer.noOffersAdvice')}</EmptyState>
      ) : (
        <ul className="qualifies">
          {offers.data.items.map((one) => (
            <Qualifying key={one.campaign} one={one} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Qualifying({ one }: { one: QualifyingCampaign }) {
  const { t } = useTranslation();
  const text = useText();
  const may = useMay();
  const offer = useOfferNames();
  const write = useCell();
  const unit = useUnitWords();
  const title = text(one.objective);
  return (
    <li>
      <div className="qualifies-head">
        {may('campaigns.read') ? (
          <Link to="/act/campaigns/$campaign" params={{ campaign: one.campaign }}>
            {title}
          </Link>
        ) : (
          title
        )}
        <Badge tone={one.qualifies ? 'good' : 'quiet'}>
          {t(one.qualifies ? 'know.customer.qualifies' : 'know.customer.qualifiesNot')}
        </Badge>
      </div>
      {one.qualifies && one.offers.length > 0 && <p>{one.offers.map(offer).join(' · ')}</p>}
      <ul className="conditions">
        {one.conditions.map((condition) => (
          <li key={condition.words.en} className={condition.holds ? 'holds' : 'holds-not'}>
            <span aria-hidden="true">{condition.holds ? '✓' : '✕'}</span>
            <span>
              <span className="sr-only">{t(condition.holds ? 'know.customer.holds' : 'know.customer.holdsNot')}: </span>
              {text(condition.words)}
              {condition.values.length > 0 && (
                <span className="quiet small">
                  {' '}
                  {condition.values
                    .map(
                      (value) =>
                        `${text(value.label)} ${write(value.field, value.value)}${value.unit && value.value !== null ? ` ${unit(value.unit)}` : ''}`,
                    )
                    .join(' · ')}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}
