import type { ModelVersion, Result, routes } from '#contract';
import { Ago, Badge, EmptyState, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, type TableColumnsType } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { isProblem, reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay, useSession } from '../app/session.ts';
import { Crumb } from '../app/where.tsx';
import { actsOf, ModelActDialog, type ModelAct } from './model-act-dialog.tsx';
import { ModelComparison } from './model-comparison.tsx';
import { ModelMonitoring } from './model-monitoring.tsx';
import { stateTone, useQuality, useTargetWords } from './model-words.ts';
import { RuleUses } from './rule-uses.tsx';
import './models.css';

const route = getRouteApi('/signed-in/understand/models/$model');
type Model = Result<typeof routes.readModel>;

/** One model: what is in use, its versions and what may be done with them, how it holds up, what happened to it. */
export default function ModelScreen(): ReactNode {
  const { t } = useTranslation();
  const { model: id } = route.useParams();
  const model = useQuery(reading('readModel', { params: { id } }));
  if (isProblem(model.error, 'missing'))
    return (
      <EmptyState
        title={t('understand.models.gone', { id })}
        action={<Link to="/understand/models">{t('understand.models.title')}</Link>}
      />
    );
  return <Answer of={model}>{(data) => <Shown model={data} />}</Answer>;
}

function Shown({ model }: { model: Model }) {
  const { t } = useTranslation();
  const text = useText();
  const target = useTargetWords();
  const may = useMay();
  const search = route.useSearch();
  const [asked, setAsked] = useState<{ act: ModelAct; version: number }>();
  const compared = [...new Set([search.of, search.with])].filter((one): one is number => one !== undefined);
  return (
    <Page
      title={text(model.name)}
      about={target(model.target)}
      actions={
        may('models.write') && (
          <ButtonLink primary to="/understand/train-model" search={{ model: model.id }}>
            {t('understand.models.trainAgain')}
          </ButtonLink>
        )
      }
    >
      <Crumb>{text(model.name)}</Crumb>
      <div className="panels">
        <InUse model={model} onAct={setAsked} />
        <Panel title={t('understand.models.versions')}>
          <Versions model={model} compared={compared} onAct={setAsked} />
        </Panel>
        {compared.length === 2 && <ModelComparison model={model.id} versions={compared as [number, number]} />}
        <ModelMonitoring model={model.id} rows={model.monitoring} />
        <History rows={model.history} />
      </div>
      <ModelActDialog model={model.id} asked={asked} onClose={() => setAsked(undefined)} />
    </Page>
  );
}

interface Acting {
  readonly model: Model;
  readonly onAct: (asked: { act: ModelAct; version: number }) => void;
}

/** How rules read the score, and the way back to the champion before. */
function InUse({ model, onAct }: Acting) {
  const { t } = useTranslation();
  const may = useMay();
  const reigns = new Set(model.history.filter(({ to }) => to === 'champion').map(({ version }) => version));
  if (model.champion === null)
    return (
      <Panel title={t('understand.models.inUse')}>
        <p className="quiet">{t('understand.models.notInUseAdvice')}</p>
      </Panel>
    );
  const rule = `score('${model.id}') >= 0.5`;
  return (
    <Panel
      title={t('understand.models.inUse')}
      more={
        may('models.write') &&
        reigns.size > 1 && (
          <Button size="small" onClick={() => onAct({ act: 'rollBack', version: model.champion ?? 0 })}>
            {t('understand.models.acts.rollBack')}
          </Button>
        )
      }
    >
      <p>
        {t('understand.models.readAs')} <code>{`score('${model.id}')`}</code>
      </p>
      {may('audiences.read') && (
        <Link to="/understand/audiences/rule" search={{ rule }}>
          {t('understand.models.useInRule')}
        </Link>
      )}
      {model.usedBy.length + model.usedElsewhere > 0 && (
        <>
          <h3>{t('understand.models.usedBy', { count: model.usedBy.length + model.usedElsewhere })}</h3>
          <RuleUses usedBy={model.usedBy} usedElsewhere={model.usedElsewhere} />
        </>
      )}
    </Panel>
  );
}

function Versions({ model, compared, onAct }: Acting & { compared: readonly number[] }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const columns = useVersionColumns(model, onAct);
  return (
    <List
      label={t('understand.models.versions')}
      columns={columns}
      rows={model.versions}
      rowKey={(version) => String(version.version)}
      chosen={{
        keys: compared.map(String),
        few: true,
        onChoose: (keys) => {
          const [of, second] = keys.slice(-2).map(Number);
          void navigate({ search: { of, with: second }, replace: true });
        },
      }}
      empty={t('understand.models.noVersions')}
    />
  );
}

function useVersionColumns(model: Model, onAct: Acting['onAct']): TableColumnsType<ModelVersion> {
  const { t } = useTranslation();
  const format = useFormat();
  const quality = useQuality();
  const may = useMay();
  const { login } = useSession();
  return [
    {
      title: t('understand.models.version'),
      render: (_, one) => (
        <Link to="/understand/models/$model/$version" params={{ model: model.id, version: String(one.version) }}>
          {t('understand.models.versionShort', { version: one.version })}
        </Link>
      ),
    },
    {
      title: t('understand.models.state'),
      render: (_, one) => <Badge tone={stateTone[one.state]}>{t(`understand.models.states.${one.state}`)}</Badge>,
    },
    {
      title: t('understand.models.learner'),
      render: (_, one) => t(`understand.models.learners.${one.learner}`, one.learner),
    },
    {
      title: t('understand.models.month'),
      render: (_, one) => (one.training ? format.period(one.training.period) : t('understand.models.imported')),
    },
    { title: t('understand.models.quality'), render: (_, one) => quality(one.quality) },
    {
      title: t('understand.models.by'),
      render: (_, one) => (
        <>
          {one.createdBy}{' '}
          <span className="quiet small">
            <Ago at={one.createdAt} />
          </span>
        </>
      ),
    },
    {
      title: t('understand.models.next'),
      render: (_, one) => (
        <span className="model-actions">
          {actsOf(one, { write: may('models.write'), approve: may('models.approve') }, login).map((act) => (
            <Button key={act} size="small" onClick={() => onAct({ act, version: one.version })}>
              {t(`understand.models.acts.${act}`, { version: one.version })}
            </Button>
          ))}
        </span>
      ),
    },
  ];
}

function History({ rows }: { rows: Model['history'] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('understand.models.history')}>
      <ul className="leaks">
        {rows.toReversed().map((row) => (
          <li key={`${row.at}/${row.version}/${row.to}`}>
            <Badge tone={stateTone[row.to]}>{t(`understand.models.states.${row.to}`)}</Badge>
            <span>
              {t('understand.models.versionShort', { version: row.version })} · {row.by} <Ago at={row.at} />
              {row.why && <span className="quiet"> · {row.why}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
