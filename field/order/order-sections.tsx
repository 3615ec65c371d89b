import type { PhoneCampaign, PhoneOrder } from '#contract';
import { useFormat, useLanguage, useText, type Language } from '#parts';
import { useTranslation } from 'react-i18next';
import { usePhoneState } from '../app/the-phone.ts';

type Value = string | number | boolean;

/** A value of the record as a person reads it. */
export function useValue(): (name: string, value: Value) => string {
  const { t } = useTranslation('field');
  const format = useFormat();
  const language = useLanguage();
  const { fields } = usePhoneState();
  return (name, value) => {
    if (typeof value === 'boolean') return t(value ? 'order.yes' : 'order.no');
    if (typeof value === 'number') {
      const unit = fields[name]?.unit;
      return unit ? `${format.decimal(value)} ${units[language][unit] ?? unit}` : format.decimal(value);
    }
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? format.day(value) : value;
  };
}

const units: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: {
    'CNY/month': '元/月',
    'GB/month': 'GB/月',
    'minute/month': '分钟/月',
    CNY: '元',
    month: '个月',
    year: '岁',
    day: '天',
  },
  en: {
    'CNY/month': 'yuan a month',
    'GB/month': 'GB a month',
    'minute/month': 'min a month',
    CNY: 'yuan',
    month: 'months',
    year: 'years',
    day: 'days',
  },
};

export function Why({ order, campaign }: { order: PhoneOrder; campaign: PhoneCampaign | undefined }) {
  const { t } = useTranslation('field');
  const text = useText();
  const value = useValue();
  const { fields } = usePhoneState();
  if (!campaign) return null;
  const known = campaign.why.fields.filter((name) => order.facts[name] !== undefined && name !== 'dnd');
  return (
    <section className="f-section">
      <h2>{t('order.why')}</h2>
      {(order.reasons ?? []).length > 0 && (
        <ul className="f-reasons">
          {(order.reasons ?? []).map((reason) => (
            <li key={reason.en}>{text(reason)}</li>
          ))}
        </ul>
      )}
      <dl className="f-facts">
        {known.map((name) => (
          <div key={name}>
            <dt>{text(fields[name]?.label ?? { en: name, zh: name })}</dt>
            <dd>{value(name, order.facts[name] as Value)}</dd>
          </div>
        ))}
      </dl>
      <details className="f-more-words">
        <summary>{text(campaign.objective)}</summary>
        <p>{text(campaign.why.words)}</p>
      </details>
    </section>
  );
}

export function Script({ script }: { script: PhoneCampaign['script'] | undefined }) {
  const { t } = useTranslation('field');
  const text = useText();
  const words = typeof script === 'string' ? script : script && text(script);
  if (!words) return null;
  return (
    <section className="f-section">
      <h2>{t('order.script')}</h2>
      <p className="f-script">{words}</p>
    </section>
  );
}

export function Told({ order, campaign }: { order: PhoneOrder; campaign: PhoneCampaign | undefined }) {
  const { t } = useTranslation('field');
  const text = useText();
  const value = useValue();
  const told = (campaign?.form ?? []).filter(({ field }) => order.feedback[field] !== undefined);
  if (told.length === 0 && order.result === null) return null;
  return (
    <section className="f-section">
      <h2>{t('order.told')}</h2>
      <dl className="f-facts">
        {order.result && (
          <div>
            <dt>{t('result.title')}</dt>
            <dd>
              {t(`result.${order.result}`)}
              {order.declineReason && ` · ${t(`result.reason.${order.declineReason as 'price'}`)}`}
            </dd>
          </div>
        )}
        {told.map(({ field, label }) => (
          <div key={field}>
            <dt>{text(label)}</dt>
            <dd>{value(field, order.feedback[field] as Value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Kit({ campaign }: { campaign: PhoneCampaign | undefined }) {
  const { t } = useTranslation('field');
  const text = useText();
  if (!campaign || campaign.kit.length === 0) return null;
  return (
    <section className="f-section">
      <h2>{t('order.kit')}</h2>
      {campaign.kit.map((part) => (
        <details key={part.title.en + part.kind} className="f-kit">
          <summary>{text(part.title)}</summary>
          <p>{part.text}</p>
        </details>
      ))}
    </section>
  );
}

export function Holdings({ order }: { order: PhoneOrder }) {
  const { t } = useTranslation('field');
  const text = useText();
  const value = useValue();
  const { fields } = usePhoneState();
  const held = Object.entries(fields).filter(([name, { holding }]) => holding && order.facts[name] !== undefined);
  return (
    <section className="f-section">
      <h2>{t('order.holdings')}</h2>
      {held.length === 0 && <p className="f-faint">{t('order.noHoldings')}</p>}
      <dl className="f-facts">
        {held.map(([name, { label }]) => (
          <div key={name}>
            <dt>{text(label)}</dt>
            <dd>{value(name, order.facts[name] as Value)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('order.number')}</dt>
          <dd>{order.customerId}</dd>
        </div>
      </dl>
    </section>
  );
}

export function Contacts({ order }: { order: PhoneOrder }) {
  const { t, i18n } = useTranslation('field');
  const format = useFormat();
  const { campaigns } = usePhoneState();
  const text = useText();
  const result = (kind: string | null) =>
    kind !== null && i18n.exists(`field:result.${kind}`) ? t(`result.${kind as 'accepted'}`) : (kind ?? '');
  return (
    <section className="f-section">
      <h2>{t('order.contacts')}</h2>
      {order.lastContacts.length === 0 && <p className="f-faint">{t('order.noContacts')}</p>}
      <ul className="f-contacts">
        {order.lastContacts.map(({ at, channel, campaign, result: kind }) => (
          <li key={at + channel}>
            <span>
              {t(`channel.${channel as 'field'}`)} · {result(kind)}
            </span>
            <span className="f-faint">
              {format.day(at)}
              {campaign &&
                campaigns.has(campaign) &&
                ` · ${text(campaigns.get(campaign)?.objective ?? { en: '', zh: '' })}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
