import type { Campaign } from '#contract';
import { useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useUnitNames } from '../app/names.ts';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { deservesLook, type Remark } from './deserves-look.ts';
import { usePeopleNames } from './people-names.ts';

/** At the right of the monitor: what is out of the ordinary, each with the way to it. */
export function Remarks({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const may = useMay();
  const report = useQuery({
    ...reading('campaignReport', { params: { id: campaign.id } }),
    enabled: may('reports.read') && campaign.counts.released > 0,
    staleTime: 60_000,
  });
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const exclusions = useQuery(reading('campaignExclusions', { params: { id: campaign.id } }));
  const remarks = deservesLook(campaign, { report: report.data, exclusions: exclusions.data, today });
  return (
    <Panel title={t('act.monitor.look')}>
      {remarks.length === 0 ? (
        <p className="quiet">{t('act.monitor.nothingToLook')}</p>
      ) : (
        <ul className="remarks">
          {remarks.map((remark) => (
            <li key={JSON.stringify(remark)} className={`remark remark-${toneOf[remark.kind]}`}>
              <Told remark={remark} campaign={campaign.id} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const toneOf: Readonly<Record<Remark['kind'], 'bad' | 'attention'>> = {
  'gate-held': 'attention',
  'sample-ratio': 'bad',
  unscheduled: 'attention',
  late: 'attention',
  claims: 'bad',
  'slow-grid': 'attention',
  budget: 'attention',
};

function Told({ remark, campaign }: { remark: Remark; campaign: string }): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = useUnitNames();
  const people = usePeopleNames();
  switch (remark.kind) {
    case 'gate-held':
      return t('act.remarks.gate-held', remark);
    case 'sample-ratio':
      return t('act.remarks.sample-ratio', { p: format.decimal(remark.p, 5) });
    case 'unscheduled':
      return t('act.remarks.unscheduled', { people: format.count(remark.people), share: format.percent(remark.share) });
    case 'late':
      return t('act.remarks.late', { wave: remark.wave, start: format.day(remark.start) });
    case 'claims':
      return (
        <>
          <Link to="/act/work" search={{ campaign, person: remark.person, view: 'list', result: 'accepted' }}>
            {people.nameOf(remark.person)}
          </Link>{' '}
          {t('act.remarks.claims', { claimed: format.count(remark.claimed), matched: format.count(remark.matched) })}
        </>
      );
    case 'slow-grid':
      return (
        <>
          <Link to="/act/work" search={{ campaign, unit: remark.grid }}>
            {unit(remark.grid)}
          </Link>{' '}
          {t('act.remarks.slow-grid', { share: format.percent(remark.share), usual: format.percent(remark.usual) })}
        </>
      );
    case 'budget':
      return t('act.remarks.budget', { spent: format.money(remark.spent), total: format.money(remark.total) });
  }
}
