import { address, routes, type Report } from '#contract';
import { Badge, Estimate, Figure, useFormat, useLanguage } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useObjective } from '../act/objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { findingOf, sampleIsBroken } from './report-reading.ts';
import { ReportSplit } from './report-split.tsx';
import { Rates } from './report-rates.tsx';
import './report.css';

const route = getRouteApi('/signed-in/learn/reports/$campaign');

export default function ReportScreen() {
  const { campaign: id } = route.useParams();
  const report = useQuery(reading('campaignReport', { params: { id } }));
  return <Answer of={report}>{(found) => <Reading report={found} />}</Answer>;
}

function Reading({ report }: { report: Report }) {
  const { t } = useTranslation();
  const objective = useObjective();
  const format = useFormat();
  const { data: campaign } = useQuery(reading('readCampaign', { params: { id: report.campaign } }));
  const title = t('learn.report.title', { campaign: report.campaign });
  return (
    <Page
      title={title}
      heading={campaign ? t('learn.report.heading', { objective: objective(campaign) }) : title}
      about={
        // A campaign without waves to look at has no days yet.
        report.period.from !== '' &&
        t('learn.report.period', { from: format.day(report.period.from), to: format.day(report.period.to) })
      }
      actions={<Ways id={report.campaign} />}
    >
      <div className="panels">
        <Caveats report={report} />
        <Panel>
          <p className="finding">{useFinding(report)}</p>
          <Figures report={report} />
          <SampleRatio p={report.sample_ratio.p} />
        </Panel>
        <Panel>
          <Rates arms={report.arms} file={`${report.campaign}-rates`} />
        </Panel>
        <ReportSplit report={report} />
      </div>
    </Page>
  );
}

function Ways({ id }: { id: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const page = '/api' + address(routes.campaignReportHtml, { params: { id }, query: { language } });
  const csv = '/api' + address(routes.campaignReportCsv, { params: { id } });
  return (
    <>
      <ButtonLink to="/act/campaigns/$campaign" params={{ campaign: id }}>
        {t('learn.report.toCampaign')}
      </ButtonLink>
      <a className="button-link" href={page} target="_blank" rel="noreferrer">
        {t('learn.report.html')}
      </a>
      <a className="button-link" href={csv} download={`${id}.csv`}>
        {t('learn.report.csv')}
      </a>
    </>
  );
}

function Caveats({ report }: { report: Report }) {
  const { t } = useTranslation();
  const words = useCoded('learn.caveats');
  const format = useFormat();
  if (report.caveats.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('learn.report.caveats')}
      description={
        <ul className="caveats">
          {report.caveats.map(({ code, message }) => (
            <li key={code}>{words(code, { until: format.day(report.period.to) }) ?? message}</li>
          ))}
        </ul>
      }
    />
  );
}

/** The finding in one sentence: what the interval allows to say, and no more. */
function useFinding({ lift: { absolute } }: Report): string {
  const { t } = useTranslation();
  const format = useFormat();
  const finding = findingOf(absolute);
  if (finding === 'unknown') return t('learn.report.unknown');
  return t(`learn.report.${finding}`, {
    size: format.pointsSize(absolute.estimate ?? 0),
    between: format.pointsBetween(absolute.low ?? 0, absolute.high ?? 0),
  });
}

function Figures({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { lift, incremental, cost } = report;
  return (
    <dl className="figures">
      <Term name={t('learn.report.lift')}>
        <Estimate stacked kind="points" value={lift.absolute} />
      </Term>
      <Term name={t('learn.report.relative')}>
        <Estimate stacked kind="change" value={lift.relative} />
      </Term>
      <Term name={t('learn.report.successes')}>
        <Estimate stacked kind="count" value={incremental.successes} />
      </Term>
      <Term name={t('learn.report.revenue')}>
        <Estimate stacked kind="money" value={incremental.revenue} />
      </Term>
      <Term name={t('learn.report.cost')}>
        <span className="gl-estimate gl-stacked">
          <Figure kind="money" value={cost.total} />
          <span className="cost-of">
            {t('learn.report.costOf', {
              contacts: format.money(cost.contacts),
              rewards: format.money(cost.rewards),
              fixed: format.money(cost.fixed),
            })}
          </span>
        </span>
      </Term>
      <Term name={t('learn.report.profit')}>
        <Figure kind="money" value={report.profit} />
      </Term>
      <Term name={t('learn.report.roi')}>
        <Figure kind="percent" value={report.roi} />
      </Term>
    </dl>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function SampleRatio({ p }: { p: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (p === null) return null;
  const broken = sampleIsBroken(p);
  return (
    <p className="sample">
      <Badge tone={broken ? 'bad' : 'good'}>{t('learn.report.sample')}</Badge>{' '}
      {t(broken ? 'learn.report.sampleBad' : 'learn.report.sampleGood', { p: format.decimal(p, 4) })}
    </p>
  );
}
