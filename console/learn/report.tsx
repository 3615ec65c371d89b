import { address, routes, type Report } from '#contract';
import { Estimate, Figure, useFormat, useLanguage, RelativeEstimate } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Curves } from '../act/campaign-curves.tsx';
import { useObjective } from '../act/objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { isProblem, reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { Answer, AnswerPage, Page, Panel } from '../app/page.tsx';
import { ReportAlarms } from './report-alarms.tsx';
import { ReportAnalysis } from './report-analysis.tsx';
import { ReportMatched } from './report-matched.tsx';
import { findingOf, nobodyYet } from './report-reading.ts';
import { ReportReturn } from './report-return.tsx';
import { ReportSegments } from './report-segments.tsx';
import { ReportShares } from './report-shares.tsx';
import { ReportSplit } from './report-split.tsx';
import { Rates } from './report-rates.tsx';
import './learn.css';
import './report.css';

const route = getRouteApi('/signed-in/learn/reports/$campaign');

export default function ReportScreen() {
  const { campaign: id } = route.useParams();
  const report = useQuery(reading('campaignReport', { params: { id } }));
  return <AnswerPage of={report}>{(found) => <Reading report={found} />}</AnswerPage>;
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
        </Panel>
        <Curves id={report.campaign} />
        <Panel>
          <Rates arms={report.arms} file={`${report.campaign}-rates`} />
        </Panel>
        <Analysed report={report} />
        <ReportReturn id={report.campaign} />
        <ReportShares report={report} />
        <ReportSplit report={report} />
      </div>
    </Page>
  );
}

/** What only a comparison can tell; without a control group it is one with matched customers, and says so. */
function Analysed({ report }: { report: Report }) {
  const analysis = useQuery({
    ...reading('campaignAnalysis', { params: { id: report.campaign }, query: {} }),
    staleTime: 60_000,
    retry: false,
  });
  if (isProblem(analysis.error, 'conflict')) return null;
  return (
    <Answer of={analysis}>
      {(found) =>
        found.evidence === 'weaker' ? (
          <>
            <ReportAnalysis analysis={found} />
            <ReportMatched analysis={found} />
          </>
        ) : (
          <>
            <ReportAlarms analysis={found} />
            <ReportAnalysis analysis={found} />
            <ReportSegments report={report} />
          </>
        )
      }
    </Answer>
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
function useFinding({ arms, lift: { absolute } }: Report): string {
  const { t } = useTranslation();
  const format = useFormat();
  const finding = findingOf(absolute);
  if (finding === 'unknown') return t('learn.report.unknown');
  if (nobodyYet(arms)) return t('learn.report.nobodyYet');
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
        <RelativeEstimate stacked value={lift.relative} />
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
