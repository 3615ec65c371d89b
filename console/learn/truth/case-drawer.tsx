import { Finding, type Verification } from '#contract';
import { Ago, EmptyState, ErrorState, Loading, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../../act/people-names.ts';
import { client, reading } from '../../app/client.ts';
import { useUnitNames } from '../../app/names.ts';
import { useMay, useSession } from '../../app/session.ts';
import { useChange } from '../use-change.ts';
import { FindingBadge } from './finding-badge.tsx';
import { ToldResult } from './told-result.tsx';
import '../../act/act.css';

interface CaseDrawerProps {
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** One feedback in question: what was told, why it is doubted, what was found, contested and decided, and the next step. */
export function CaseDrawer({ id, onClose }: CaseDrawerProps) {
  const { t } = useTranslation();
  const cases = useQuery({
    ...reading('listVerifications', { query: { id: id ?? '', limit: 1 } }),
    enabled: id !== undefined,
  });
  const found = cases.data?.items[0];
  return (
    <Drawer open={id !== undefined} onClose={onClose} size={520} title={t('learn.truth.case')}>
      {found ? (
        <Case verification={found} />
      ) : cases.error ? (
        <ErrorState error={cases.error} />
      ) : cases.isPending ? (
        <Loading />
      ) : (
        <EmptyState title={t('learn.truth.noSuchCase')} />
      )}
    </Drawer>
  );
}

function Case({ verification: one }: { verification: Verification }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = useUnitNames();
  const people = usePeopleNames();
  return (
    <div className="panels">
      <p>
        <FindingBadge verification={one} />
      </p>
      <dl className="facts">
        <dt>{t('learn.truth.person')}</dt>
        <dd>
          {people.nameOf(one.personId)} <span className="quiet">{one.orgUnitId !== null && unit(one.orgUnitId)}</span>
        </dd>
        <dt>{t('act.work.customer')}</dt>
        <dd>
          <Link to="/know/customers/$customer" params={{ customer: one.customerId }}>
            {one.customerId}
          </Link>
        </dd>
        <dt>{t('learn.truth.told')}</dt>
        <dd>
          <ToldResult result={one.result} /> · {t(`act.channels.${one.channel}`)}
        </dd>
        <dt>{t('learn.truth.when')}</dt>
        <dd>{format.instant(one.happenedAt)}</dd>
        <dt>{t('act.work.campaign')}</dt>
        <dd>{one.campaignId}</dd>
        <dt>{t('learn.truth.method')}</dt>
        <dd>
          {t(`learn.truth.methods.${one.method}`)} · {t('learn.truth.until', { day: format.day(one.dueOn) })}
        </dd>
      </dl>
      <Evidence checks={one.checks} />
      <NextStep key={one.state} verification={one} />
      <h3 className="subhead">{t('act.campaign.history')}</h3>
      <History verification={one} />
    </div>
  );
}

function Evidence({ checks }: { checks: Verification['checks'] }) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className="subhead">{t('learn.truth.evidence')}</h3>
      {checks.length === 0 ? (
        <p className="quiet">{t('learn.truth.noDoubt')}</p>
      ) : (
        <ul className="cases">
          {checks.map((check) => (
            <li key={check}>
              <strong>{t(`learn.truth.checks.${check}`)}</strong> {t(`learn.truth.checksLong.${check}`)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function History({ verification }: { verification: Verification }) {
  const { t } = useTranslation();
  const people = usePeopleNames();
  const kinds = ['finding', 'contest', 'decision'] as const;
  if (verification.history.length === 0) return <p className="quiet">{t('act.work.nothingYet')}</p>;
  return (
    <ol className="history">
      {verification.history.toReversed().map((step) => {
        const kind = kinds.find((one) => one === step.kind);
        return (
          <li key={`${step.at} ${step.kind}`}>
            <span>{kind ? t(`learn.truth.steps.${kind}`) : step.kind}</span>
            <span>
              {people.nameOf(step.by)} · <Ago at={step.at} />
            </span>
            {step.note !== null && <span className="history-why">{step.note}</span>}
          </li>
        );
      })}
    </ol>
  );
}

interface Step {
  readonly finding: Finding;
  readonly why?: string;
}

/** What may be done with the case by whoever looks at it. */
function NextStep({ verification: one }: { verification: Verification }) {
  const { t } = useTranslation();
  const may = useMay();
  const session = useSession();
  const own = session.personId === one.personId;
  const params = { id: one.id };
  const kind =
    one.state === 'open' && may('work.assign') && !own
      ? 'finding'
      : one.state === 'contested' && may('work.assign') && !own && one.auditor !== session.login
        ? 'decision'
        : one.state === 'done' && own
          ? 'contest'
          : undefined;
  const step = useChange(
    ({ finding, why = '' }: Step) => {
      if (kind === 'finding')
        return client.recordFinding({ params, body: { finding, ...(why.trim() && { note: why.trim() }) } });
      if (kind === 'decision') return client.decideContest({ params, body: { finding, why: why.trim() } });
      return client.contestFinding({ params, body: { why: why.trim() } });
    },
    { old: ['listVerifications', 'truthBoard'], said: ({ state }) => t(`learn.truth.states.${state}`) },
  );
  if (kind === undefined)
    return one.state === 'contested' ? <p className="quiet">{t('learn.truth.otherDecides')}</p> : null;
  const noteNeeded = kind !== 'finding';
  return (
    <Form<Step> layout="vertical" requiredMark={false} className="case-form" onFinish={(given) => step.mutate(given)}>
      <h3 className="subhead">{t(`learn.truth.next.${kind}`)}</h3>
      {kind !== 'contest' && (
        <Form.Item
          name="finding"
          label={t('learn.truth.finding')}
          rules={[{ required: true, message: t('learn.truth.findingMissing') }]}
        >
          <Radio.Group
            options={Finding.options.map((value) => ({ value, label: t(`learn.truth.findings.${value}`) }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="why"
        label={t(noteNeeded ? 'learn.truth.why' : 'learn.truth.note')}
        rules={noteNeeded ? [{ required: true, whitespace: true, min: 3, message: t('learn.truth.whyMissing') }] : []}
      >
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={step.isPending}>
        {t(`learn.truth.acts.${kind}`)}
      </Button>
    </Form>
  );
}
