import { ChannelKind } from '#contract';
import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { ChoiceField, NumberField, Rows, SeveralField, TextField, useOfferOptions, useValue } from './fields.tsx';

/** Who, what, how, test, when, cost: the order in which a campaign is thought through. */
export const guideSteps = ['who', 'what', 'how', 'test', 'when', 'cost'] as const;
export type GuideStep = (typeof guideSteps)[number];

/** In which step a part of the file is decided. */
export const stepOf: Readonly<Record<string, GuideStep>> = {
  campaign: 'who',
  owner: 'who',
  objective: 'who',
  audience: 'who',
  policy: 'who',
  offers: 'what',
  kit: 'what',
  channels: 'how',
  work_order: 'how',
  experiment: 'test',
  waves: 'when',
  success: 'cost',
  budget: 'cost',
};

export function Who({ fresh }: { fresh: boolean }) {
  const { t } = useTranslation();
  const text = useText();
  const units = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000 });
  const audiences = useQuery(reading('listAudiences', { query: { limit: 200 } }));
  const [rule, putRule] = useValue(['audience']);
  const saved = typeof rule === 'string' ? /^audience\('([^']+)'\)$/.exec(rule)?.[1] : undefined;
  return (
    <>
      <div className="guide-pair">
        <TextField path={['objective', 'en']} label={t('act.guide.objectiveEn')} />
        <TextField path={['objective', 'zh']} label={t('act.guide.objectiveZh')} />
      </div>
      <div className="guide-pair">
        {fresh && <TextField path={['campaign']} label={t('act.guide.id')} help={t('act.guide.idHelp')} mono />}
        <ChoiceField
          path={['owner']}
          label={t('act.campaigns.owner')}
          help={t('act.guide.ownerHelp')}
          options={(units.data?.items ?? []).map((unit) => ({
            value: unit.id,
            label: `${text(unit.name)} (${unit.id})`,
          }))}
        />
      </div>
      <label className="guide-field">
        <span className="guide-label">{t('act.guide.savedAudience')}</span>
        <select
          className="guide-select"
          value={saved ?? ''}
          onChange={(event) => putRule(event.target.value === '' ? 'not dnd' : `audience('${event.target.value}')`)}
        >
          <option value="">{t('act.guide.ownRule')}</option>
          {(audiences.data?.items ?? []).map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      {typeof rule === 'string' || rule === undefined ? (
        <TextField path={['audience']} label={t('act.campaign.rule')} help={t('act.guide.ruleHelp')} rows={3} mono />
      ) : (
        <p className="quiet">{t('act.guide.ruleGroup')}</p>
      )}
      <h3 className="subhead">{t('act.guide.policy')}</h3>
      <div className="guide-three">
        <NumberField
          path={['policy', 'rest_days']}
          label={t('act.guide.rest')}
          unit={t('act.guide.dayUnit')}
          max={365}
        />
        <MaxContacts />
        <NumberField path={['policy', 'global_holdout']} label={t('act.guide.holdout')} unit="%" max={100} percent />
      </div>
    </>
  );
}

/** So many contacts in so many days; the file writes the days as `30d`. */
function MaxContacts() {
  const { t } = useTranslation();
  const [max] = useValue(['policy', 'max_contacts']);
  const per = (max as { per?: unknown } | undefined)?.per;
  return (
    <NumberField
      path={['policy', 'max_contacts', 'count']}
      label={t('act.guide.most', { per: typeof per === 'string' ? per.replace('d', '') : '30' })}
      unit={t('act.guide.contactUnit')}
    />
  );
}

export function What() {
  const { t } = useTranslation();
  const offers = useOfferOptions();
  return (
    <>
      <p className="quiet">{t('act.guide.offersHelp')}</p>
      <Rows path={['offers']} fresh={{ offer: offers[0]?.value ?? '' }} add={t('act.guide.addOffer')}>
        {(at) => (
          <>
            <ChoiceField path={[...at, 'offer']} label={t('act.work.offer')} options={offers} />
            <TextField path={[...at, 'when']} label={t('act.guide.when')} help={t('act.guide.whenHelp')} mono mayGo />
          </>
        )}
      </Rows>
    </>
  );
}

export function How() {
  const { t } = useTranslation();
  const [value, put] = useValue(['channels']);
  const channels = (Array.isArray(value) ? value : []) as readonly { channel?: string; share?: number }[];
  const used = new Set(channels.map((one) => one.channel));
  const toggle = (kind: string, on: boolean) => {
    const kept = on ? [...channels, { channel: kind, share: 0 }] : channels.filter((one) => one.channel !== kind);
    const even = Math.floor(1e4 / Math.max(1, kept.length)) / 1e4;
    put(
      kept.map((one, i) => ({
        ...one,
        share: i === 0 ? Math.round((1 - even * (kept.length - 1)) * 1e4) / 1e4 : even,
      })),
    );
  };
  return (
    <>
      <div className="guide-checks" role="group" aria-label={t('act.campaign.channels')}>
        {ChannelKind.options.map((kind) => (
          <Checkbox
            key={kind}
            checked={used.has(kind)}
            disabled={used.has(kind) && used.size === 1}
            onChange={(event) => toggle(kind, event.target.checked)}
          >
            {t(`act.channels.${kind}`)}
          </Checkbox>
        ))}
      </div>
      {channels.map((one, i) => {
        const kind = ChannelKind.options.find((known) => known === one.channel);
        return (
          <div key={one.channel} className="guide-three">
            <span className="guide-channel">{kind ? t(`act.channels.${kind}`) : one.channel}</span>
            <NumberField path={['channels', i, 'share']} label={t('act.guide.share')} unit="%" max={100} percent />
            {(kind === 'field' || kind === 'call' || kind === 'hall') && (
              <NumberField
                path={['channels', i, 'minutes']}
                label={t('act.guide.minutes')}
                unit={t('act.guide.minuteUnit')}
                max={480}
              />
            )}
          </div>
        );
      })}
      <h3 className="subhead">{t('act.guide.order')}</h3>
      <NumberField
        path={['work_order', 'due_days']}
        label={t('act.guide.dueDays')}
        unit={t('act.guide.dayUnit')}
        min={1}
        max={90}
      />
      <Script />
    </>
  );
}

function Script() {
  const { t } = useTranslation();
  const [script] = useValue(['work_order', 'script']);
  if (typeof script !== 'object' || script === null)
    return <TextField path={['work_order', 'script']} label={t('act.guide.script')} rows={3} mayGo />;
  return (
    <div className="guide-pair">
      <TextField path={['work_order', 'script', 'en']} label={`${t('act.guide.script')} (English)`} rows={3} />
      <TextField path={['work_order', 'script', 'zh']} label={`${t('act.guide.script')}（中文）`} rows={3} />
    </div>
  );
}

export function Test() {
  const { t } = useTranslation();
  const text = useText();
  const [control] = useValue(['experiment', 'control']);
  const fields = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  return (
    <>
      <div className="guide-pair">
        <NumberField
          path={['experiment', 'control']}
          label={t('act.campaign.control')}
          help={t('act.guide.controlHelp')}
          unit="%"
          max={90}
          percent
        />
        <ChoiceField
          path={['experiment', 'unit']}
          label={t('act.guide.unit')}
          options={[
            { value: 'customer', label: t('act.guide.units.customer') },
            { value: 'household', label: t('act.guide.units.household') },
            { value: 'manager', label: t('act.guide.units.manager') },
            { value: 'grid', label: t('act.guide.units.grid') },
          ]}
        />
      </div>
      <SeveralField
        path={['experiment', 'stratify_by']}
        label={t('act.guide.strata')}
        help={t('act.guide.strataHelp')}
        options={(fields.data?.items ?? [])
          .filter((field) => field.type === 'text')
          .map((field) => ({ value: field.name, label: `${text(field.label)} (${field.name})` }))}
      />
      <SeveralField
        path={['experiment', 'pair_by']}
        label={t('act.guide.pairs')}
        help={t('act.guide.pairsHelp')}
        options={(fields.data?.items ?? [])
          .filter((field) => field.type === 'number' || field.type === 'integer')
          .map((field) => ({ value: field.name, label: `${text(field.label)} (${field.name})` }))}
      />
      {control === 0 && (
        <div className="guide-pair">
          <TextField path={['experiment', 'waiver', 'by']} label={t('act.guide.waiverBy')} />
          <TextField path={['experiment', 'waiver', 'why']} label={t('act.guide.waiverWhy')} />
        </div>
      )}
    </>
  );
}
