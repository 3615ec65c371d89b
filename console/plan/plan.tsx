import type { Result, routes } from '#contract';
import { useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { campaignReadings } from '../act/campaign-readings.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { useOfferNames } from '../app/names.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { PlanCalendarPanel } from './plan-calendar.tsx';
import { DayContacts } from './day-contacts.tsx';
import { DearestLimits } from './dearest-limits.tsx';
import { gapText } from './gap-text.ts';
import { MethodsCompared } from './methods-compared.tsx';
import { PlanMap } from './plan-map.tsx';
import { ReplanForm } from './replan-form.tsx';
import { Unserved } from './unserved.tsx';
import './plan.css';

const route = getRouteApi('/signed-in/plan/plans/$plan');

type PlanRead = Result<typeof routes.readPlan>;
/** What planning anew changes. */
const changed = ['listPlans', 'readPlan', ...campaignReadings] as const;

/** One plan: its proof, people and days, what one more of anything would bring, who gets nothing. */
export default function PlanScreen() {
  const { plan: id } = route.useParams();
  const plan = useQuery(reading('readPlan', { params: { id } }));
  return <Answer of={plan}>{(found) => <Shown plan={found} />}</Answer>;
}

function Shown({ plan }: { plan: PlanRead }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [replanning, setReplanning] = useState(false);
  const [job, setJob] = useState<string>();
  return (
    <Page
      title={t('plan.plan.title', { plan: plan.id })}
      about={
        plan.firstOn !== null &&
        plan.lastOn !== null &&
        t('plan.plan.about', {
          from: format.day(plan.firstOn),
          to: format.day(plan.lastOn),
          people: format.count(plan.people),
          contacts: format.count(plan.contacts),
        })
      }
      actions={
        <>
          {plan.campaigns.map((campaign) => (
            <ButtonLink key={campaign} to="/act/campaigns/$campaign" params={{ campaign }}>
              {t('plan.plan.campaign', { campaign })}
            </ButtonLink>
          ))}
          {may('campaigns.write') && (
            <Button type="primary" onClick={() => setReplanning(true)}>
              {t('plan.plan.replan')}
            </Button>
          )}
        </>
      }
    >
      <div className="panels">
        {job !== undefined && <JobWatch job={job} changes={changed} onHide={() => setJob(undefined)} />}
        <Newer plan={plan} />
        <ClosedOffers plan={plan} />
        <Proof plan={plan} />
        <div className="plan-work">
          <PlanCalendarPanel plan={plan.id} />
          <DearestLimits plan={plan.id} />
        </div>
        <div className="columns">
          <div className="panels">
            <MethodsCompared plan={plan} />
            <Unserved plan={plan.id} />
          </div>
          <PlanMap plan={plan.id} />
        </div>
      </div>
      <DayContacts plan={plan.id} />
      {replanning && <ReplanForm plan={plan} onEnd={() => setReplanning(false)} onJob={setJob} />}
    </Page>
  );
}

/** The way to the plan that is followed, from one that is not any more. */
function Newer({ plan: { newer } }: { plan: PlanRead }) {
  const { t } = useTranslation();
  if (newer === null) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('plan.plan.newer', { plan: newer })}
      action={
        <ButtonLink to="/plan/plans/$plan" params={{ plan: newer }}>
          {t('plan.plan.toNewer')}
        </ButtonLink>
      }
    />
  );
}

/** What the campaigns may not make now, whatever this plan could. */
function ClosedOffers({ plan: { closedNow } }: { plan: PlanRead }) {
  const { t } = useTranslation();
  const offer = useOfferNames();
  return closedNow.map(({ offer: id, campaign, by }) => (
    <Alert
      key={`${campaign} ${id}`}
      type="info"
      showIcon
      title={t('plan.plan.closedNow', { offer: offer(id), campaign, by })}
    />
  ));
}

/** The gap as a certificate in words, with the figures it is made of. */
function Proof({ plan }: { plan: PlanRead }) {
  const solving = plan.solveSeconds ?? 0;
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const offer = useOfferNames();
  const figures = [
    [t('plan.plan.value'), format.money(plan.value)],
    [t('plan.plan.bound'), format.money(plan.bound)],
    [t('plan.plan.gap'), gapText(plan.gap)],
    [t('plan.plan.contacts'), format.count(plan.contacts)],
    [t('plan.plan.without'), format.count(plan.targets - plan.contacts)],
  ] as const;
  return (
    <Panel>
      <p className="finding">{text(plan.certificate)}</p>
      <dl className="figures plan-proof">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="gl-figure">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">
        {plan.violated.length === 0 && t('plan.plan.checked')}{' '}
        {t(plan.solveSeconds === null ? 'plan.plan.seconds' : 'plan.plan.solved', {
          candidates: format.count(plan.candidates),
          seconds: format.decimal(plan.seconds, 1),
          solving: format.decimal(solving, solving < 0.1 ? 3 : 2),
        })}
      </p>
      {plan.closed.length > 0 && (
        <p className="quiet small">
          {t('plan.plan.closed', { offers: [...new Set(plan.closed.map(({ offer: id }) => offer(id)))].join(', ') })}
        </p>
      )}
      {plan.replanned && (
        <p className="quiet small">
          {t('plan.plan.kept', {
            kept: format.count(plan.replanned.kept),
            broken: format.count(plan.replanned.broken),
            lost: format.count(plan.replanned.lost),
          })}
        </p>
      )}
      <Missed plan={plan} />
    </Panel>
  );
}

function Missed({ plan: { violated, contradiction } }: { plan: PlanRead }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (violated.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('plan.plan.violated')}
      description={
        <>
          <ul>
            {violated.map(({ limit, used, allowed }) => (
              <li key={limit}>
                {t('plan.plan.violatedOne', { limit, used: format.count(used), allowed: format.count(allowed) })}
              </li>
            ))}
          </ul>
          {contradiction && (
            <>
              <p>{t('plan.plan.contradiction')}</p>
              <ul>
                {contradiction.limits.map((limit) => (
                  <li key={limit}>{limit}</li>
                ))}
              </ul>
            </>
          )}
        </>
      }
    />
  );
}
